import {
  CreateTableCommand,
  DeleteTableCommand,
  DynamoDBClient,
  TransactWriteItemsCommand,
} from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, PutCommand, QueryCommand } from "@aws-sdk/lib-dynamodb";
import { expect } from "chai";
import { refusal, runCloud, stateOf, table, type RunningCloud } from "./running-cloud";

const notes = table("notes", {
  hashKey: "userId",
  rangeKey: "noteId",
  attributes: ["userId", "noteId", "topic"].map((name) => ({ name, type: "S" })),
  localSecondaryIndexes: [
    { name: "byTopicOfUser", hashKey: "userId", rangeKey: "topic", projectionType: "KEYS_ONLY" },
  ],
});
const scores = table("scores", { hashKey: "rank", deletionProtection: true });

describe("DynamoDB here", () => {
  let running: RunningCloud;
  let operator: DynamoDBDocumentClient;
  before(async () => {
    running = await runCloud(stateOf({ tables: [notes, scores] }));
    operator = DynamoDBDocumentClient.from(new DynamoDBClient(running.operator));
  });
  after(() => running.stop());

  it("refuses operations that it lacks by name", async () => {
    const refused = await refusal(operator.send(new TransactWriteItemsCommand({ TransactItems: [] })));

    expect(refused).to.include({ name: "NotCoveredByLocalCloud", status: 400 });
    expect(refused.message).to.contain("dynamodb:TransactWriteItems is not covered");
  });

  it("refuses parameters that its engine would drop", async () => {
    const refused = await refusal(
      operator.send(
        new PutCommand({
          TableName: "notes",
          Item: { userId: "x", noteId: "1" },
          ReturnValuesOnConditionCheckFailure: "ALL_OLD",
        }),
      ),
    );

    expect(refused.message).to.contain("ReturnValuesOnConditionCheckFailure");
  });

  it("refuses to read through a local index what that does not hold", async () => {
    const refused = await refusal(
      operator.send(
        new QueryCommand({
          TableName: "notes",
          IndexName: "byTopicOfUser",
          KeyConditionExpression: "userId = :u",
          ExpressionAttributeValues: { ":u": "one" },
          Select: "ALL_ATTRIBUTES",
        }),
      ),
    );

    expect(refused.message).to.contain("byTopicOfUser");
  });

  it("refuses to make tables over the wire", async () => {
    const refused = await refusal(
      operator.send(
        new CreateTableCommand({
          TableName: "more",
          KeySchema: [{ AttributeName: "a", KeyType: "HASH" }],
          AttributeDefinitions: [{ AttributeName: "a", AttributeType: "S" }],
          BillingMode: "PAY_PER_REQUEST",
        }),
      ),
    );

    expect(refused.message).to.contain("the Pulumi program defines the tables");
  });

  it("protects a table from deletion where the program says so", async () => {
    const refused = await refusal(operator.send(new DeleteTableCommand({ TableName: "scores" })));

    expect(refused).to.include({
      name: "ValidationException",
      message:
        "Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.",
    });
  });
});
