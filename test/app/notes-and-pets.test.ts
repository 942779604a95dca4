import { randomUUID } from "node:crypto";
import { request as httpRequest } from "node:http";
import { CognitoIdentityClient, GetCredentialsForIdentityCommand } from "@aws-sdk/client-cognito-identity";
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
import { RunningApp, type Person, type SignedCall } from "./running-app";

const MINUTE_MS = 60_000;
const PET = { petType: "cat", petName: "Tom", petAge: 3 };

describe("the notes and pets app", function () {
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

  const post = (route: string, person: Person, body: unknown) =>
    app.call(route, { as: person.keys, body: JSON.stringify(body) });
  const get = (path: string, person: Person) => app.call(`GET ${path}`, { as: person.keys });

  describe("registration and login", () => {
    const login = async (body: unknown) => {
      for (;;) {
        const answer = await app.call("POST /login", { body: JSON.stringify(body) });
        if (answer.status !== 429) return answer;
        await new Promise((resolve) => setTimeout(resolve, 250));
      }
    };

    it("give the same identity, a token and credentials that end within an hour", async () => {
      const { status, json } = await login({ username: one.username, password: one.password });

      expect(status).to.equal(200);
      expect(json).to.have.all.keys("username", "identityId", "token", "credentials");
      expect(json).to.include({ username: one.username, identityId: one.identityId });
      expect(json.credentials).to.have.all.keys(
        "accessKeyId",
        "secretAccessKey",
        "sessionToken",
        "expiration",
      );
      expect(json.credentials.expiration).to.be.within(
        Date.now() + 55 * MINUTE_MS,
        Date.now() + 61 * MINUTE_MS,
      );
    });

    it("give a token that lives as long as configured", () => {
      const { iat, exp, aud } = JSON.parse(Buffer.from(one.token.split(".")[1]!, "base64url").toString());

      expect(exp - iat).to.equal(12 * 3600);
      expect(aud).to.equal(app.outputs.identityPoolId);
    });

    it("tell an unknown name and a wrong password apart by nothing", async () => {
      const wrong = await login({ username: one.username, password: "not the password" });
      const unknown = await login({ username: "nobody-at-all", password: "not the password" });

      expect([wrong.status, wrong.json]).to.deep.equal([401, { message: "wrong username or password" }]);
      expect([unknown.status, unknown.json]).to.deep.equal([wrong.status, wrong.json]);
    });

    it("do not give a name twice: 409", async () => {
      let answer;
      do
        answer = await app.call("POST /users", {
          body: JSON.stringify({ username: one.username, password: "another password" }),
        });
      while (answer.status === 429);

      expect(answer.status).to.equal(409);
      expect((await login({ username: one.username, password: one.password })).status).to.equal(200);
    });

    it("renew credentials for the token at Cognito, without a password", async () => {
      const cognito = new CognitoIdentityClient(app.client(one.keys));

      const { Credentials } = await cognito.send(
        new GetCredentialsForIdentityCommand({
          IdentityId: one.identityId,
          Logins: { "cognito-identity.amazonaws.com": one.token },
        }),
      );

      const keys = {
        accessKeyId: Credentials!.AccessKeyId!,
        secretAccessKey: Credentials!.SecretKey!,
        sessionToken: Credentials!.SessionToken!,
      };
      expect((await app.call("GET /pets", { as: keys })).status).to.equal(200);
    });
  });

  describe("pets", () => {
    it("are made, read and listed in pages by everybody who signed in", async () => {
      const made = await post("POST /pets", one, PET);
      await post("POST /pets", two, { ...PET, petName: "Rex" });

      expect(made.status).to.equal(201);
      expect(made.json).to.deep.include(PET);
      expect((await get(`/pets/${made.json.petId}`, two)).json).to.deep.equal(made.json);
      const page = await get("/pets?limit=1", two);
      expect(page.json.pets).to.have.length(1);
      expect(
        (await get(`/pets?limit=1&nextToken=${page.json.nextToken}`, two)).json.pets[0].petId,
      ).to.not.equal(page.json.pets[0].petId);
    });

    it("that do not exist are 404, through the mapping template", async () => {
      const answer = await get(`/pets/${randomUUID()}`, one);

      expect([answer.status, answer.json]).to.deep.equal([404, { message: "no such pet" }]);
    });

    const BAD: readonly [string, string][] = [
      ["limit=0", "limit must be >= 1"],
      ["limit=101", "limit must be <= 100"],
      ["limit=ten", "limit must be integer"],
      ["nextToken=forged", "nextToken is not one that this API gave"],
    ];
    for (const [query, message] of BAD) {
      it(`are not listed with ${query}: 400`, async () => {
        const answer = await get(`/pets?${query}`, one);

        expect([answer.status, answer.json]).to.deep.equal([
          400,
          { message: `Invalid request parameters: ${message}` },
        ]);
      });
    }
  });

  describe("notes", () => {
    it("belong to the caller: made, listed in the order of creation, read and deleted", async () => {
      const texts = ["first", 'second "quoted" \\ and \n a line', "third: it's 日本語 </script>"];
      const made = [];
      for (const text of texts) made.push((await post("POST /notes", one, { text })).json);

      expect(made[0]).to.have.all.keys("noteId", "text", "createdAt");
      expect((await get("/notes", one)).json).to.deep.equal({ notes: made });
      expect((await get(`/notes/${made[1].noteId}`, one)).json).to.deep.equal(made[1]);
      const page = (await get("/notes?limit=2", one)).json;
      expect(page.notes).to.have.length(2);
      expect((await get(`/notes?limit=2&nextToken=${page.nextToken}`, one)).json).to.deep.equal({
        notes: [made[2]],
      });
      const deleted = await app.call(`DELETE /notes/${made[0].noteId}`, { as: one.keys });
      expect([deleted.status, deleted.text]).to.deep.equal([204, ""]);
      const again = await app.call(`DELETE /notes/${made[0].noteId}`, { as: one.keys });
      expect([again.status, again.json]).to.deep.equal([404, { message: "no such note" }]);
    });

    it("of somebody else are 404, and stay", async () => {
      const { noteId } = (await post("POST /notes", one, { text: "mine" })).json;

      expect((await get(`/notes/${noteId}`, two)).status).to.equal(404);
      expect((await app.call(`DELETE /notes/${noteId}`, { as: two.keys })).status).to.equal(404);
      expect((await get("/notes", two)).json.notes).to.deep.equal([]);
      expect((await get(`/notes/${noteId}`, one)).status).to.equal(200);
    });

    for (const query of [
      "limit=0",
      "limit=101",
      "limit=1%22",
      "limit=%7B%7D",
      "limit=-1",
      "nextToken=%22%2C%22x",
      "nextToken=..%2F",
    ]) {
      it(`are not listed with ${decodeURIComponent(query)}: 400`, async () => {
        const answer = await get(`/notes?${query}`, one);

        expect([answer.status, answer.json]).to.deep.equal([400, { message: "Invalid request parameters" }]);
      });
    }

    it("cannot be read by an id that would break out of its template", async () => {
      const answer = await get(`/notes/${encodeURIComponent('x"},"userId":{"S":"other')}`, one);

      expect(answer.status).to.equal(404);
    });
  });

  describe("the notes table, with a person's own credentials", () => {
    let noteId: string;
    before(async () => {
      noteId = (await post("POST /notes", two, { text: "two's own" })).json.noteId;
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
      expect((await get("/notes", three)).json.notes.map(({ text }: any) => text)).to.include("forged");
      expect((await get("/notes", two)).json.notes.map(({ text }: any) => text)).to.not.include("forged");
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

  describe("a request is refused as AWS refuses it", () => {
    const MISSING = "MissingAuthenticationTokenException";
    const SIGNATURE = "InvalidSignatureException";
    const TOKEN = "UnrecognizedClientException";
    const signed = (more: Partial<SignedCall> = {}): SignedCall => ({ as: one.keys, ...more });
    const body = JSON.stringify(PET);
    const CASES: readonly [string, string, () => SignedCall, number, string | null][] = [
      ["without a signature", "GET /pets", () => ({}), 403, MISSING],
      [
        "with a signature over another path",
        "GET /pets",
        () => signed({ sent: { path: "/v1/notes" } }),
        403,
        SIGNATURE,
      ],
      [
        "with a signature over another query",
        "GET /pets?limit=1",
        () => signed({ sent: { path: "/v1/pets?limit=2" } }),
        403,
        SIGNATURE,
      ],
      [
        "with a signature over another body",
        "POST /pets",
        () => signed({ body, sent: { body: JSON.stringify({ ...PET, petName: "Rex" }) } }),
        403,
        SIGNATURE,
      ],
      [
        "with a signature over another host",
        "GET /pets",
        () => signed({ headers: { host: "127.0.0.1:1" } }),
        403,
        SIGNATURE,
      ],
      [
        "with a signature for another region",
        "GET /pets",
        () => signed({ region: "us-east-2" }),
        403,
        SIGNATURE,
      ],
      [
        "with a signature for another service",
        "GET /pets",
        () => signed({ service: "dynamodb" }),
        403,
        SIGNATURE,
      ],
      [
        "with a clock 20 minutes behind",
        "GET /pets",
        () => signed({ at: Date.now() - 20 * MINUTE_MS }),
        403,
        SIGNATURE,
      ],
      [
        "with a clock 20 minutes ahead",
        "GET /pets",
        () => signed({ at: Date.now() + 20 * MINUTE_MS }),
        403,
        SIGNATURE,
      ],
      [
        "with a date that is not the signed one",
        "GET /pets",
        () =>
          signed({
            sent: {
              headers: {
                "x-amz-date": new Date()
                  .toISOString()
                  .replace(/[-:]|\.\d+/g, "")
                  .replace(/\d\dZ$/, "99Z"),
              },
            },
          }),
        403,
        null,
      ],
      [
        "with a wrong secret",
        "GET /pets",
        () => ({ as: { ...one.keys, secretAccessKey: "x" } }),
        403,
        SIGNATURE,
      ],
      [
        "with an altered session token",
        "GET /pets",
        () => ({ as: { ...one.keys, sessionToken: `${one.keys.sessionToken!.slice(0, -4)}AAAA` } }),
        403,
        TOKEN,
      ],
      [
        "with somebody else's session token",
        "GET /pets",
        () => ({ as: { ...one.keys, sessionToken: two.keys.sessionToken! } }),
        403,
        TOKEN,
      ],
      [
        "with an access key nobody has",
        "GET /pets",
        () => ({ as: { ...one.keys, accessKeyId: "ASIAAAAAAAAAAAAAAAAA" } }),
        403,
        TOKEN,
      ],
      ["for a path that does not exist", "GET /nothing", () => signed(), 403, MISSING],
      ["for a method that does not exist", "PUT /pets", () => signed({ body }), 403, MISSING],
      [
        "with a body that does not fit",
        "POST /pets",
        () => signed({ body: '{"petType":"cat"}' }),
        400,
        "BadRequestException",
      ],
      [
        "with a field that the schema does not name",
        "POST /pets",
        () => signed({ body: JSON.stringify({ ...PET, petId: "mine" }) }),
        400,
        "BadRequestException",
      ],
      [
        "with such a body under another content type",
        "POST /pets",
        () =>
          signed({
            body: JSON.stringify({ ...PET, petId: "mine" }),
            headers: { "content-type": "text/plain" },
          }),
        400,
        null,
      ],
      [
        "with a body over 10 MB",
        "POST /pets",
        () => signed({ body: `{"petType":"${"x".repeat(10 * 1024 * 1024)}"}` }),
        413,
        "RequestTooLargeException",
      ],
    ];
    for (const [what, route, call, status, type] of CASES) {
      it(`${what}: ${status}`, async () => {
        const answer = await app.call(route, call());

        expect([answer.status, answer.type], answer.text).to.deep.equal([status, type ?? answer.type]);
      });
    }

    it("with a role that is not granted the method: 403, the account masked, and the reason in the log only", async () => {
      const before = app.log.length;

      // API Gateway routes it to POST /pets, but what is granted is POST/pets without the slash.
      const answer = await app.call("POST /pets/", { as: two.keys, body });

      expect(answer.status).to.equal(403);
      expect(answer.type).to.equal("AccessDeniedException");
      expect(answer.json.Message).to.match(
        /^User: arn:aws:sts::000000000000:assumed-role\/[^ ]+\/CognitoIdentityCredentials is not authorized to perform: execute-api:Invoke on resource: arn:aws:execute-api:eu-west-1:\*{8}0000:/,
      );
      expect(app.log.slice(before).join("\n")).to.match(
        /refused: 403 POST \/v1\/pets\/ by .*CognitoIdentityCredentials.*allow/i,
      );
    });

    it("to a Host that is not loopback: 403", async () => {
      const { port } = new URL(app.endpoint);
      const status = await new Promise<number | undefined>((resolve, reject) => {
        httpRequest(
          { host: "127.0.0.1", port, path: "/v1/pets", headers: { host: "evil.example" } },
          (response) => {
            response.resume();
            resolve(response.statusCode);
          },
        )
          .on("error", reject)
          .end();
      });

      expect(status).to.equal(403);
    });

    it("when a burst of logins is more than the throttle takes: 429", async () => {
      const answers = await Promise.all(
        Array.from({ length: 40 }, () => app.call("POST /login", { body: "{}" })),
      );
      const throttled = answers.filter(({ status }) => status === 429);

      expect(throttled.length).to.be.within(1, 39);
      expect([throttled[0]!.type, throttled[0]!.json]).to.deep.equal([
        "TooManyRequestsException",
        { message: "Too Many Requests" },
      ]);
    });
  });

  describe("a page elsewhere", () => {
    it("is told by the preflight what it may send", async () => {
      const answer = await app.fetch("OPTIONS", `${app.outputs.url}/notes/x`, {
        headers: { origin: "http://localhost:4510", "access-control-request-method": "DELETE" },
      });

      expect(answer.status).to.equal(204);
      expect(answer.headers.get("access-control-allow-methods")).to.equal("GET,DELETE,OPTIONS");
      expect(answer.headers.get("access-control-allow-origin")).to.equal("http://localhost:4510");
    });

    it("may read answers and refusals from the configured origin only", async () => {
      const headers = { origin: "http://localhost:4510" };
      const ok = await app.call("GET /pets", { as: one.keys, headers });
      const refused = await app.call("GET /pets", { headers });

      expect(ok.headers.get("access-control-allow-origin")).to.equal("http://localhost:4510");
      expect(refused.headers.get("access-control-allow-origin")).to.equal("http://localhost:4510");
    });
  });

  it("lists its routes at /", async () => {
    const page = await (await fetch(app.endpoint)).text();

    expect(page).to.contain("POST /users").and.to.contain("GET /notes/{noteId}");
  });
});
