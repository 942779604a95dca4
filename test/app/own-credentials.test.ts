import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import {
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  ScanCommand,
} from "@aws-sdk/lib-dynamodb";
import { expect } from "chai";
import { RunningApp, type Person } from "./running-app";

describe("a person's own credentials", function () {
  this.timeout(60_000);
  const app = new RunningApp();
  let one: Person;
  let two: Person;
  let three: Person;
  before(async () => {
    await app.start();
    [one, two, three] = [await app.register(), await app.register(), await app.register()];
  });
  after(() => app.remove());

  describe("the notes table, with a person's own credentials", () => {
    let noteId: string;
    before(async () => {
      noteId = (await app.post("POST /notes", two, { text: "two's own" })).json.noteId;
    });

    const table = (person: Person) =>
      DynamoDBDocumentClient.from(new DynamoDBClient(app.client(person.keys)));
    const names = { "#text": "text" };
    const item = (owner: Person, more: object = {}) =>
      new GetCommand({
        TableName: app.outputs.notesTable,
        Key: { userId: owner.identityId, noteId },
        ProjectionExpression: "noteId, #text",
        ExpressionAttributeNames: names,
        ...more,
      });
    const query = (owner: Person, more: object = {}) =>
      new QueryCommand({
        TableName: app.outputs.notesTable,
        KeyConditionExpression: "userId = :owner",
        ExpressionAttributeValues: { ":owner": owner.identityId },
        ProjectionExpression: "noteId, #text",
        ExpressionAttributeNames: names,
        ...more,
      });

    it("owner 2 reads owner 2's items", async () => {
      expect((await table(two).send(item(two))).Item).to.deep.equal({ noteId, text: "two's own" });
      expect((await table(two).send(query(two))).Items).to.deep.equal([{ noteId, text: "two's own" }]);
    });

    const REFUSED: readonly [string, () => Person, () => any][] = [
      ["owner 1 reads owner 2's item", () => one, () => item(two)],
      ["owner 3 queries owner 2's items", () => three, () => query(two)],
      [
        "owner 2 reads all attributes",
        () => two,
        () => new GetCommand({ TableName: app.outputs.notesTable, Key: { userId: two.identityId, noteId } }),
      ],
      [
        "owner 2 reads another attribute",
        () => two,
        () => item(two, { ProjectionExpression: "noteId, secret", ExpressionAttributeNames: undefined }),
      ],
      [
        "owner 2 filters by another attribute",
        () => two,
        () => query(two, { FilterExpression: "attribute_exists(secret)" }),
      ],
      ["owner 2 scans", () => two, () => new ScanCommand({ TableName: app.outputs.notesTable })],
      [
        "owner 2 writes",
        () => two,
        () =>
          new PutCommand({
            TableName: app.outputs.notesTable,
            Item: { userId: two.identityId, noteId: "x", text: "unchecked" },
          }),
      ],
      [
        "owner 1 deletes owner 2's item",
        () => one,
        () =>
          new DeleteCommand({ TableName: app.outputs.notesTable, Key: { userId: two.identityId, noteId } }),
      ],
      [
        "owner 2 deletes and asks for all that was there",
        () => two,
        () =>
          new DeleteCommand({
            TableName: app.outputs.notesTable,
            Key: { userId: two.identityId, noteId },
            ReturnValues: "ALL_OLD",
          }),
      ],
      [
        "anybody reads users",
        () => two,
        () => new GetCommand({ TableName: app.outputs.usersTable, Key: { username: two.username } }),
      ],
      [
        "anybody reads pets",
        () => two,
        () => new GetCommand({ TableName: app.outputs.petsTable, Key: { petId: "x" } }),
      ],
    ];
    for (const [what, person, command] of REFUSED) {
      it(`${what}: AccessDeniedException`, async () => {
        const error = await table(person())
          .send(command())
          .then(
            () => expect.fail("allowed"),
            (e: any) => e,
          );

        expect(error.name).to.equal("AccessDeniedException");
        expect(error.$metadata.httpStatusCode).to.equal(400);
      });
    }
  });

  describe("the function that callers invoke themselves", () => {
    const invoke = (person: Person, name: string, event: unknown) =>
      new LambdaClient(app.client(person.keys)).send(
        new InvokeCommand({ FunctionName: name, Payload: Buffer.from(JSON.stringify(event)) }),
      );
    const notes = () => app.outputs.functionNames["POST /notes"];

    it("writes in the name of whoever invoked it, whatever the event says", async () => {
      const forged = {
        body: '{"text":"forged"}',
        requestContext: { identity: { cognitoIdentityId: two.identityId } },
      };

      const { Payload } = await invoke(three, notes(), forged);

      expect(JSON.parse(Buffer.from(Payload!).toString()).statusCode).to.equal(201);
      expect((await app.get("/notes", three)).json.notes.map(({ text }: any) => text)).to.include("forged");
      expect((await app.get("/notes", two)).json.notes.map(({ text }: any) => text)).to.not.include("forged");
    });

    it("validates a body that no gateway has seen", async () => {
      const { Payload } = await invoke(three, notes(), { body: '{"text":"x","userId":"somebody"}' });

      expect(JSON.parse(Buffer.from(Payload!).toString())).to.deep.include({
        statusCode: 400,
        body: '{"message":"Invalid request body"}',
      });
    });

    it("is the only one that a signed-in person may invoke", async () => {
      const error = await invoke(three, app.outputs.functionNames["POST /pets"], {}).then(
        () => expect.fail("allowed"),
        (e: any) => e,
      );

      expect([error.name, error.$metadata.httpStatusCode]).to.deep.equal(["AccessDeniedException", 403]);
    });
  });
});
