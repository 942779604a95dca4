import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { DynamoDBDocumentClient, PutCommand } from "@aws-sdk/lib-dynamodb";
import { expect } from "chai";
import { startLocalCloud, type RunningCloud } from "../../local/start";
import { loadTypeScriptInChildren } from "../local/engine/temporary-project";

describe("the example of a plain function", function () {
  this.timeout(60_000);
  const data = mkdtempSync(join(tmpdir(), "plain-function-"));
  let cloud: RunningCloud;
  let config: object;
  before(async () => {
    loadTypeScriptInChildren();
    cloud = await startLocalCloud({
      directory: join(__dirname, "../../examples/plain-function"),
      stack: "dev",
      port: 0,
      dataFolder: data,
      fresh: true,
      watch: false,
      log: () => {},
    });
    const { local } = JSON.parse(readFileSync(join(data, "outputs.json"), "utf8"));
    config = { endpoint: cloud.endpoint, region: "us-east-1", credentials: local.operator };
  });
  after(async () => {
    await cloud?.close();
    rmSync(data, { recursive: true });
  });

  it("answers from the table that its callback captures", async () => {
    const { functionName, ordersTable } = cloud.outputs as Record<string, string>;
    const documents = DynamoDBDocumentClient.from(new DynamoDBClient(config));
    for (const orderId of ["1", "2"])
      await documents.send(new PutCommand({ TableName: ordersTable, Item: { customerId: "ada", orderId } }));

    const { Payload, FunctionError } = await new LambdaClient(config).send(
      new InvokeCommand({ FunctionName: functionName, Payload: JSON.stringify({ customerId: "ada" }) }),
    );

    expect(FunctionError).to.equal(undefined);
    expect(JSON.parse(Payload!.transformToString())).to.deep.equal({ orders: 2 });
  });
});
