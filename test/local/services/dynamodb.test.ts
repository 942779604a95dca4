import { DescribeTableCommand, DynamoDBClient, ListTablesCommand } from "@aws-sdk/client-dynamodb";
import {
  BatchGetCommand,
  BatchWriteCommand,
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  ScanCommand,
  UpdateCommand,
} from "@aws-sdk/lib-dynamodb";
import { expect } from "chai";
import {
  refusal,
  role,
  runCloud,
  sessionOf,
  stateOf,
  table,
  trustOf,
  ACCOUNT,
  REGION,
  type RunningCloud,
} from "./running-cloud";

const TRUST = trustOf({ AWS: `arn:aws:iam::${ACCOUNT}:root` });
const NOTES = `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/notes`;
const OWN = {
  "ForAllValues:StringEquals": { "dynamodb:LeadingKeys": ["${cognito-identity.amazonaws.com:sub}"] },
  Null: { "dynamodb:LeadingKeys": "false" },
};

const owner = role("owner", {
  trust: TRUST,
  allow: [
    {
      Effect: "Allow",
      Action: [
        "dynamodb:GetItem",
        "dynamodb:Query",
        "dynamodb:PutItem",
        "dynamodb:UpdateItem",
        "dynamodb:DeleteItem",
        "dynamodb:BatchGetItem",
        "dynamodb:BatchWriteItem",
      ],
      Resource: [NOTES, `${NOTES}/index/*`],
      Condition: OWN,
    },
  ],
});
const getOnly = role("get-only", {
  trust: TRUST,
  allow: [{ Effect: "Allow", Action: "dynamodb:GetItem", Resource: NOTES }],
});

const notes = table("notes", {
  hashKey: "userId",
  rangeKey: "noteId",
  attributes: [
    { name: "userId", type: "S" },
    { name: "noteId", type: "S" },
    { name: "topic", type: "S" },
  ],
  globalSecondaryIndexes: [{ name: "byTopic", hashKey: "topic", projectionType: "ALL" }],
  localSecondaryIndexes: [
    { name: "byTopicOfUser", hashKey: "userId", rangeKey: "topic", projectionType: "KEYS_ONLY" },
  ],
});
const scores = table("scores", {
  hashKey: "rank",
  attributes: [{ name: "rank", type: "N" }],
  deletionProtection: true,
});

describe("DynamoDB", () => {
  let running: RunningCloud;
  const client = (config: RunningCloud["operator"]) =>
    DynamoDBDocumentClient.from(new DynamoDBClient(config));
  const person = (name: string) =>
    client(running.as(owner, { context: { "cognito-identity.amazonaws.com:sub": name } }));

  before(async () => {
    running = await runCloud(stateOf({ roles: [owner, getOnly], tables: [notes, scores] }));
    const operator = client(running.operator);
    for (const userId of ["one", "two", "three"]) {
      await operator.send(
        new PutCommand({
          TableName: "notes",
          Item: { userId, noteId: "1", text: `of ${userId}`, secret: "s", topic: userId },
        }),
      );
    }
    await operator.send(new PutCommand({ TableName: "scores", Item: { rank: 1 } }));
  });
  after(() => running.stop());

  describe("a person who may touch own items only", () => {
    it("reads, writes, queries and deletes them", async () => {
      const two = person("two");
      await two.send(
        new PutCommand({ TableName: "notes", Item: { userId: "two", noteId: "2", text: "new" } }),
      );
      const found = await two.send(
        new QueryCommand({
          TableName: "notes",
          KeyConditionExpression: "userId = :me",
          ExpressionAttributeValues: { ":me": "two" },
        }),
      );
      await two.send(new DeleteCommand({ TableName: "notes", Key: { userId: "two", noteId: "2" } }));
      const gone = await two.send(
        new GetCommand({ TableName: "notes", Key: { userId: "two", noteId: "2" } }),
      );

      expect(found.Items?.map(({ noteId }) => noteId)).to.deep.equal(["1", "2"]);
      expect(gone.Item).to.equal(undefined);
    });

    const theirs = { userId: "two", noteId: "1" };
    const attempts: [string, () => GetCommand | PutCommand | UpdateCommand | DeleteCommand | QueryCommand | ScanCommand | BatchGetCommand | BatchWriteCommand][] = [
      ["GetItem", () => new GetCommand({ TableName: "notes", Key: theirs })],
      ["PutItem", () => new PutCommand({ TableName: "notes", Item: { ...theirs, text: "mine now" } })],
      ["UpdateItem", () => new UpdateCommand({ TableName: "notes", Key: theirs, UpdateExpression: "SET topic = :t", ExpressionAttributeValues: { ":t": "x" } })],
      ["DeleteItem", () => new DeleteCommand({ TableName: "notes", Key: theirs })],
      ["Query", () => new QueryCommand({ TableName: "notes", KeyConditionExpression: "#u = :o", ExpressionAttributeNames: { "#u": "userId" }, ExpressionAttributeValues: { ":o": "two" } })],
      ["Query", () => new QueryCommand({ TableName: "notes", KeyConditions: { userId: { ComparisonOperator: "EQ", AttributeValueList: ["two"] } } })],
      ["Scan", () => new ScanCommand({ TableName: "notes" })],
      ["BatchGetItem", () => new BatchGetCommand({ RequestItems: { notes: { Keys: [{ userId: "one", noteId: "1" }, theirs] } } })],
      ["BatchWriteItem", () => new BatchWriteCommand({ RequestItems: { notes: [{ PutRequest: { Item: { userId: "one", noteId: "9" } } }, { DeleteRequest: { Key: theirs } }] } })],
    ]; // prettier-ignore
    for (const [operation, command] of attempts) {
      it(`is refused ${operation} on another person's`, async () => {
        const refused = await refusal(person("one").send(command() as GetCommand));

        expect(refused.name).to.equal("AccessDeniedException");
        expect(refused.status).to.equal(400);
        expect(refused.message).to.equal(
          `User: arn:aws:sts::${ACCOUNT}:assumed-role/owner/session is not authorized to perform: dynamodb:${operation} on resource: ${NOTES} ` +
            `because no identity-based policy allows the dynamodb:${operation} action`,
        );
      });
    }

    it("is held to the partition key of the index that is queried", async () => {
      const query = (topic: string) =>
        new QueryCommand({
          TableName: "notes",
          IndexName: "byTopic",
          KeyConditionExpression: "topic = :t",
          ExpressionAttributeValues: { ":t": topic },
        });

      const own = await person("one").send(query("one"));
      const refused = await refusal(person("one").send(query("two")));

      expect(own.Count).to.equal(1);
      expect(refused.message).to.contain(`${NOTES}/index/byTopic because`);
    });

    it("leaves no trace of a refused batch", async () => {
      const mixed = new BatchWriteCommand({
        RequestItems: {
          notes: [
            { PutRequest: { Item: { userId: "one", noteId: "7" } } },
            { PutRequest: { Item: { userId: "two", noteId: "7" } } },
          ],
        },
      });

      await refusal(person("one").send(mixed));

      const found = await person("one").send(
        new GetCommand({ TableName: "notes", Key: { userId: "one", noteId: "7" } }),
      );
      expect(found.Item).to.equal(undefined);
    });
  });

  it("does not take GetItem for BatchGetItem", async () => {
    const config = client(running.as(getOnly));

    const refused = await refusal(
      config.send(
        new BatchGetCommand({ RequestItems: { notes: { Keys: [{ userId: "one", noteId: "1" }] } } }),
      ),
    );

    expect(refused.message).to.contain("dynamodb:BatchGetItem");
  });

  it("reports bad syntax before missing permissions", async () => {
    const refused = await refusal(
      person("one").send(
        new GetCommand({
          TableName: "notes",
          Key: { userId: "two", noteId: "1" },
          ProjectionExpression: "a..b",
        }),
      ),
    );

    expect(refused.name).to.equal("ValidationException");
  });

  it("reports a missing permission before a missing table", async () => {
    const get = new GetCommand({ TableName: "nothing", Key: { id: "1" } });

    expect((await refusal(person("one").send(get))).name).to.equal("AccessDeniedException");
    expect((await refusal(client(running.operator).send(get))).name).to.equal("ResourceNotFoundException");
  });

  it("gives number keys in one spelling to conditions", async () => {
    const ranked = role("ranked", {
      trust: TRUST,
      allow: [
        { Effect: "Allow", Action: "dynamodb:GetItem", Resource: scores.arn },
        {
          Effect: "Deny",
          Action: "dynamodb:GetItem",
          Resource: "*",
          Condition: { "ForAnyValue:StringEquals": { "dynamodb:LeadingKeys": "1" } },
        },
      ],
    });
    await running.cloud.deploy(stateOf({ roles: [owner, getOnly, ranked], tables: [notes, scores] }));
    const caller = { principal: sessionOf(ranked), sourceIp: "127.0.0.1", requestId: "r" };

    const answer = await running.cloud.services.dynamodb.call(caller, "GetItem", {
      TableName: "scores",
      Key: { rank: { N: "1.00" } },
    });

    expect(answer.body)
      .to.have.property("Message")
      .that.contains("with an explicit deny in an identity-based policy");
  });

  it("describes and lists the program's tables", async () => {
    const described = await client(running.operator).send(new DescribeTableCommand({ TableName: "notes" }));
    const listed = await client(running.operator).send(new ListTablesCommand({}));

    expect(described.Table).to.include({ TableStatus: "ACTIVE", TableArn: NOTES });
    expect(listed.TableNames).to.deep.equal(["notes", "scores"]);
  });

  it("survives an error inside its engine, which fails that request only", async () => {
    const operator = client(running.operator);
    const crash = new PutCommand({
      TableName: "notes",
      Item: { userId: "one", noteId: "1" },
      ConditionExpression: "begins_with(absent, alsoAbsent)",
    });

    const refused = await refusal(operator.send(crash));
    const scanned = await refusal(
      operator.send(
        new ScanCommand({ TableName: "notes", FilterExpression: "begins_with(absent, alsoAbsent)" }),
      ),
    );
    await operator.send(
      new UpdateCommand({
        TableName: "notes",
        Key: { userId: "one", noteId: "1" },
        UpdateExpression: "SET visits = :n",
        ExpressionAttributeValues: { ":n": 1 },
      }),
    );
    const got = await operator.send(
      new GetCommand({ TableName: "notes", Key: { userId: "one", noteId: "1" } }),
    );

    expect([refused.status, scanned.status]).to.deep.equal([500, 500]);
    expect(got.Item).to.include({ visits: 1 });
    expect(running.lines.join("\n")).to.contain("failed: dynamodb:PutItem");
  });
});
