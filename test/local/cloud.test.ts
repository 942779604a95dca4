import { spawn } from "node:child_process";
import { randomBytes, randomUUID } from "node:crypto";
import { appendFileSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CognitoIdentityClient,
  GetCredentialsForIdentityCommand,
  GetOpenIdTokenForDeveloperIdentityCommand,
  LookupDeveloperIdentityCommand,
} from "@aws-sdk/client-cognito-identity";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import { expect } from "chai";
import { createCloud } from "../../local/cloud";
import { IdentityStore } from "../../local/services/cognito-identity/identity-store";
import {
  POOL_ID,
  PROVIDER,
  REGION,
  TRUSTS_POOL,
  pool,
  refusal,
  role,
  runCloud,
  stateOf,
  table,
  type RunningCloud,
} from "./services/running-cloud";

const signedIn = role("signed-in", {
  trust: TRUSTS_POOL,
  allow: [{ Effect: "Allow", Action: "dynamodb:GetItem", Resource: "*" }],
});
const state = stateOf({
  roles: [signedIn],
  tables: [table("notes", { hashKey: "id" })],
  pools: [pool({ authenticatedRoleArn: signedIn.arn })],
});

const register = async (running: RunningCloud, user: string) => {
  const command = new GetOpenIdTokenForDeveloperIdentityCommand({
    IdentityPoolId: POOL_ID,
    Logins: { [PROVIDER]: user },
  });
  const { IdentityId = "", Token = "" } = await new CognitoIdentityClient(running.operator).send(command);
  return { IdentityId, Token };
};
const exchange = (running: RunningCloud, { IdentityId, Token }: { IdentityId: string; Token: string }) =>
  new CognitoIdentityClient({ region: REGION, endpoint: running.server.endpoint }).send(
    new GetCredentialsForIdentityCommand({ IdentityId, Logins: { "cognito-identity.amazonaws.com": Token } }),
  );

describe("the local cloud", () => {
  let running: RunningCloud;
  beforeEach(async () => void (running = await runCloud(state)));
  afterEach(() => running.stop());

  it("keeps items, identities, tokens, sessions and the operator's keys over a restart", async () => {
    const ann = await register(running, "ann");
    const { Credentials } = await exchange(running, ann);
    await DynamoDBDocumentClient.from(new DynamoDBClient(running.operator)).send(
      new PutCommand({ TableName: "notes", Item: { id: "1", text: "kept" } }),
    );
    const operatorBefore = running.operator.credentials;

    running = await running.restart();

    const session = {
      accessKeyId: Credentials?.AccessKeyId ?? "",
      secretAccessKey: Credentials?.SecretKey ?? "",
      sessionToken: Credentials?.SessionToken ?? "",
    };
    const items = DynamoDBDocumentClient.from(
      new DynamoDBClient({ ...running.operator, credentials: session }),
    );
    expect((await items.send(new GetCommand({ TableName: "notes", Key: { id: "1" } }))).Item).to.deep.equal({
      id: "1",
      text: "kept",
    });
    expect((await exchange(running, ann)).IdentityId).to.equal(ann.IdentityId);
    expect((await register(running, "ann")).IdentityId).to.equal(ann.IdentityId);
    expect(running.operator.credentials).to.deep.equal(operatorBefore);
  });

  it("refuses a session at once when its role is gone", async () => {
    const config = running.as(signedIn);
    const get = () =>
      DynamoDBDocumentClient.from(new DynamoDBClient(config)).send(
        new GetCommand({ TableName: "notes", Key: { id: "1" } }),
      );
    await get();

    await running.cloud.deploy(stateOf({ tables: [...state.tables.values()] }));

    expect((await refusal(get())).name).to.equal("AccessDeniedException");
  });

  it("opens an identity journal whose last line was torn", async () => {
    const ann = await register(running, "ann");
    await running.server.close(0);
    await running.cloud.close();
    appendFileSync(join(running.folder, "identities", "identities.jsonl"), '{"event":"created","id":"eu-w');

    running = await runCloud(state, { folder: running.folder });

    expect((await register(running, "ann")).IdentityId).to.equal(ann.IdentityId);
  });

  it("stays quick with ten thousand identities", async () => {
    const file = join(running.folder, "identities", "identities.jsonl");
    await running.server.close(0);
    await running.cloud.close();
    const store = new IdentityStore(file);
    for (let atMs = 0; atMs < 10_000; atMs++) {
      const identity = store.create({ id: `${REGION}:${randomUUID()}`, poolId: POOL_ID }, atMs);
      store.link(identity, { provider: PROVIDER, user: `user ${atMs}` }, atMs);
    }
    store.close();

    const startedMs = performance.now();
    running = await runCloud(state, { folder: running.folder });
    const openedMs = performance.now() - startedMs;
    const found = await new CognitoIdentityClient(running.operator).send(
      new LookupDeveloperIdentityCommand({ IdentityPoolId: POOL_ID, DeveloperUserIdentifier: "user 9999" }),
    );

    expect(found.DeveloperUserIdentifierList).to.deep.equal(["user 9999"]);
    expect(openedMs).to.be.lessThan(2000);
  });

  it("does not share its data folder", async () => {
    const second = createCloud({
      dataFolder: running.folder,
      region: REGION,
      accountId: "000000000000",
      clock: { nowMs: () => Date.now() },
      randomBytes,
      randomUuid: randomUUID,
      endpoint: () => "",
      print: () => undefined,
    });

    expect((await refusal(second)).message).to.contain("is in use by process");
  });
});

describe("the local cloud, killed", () => {
  it("has every item and identity that was answered", async () => {
    const folder = mkdtempSync(join(tmpdir(), "local-cloud-"));
    const child = spawn(
      process.execPath,
      ["-r", join(__dirname, "../register.js"), join(__dirname, "services/killed-cloud.ts"), folder],
      {
        stdio: ["ignore", "pipe", "inherit"],
      },
    );
    const identityId = await new Promise<string>((resolve) =>
      child.stdout.once("data", (line: Buffer) => resolve(line.toString().trim())),
    );
    child.kill("SIGKILL");
    await new Promise((resolve) => child.once("close", resolve));
    expect(existsSync(join(folder, "lock"))).to.equal(true);

    const running = await runCloud(state, { folder });
    const found = await DynamoDBDocumentClient.from(new DynamoDBClient(running.operator)).send(
      new GetCommand({ TableName: "notes", Key: { id: "99" } }),
    );
    const ann = await register(running, "ann");
    await running.stop();
    rmSync(folder, { recursive: true, force: true });

    expect(found.Item).to.deep.equal({ id: "99" });
    expect(ann.IdentityId).to.equal(identityId);
  });
});
