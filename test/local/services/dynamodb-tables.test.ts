import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, PutCommand, QueryCommand, ScanCommand } from "@aws-sdk/lib-dynamodb";
import { expect } from "chai";
import type { Table } from "../../../local/cloud-state";
import { refusal, runCloud, stateOf, table, type RunningCloud } from "./running-cloud";

const withIndex = (index: Partial<Table["globalSecondaryIndexes"][number]> = {}): Table =>
  table("pets", {
    hashKey: "petId",
    attributes: ["petId", "kind", "owner"].map((name) => ({ name, type: "S" })),
    globalSecondaryIndexes: [{ name: "byKind", hashKey: "kind", projectionType: "ALL", ...index }],
  });
const plain = table("pets", { hashKey: "petId" });
const deployed = (pets: Table) => stateOf({ tables: [pets] });

describe("tables at a deployment", () => {
  let running: RunningCloud;
  const items = () => DynamoDBDocumentClient.from(new DynamoDBClient(running.operator));
  const put = (item: object) => items().send(new PutCommand({ TableName: "pets", Item: { ...item } }));
  const byIndex = async (attribute: string, value: string) => {
    const found = await items().send(
      new QueryCommand({
        TableName: "pets",
        IndexName: "byKind",
        KeyConditionExpression: "#k = :v",
        ExpressionAttributeNames: { "#k": attribute },
        ExpressionAttributeValues: { ":v": value },
      }),
    );
    return found.Items?.map(({ petId }) => petId as string).sort();
  };

  beforeEach(async () => {
    running = await runCloud(deployed(plain));
    await put({ petId: "1", kind: "cat", owner: "ann" });
    await put({ petId: "2", kind: "dog", owner: "ann" });
  });
  afterEach(() => running.stop());

  it("keep their items", async () => {
    await running.cloud.deploy(deployed({ ...plain, deletionProtection: true }));

    expect((await items().send(new ScanCommand({ TableName: "pets" }))).Count).to.equal(2);
  });

  it("fill a new index with the items that are there", async () => {
    await running.cloud.deploy(deployed(withIndex()));

    expect(await byIndex("kind", "cat")).to.deep.equal(["1"]);
  });

  it("fill an index anew when its key changes", async () => {
    await running.cloud.deploy(deployed(withIndex()));
    await running.cloud.deploy(deployed(withIndex({ hashKey: "owner" })));

    expect(await byIndex("owner", "ann")).to.deep.equal(["1", "2"]);
  });

  it("forget the entries of an index that was gone for a while", async () => {
    await running.cloud.deploy(deployed(withIndex()));
    await running.cloud.deploy(deployed(plain));
    await put({ petId: "1", kind: "dog" });
    await running.cloud.deploy(deployed(withIndex()));

    expect(await byIndex("kind", "cat")).to.deep.equal([]);
    expect(await byIndex("kind", "dog")).to.deep.equal(["1", "2"]);
  });

  it("cannot change their key while they hold items, and nothing else changes either", async () => {
    const other = table("other", { hashKey: "id" });
    const rekeyed = stateOf({ tables: [other, table("pets", { hashKey: "owner" })] });

    const refused = await refusal(running.cloud.deploy(rekeyed));

    expect(refused.name).to.equal("DeploymentError");
    expect(refused.message)
      .to.contain('Table "pets" holds items')
      .and.contain("petId (S, HASH)")
      .and.contain("--fresh");
    expect(running.cloud.state.tables.has("other")).to.equal(false);
    expect((await items().send(new ScanCommand({ TableName: "pets" }))).Count).to.equal(2);
  });

  it("may change their key while they are empty", async () => {
    await running.cloud.deploy(stateOf({ tables: [plain, table("other", { hashKey: "id" })] }));
    await running.cloud.deploy(stateOf({ tables: [plain, table("other", { hashKey: "name" })] }));

    await items().send(new PutCommand({ TableName: "other", Item: { name: "x" } }));

    expect((await items().send(new ScanCommand({ TableName: "other" }))).Count).to.equal(1);
  });

  it("are not served once the program has them no more", async () => {
    await running.cloud.deploy(stateOf({}));

    expect((await refusal(items().send(new ScanCommand({ TableName: "pets" })))).name).to.equal(
      "ResourceNotFoundException",
    );
  });
});
