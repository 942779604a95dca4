import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import {
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  UpdateCommand,
} from "@aws-sdk/lib-dynamodb";
import { expect } from "chai";
import {
  ACCOUNT,
  refusal,
  role,
  runCloud,
  stateOf,
  table,
  trustOf,
  type RunningCloud,
} from "./running-cloud";

const notes = table("notes", { hashKey: "userId", rangeKey: "noteId" });
const reader = role("reader", {
  trust: trustOf({ AWS: `arn:aws:iam::${ACCOUNT}:root` }),
  allow: [
    {
      Effect: "Allow",
      Action: ["dynamodb:GetItem", "dynamodb:Query", "dynamodb:UpdateItem"],
      Resource: notes.arn,
      Condition: {
        "ForAllValues:StringEquals": {
          "dynamodb:LeadingKeys": ["${cognito-identity.amazonaws.com:sub}"],
          "dynamodb:Attributes": ["userId", "noteId", "text"],
        },
        Null: { "dynamodb:LeadingKeys": "false" },
        StringEqualsIfExists: {
          "dynamodb:Select": "SPECIFIC_ATTRIBUTES",
          "dynamodb:ReturnValues": ["NONE", "UPDATED_NEW"],
        },
      },
    },
  ],
});

describe("DynamoDB for a person who may see some attributes only", () => {
  let running: RunningCloud;
  let two: DynamoDBDocumentClient;
  before(async () => {
    running = await runCloud(stateOf({ roles: [reader], tables: [notes] }));
    const operator = DynamoDBDocumentClient.from(new DynamoDBClient(running.operator));
    await operator.send(
      new PutCommand({
        TableName: "notes",
        Item: { userId: "two", noteId: "1", text: "of two", secret: "s" },
      }),
    );
    const session = running.as(reader, { context: { "cognito-identity.amazonaws.com:sub": "two" } });
    two = DynamoDBDocumentClient.from(new DynamoDBClient(session));
  });
  after(() => running.stop());

  const TableName = "notes";
  const Key = { userId: "two", noteId: "1" };
  const TEXT = { "#t": "text" };
  const X = { ":x": "s" };
  const get = (more: object) => new GetCommand({ TableName, Key, ...more });
  const update = (more: object) =>
    new UpdateCommand({
      TableName,
      Key,
      UpdateExpression: "SET #t = :x",
      ExpressionAttributeNames: TEXT,
      ExpressionAttributeValues: X,
      ...more,
    });
  const query = (more: object) =>
    new QueryCommand({
      TableName,
      KeyConditionExpression: "userId = :me",
      ExpressionAttributeValues: { ":me": "two" },
      ...more,
    });

  it("gives what the projection names", async () => {
    const got = await two.send(get({ ProjectionExpression: "#t", ExpressionAttributeNames: TEXT }));
    const found = await two.send(query({ ProjectionExpression: "noteId" }));

    expect(got.Item).to.deep.equal({ text: "of two" });
    expect(found.Items).to.deep.equal([{ noteId: "1" }]);
  });

  it("allows an update of what may be seen", async () => {
    const updated = await two.send(
      update({ ExpressionAttributeValues: { ":x": "of two" }, ReturnValues: "UPDATED_NEW" }),
    );

    expect(updated.Attributes).to.deep.equal({ text: "of two" });
  });

  const attempts: [string, () => GetCommand | QueryCommand | UpdateCommand][] = [
    ["no projection, which is all attributes", () => get({})],
    ["a hidden attribute behind a #name", () => get({ ProjectionExpression: "#s", ExpressionAttributeNames: { "#s": "secret" } })],
    ["a part of a hidden attribute", () => get({ ProjectionExpression: "secret.piece[0]" })],
    ["a hidden attribute in the old parameter", () => get({ AttributesToGet: ["secret"] })],
    ["a query of everything", () => query({})],
    ["Select ALL_ATTRIBUTES", () => query({ Select: "ALL_ATTRIBUTES" })],
    ["Select COUNT", () => query({ Select: "COUNT" })],
    ["a filter on a hidden attribute", () => query({ ProjectionExpression: "noteId", FilterExpression: "begins_with(secret, :me)" })],
    ["a filter on the size of one", () => query({ ProjectionExpression: "noteId", FilterExpression: "NOT (size(secret) > :me)" })],
    ["a condition on a hidden attribute", () => update({ ConditionExpression: "secret = :x" })],
    ["copying a hidden attribute into a visible one", () => update({ UpdateExpression: "SET #t = if_not_exists(absent, secret)", ExpressionAttributeValues: undefined })],
    ["removing a hidden attribute", () => update({ UpdateExpression: "SET #t = :x REMOVE secret" })],
    ["ReturnValues ALL_OLD", () => update({ ReturnValues: "ALL_OLD" })],
  ]; // prettier-ignore
  for (const [what, command] of attempts) {
    it(`refuses ${what}`, async () => {
      const refused = await refusal(two.send(command() as GetCommand));

      expect(refused.name).to.equal("AccessDeniedException");
    });
  }

  it("takes no SPECIFIC_ATTRIBUTES that names none", async () => {
    const refused = await refusal(two.send(query({ Select: "SPECIFIC_ATTRIBUTES" })));

    expect(refused.name).to.equal("ValidationException");
  });
});
