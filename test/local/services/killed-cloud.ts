// Runs in a process of its own, writes, says so, and waits to be killed.
import { POOL_ID, PROVIDER, TRUSTS_POOL, pool, role, runCloud, stateOf, table } from "./running-cloud";

async function writeAndWait(folder: string): Promise<void> {
  const signedIn = role("signed-in", { trust: TRUSTS_POOL });
  const { cloud } = await runCloud(
    stateOf({
      roles: [signedIn],
      tables: [table("notes", { hashKey: "id" })],
      pools: [pool({ authenticatedRoleArn: signedIn.arn })],
    }),
    { folder },
  );
  const principal = cloud.credentials.resolve(cloud.credentials.operator.accessKeyId, undefined)!;
  const caller = { principal, sourceIp: "127.0.0.1", requestId: "r" };
  for (let id = 0; id < 100; id++) {
    await cloud.services.dynamodb.call(caller, "PutItem", {
      TableName: "notes",
      Item: { id: { S: String(id) } },
    });
  }
  const registered = await cloud.services.cognitoIdentity.call(caller, "GetOpenIdTokenForDeveloperIdentity", {
    IdentityPoolId: POOL_ID,
    Logins: { [PROVIDER]: "ann" },
  });
  process.stdout.write(`${(registered.body as { IdentityId: string }).IdentityId}\n`);
}

void writeAndWait(process.argv[2]!);
