import { join } from "node:path";
import { installPythonPeers } from "../peers/python/install.mjs";
import { apiRequests, assumeRole, callDynamodb } from "../signed-requests.mjs";
import { untilAnswer } from "../until-first-200.mjs";
import { startDynalite } from "./dynamodb-peers.mjs";
import { startEcho } from "./echo.mjs";
import { startLocalCloud } from "./local-cloud.mjs";
import { deployHello, isMiniStackUp, MINI_STACK_SIGNER, startMiniStack } from "./mini-stack.mjs";
import { startServerlessOffline } from "./serverless-offline.mjs";

// Each starts a server with the two functions of programs/hello-and-items, or the first of them, and returns when it is
// up: `{ server, url, requests(paths), close() }`.

const PROGRAM = join(import.meta.dirname, "../programs/hello-and-items");
const PEER = join(import.meta.dirname, "../peers/hello-and-items");
const ITEMS_TABLE = {
  TableName: "items",
  KeySchema: [
    { AttributeName: "owner", KeyType: "HASH" },
    { AttributeName: "itemId", KeyType: "RANGE" },
  ],
  AttributeDefinitions: [
    { AttributeName: "owner", AttributeType: "S" },
    { AttributeName: "itemId", AttributeType: "S" },
  ],
  BillingMode: "PAY_PER_REQUEST",
};
/** DynamoDB's peers want some key. */
export const NOBODY = {
  region: "eu-west-1",
  credentials: { accessKeyId: "nobody", secretAccessKey: "nobody" },
};

/** Signed by a role's temporary credentials, which is granted exactly this. */
export async function startOwn({ home }) {
  const { server, outputs } = await startLocalCloud({ home, data: join(home, "data"), folder: PROGRAM });
  return closing(server, async () => {
    const { outputs: names, local } = await untilDefined(server, outputs);
    const signer = await assumeRole(local, names.callerRole);
    return {
      url: names.url,
      requests: (paths) => apiRequests(names.url, paths, signer),
      items: { endpoint: local.endpoint, table: names.itemsTable, signer },
    };
  });
}

export async function startServerlessOfflinePeer({ home, dynamodb }) {
  const env = { AWS_REGION: NOBODY.region, AWS_ACCESS_KEY_ID: "nobody", AWS_SECRET_ACCESS_KEY: "nobody" };
  const options = {
    home,
    folder: PEER,
    // After a minute it takes idle workers away, and some requests with them.
    options: ["--terminateIdleLambdaTime=3600"],
    env: { ...env, ...(dynamodb && { AWS_ENDPOINT_URL_DYNAMODB: dynamodb }) },
  };
  // It compiles a schema when it first starts, and keeps it in its home: without that it needs half the memory.
  const first = await startServerlessOffline(options);
  await closing(first.server, () => untilAnswer(first.server, () => first.ask("/hello"), isSuccess));
  await first.server.stop();
  const { server, url, ask } = await startServerlessOffline(options);
  return closing(server, async () => {
    await untilAnswer(server, () => ask("/hello"), isSuccess);
    return { url, requests: (paths) => apiRequests(url, paths) };
  });
}

/** With a store of its own beside it. */
export async function startServerlessOfflineWithDynalite({ home }) {
  const dynalite = await startTable(startDynalite, { home: join(home, "dynalite") });
  const peer = await startServerlessOfflinePeer({ home, dynamodb: dynalite.items.endpoint });
  return {
    ...peer,
    items: dynalite.items,
    close: () => Promise.all([peer.close(), dynalite.close()]),
    beside: dynalite.server,
  };
}

/** Signed, which it ignores by default. */
export async function startMiniStackPeer({ home }) {
  const { python, missing } = installPythonPeers();
  if (missing) return { missing };
  const { server, endpoint } = await startMiniStack({ python, home });
  return closing(server, async () => {
    await untilAnswer(
      server,
      async () => ((await isMiniStackUp(endpoint)) ? { status: 200 } : undefined),
      isSuccess,
    );
    const url = await deployHello(endpoint);
    return { url, requests: (paths) => apiRequests(url, paths, MINI_STACK_SIGNER) };
  });
}

export async function startEchoPeer({ home }) {
  const { server, url, ask } = await startEcho({ home });
  return closing(server, async () => {
    await untilAnswer(server, () => ask("/"), isSuccess);
    return { url, requests: (paths) => apiRequests(url, paths) };
  });
}

/** A store that is a peer of DynamoDB, with the table. */
export async function startTable(startStore, options) {
  const { server, endpoint } = await startStore(options);
  return closing(server, async () => {
    const create = () =>
      callDynamodb(endpoint, { operation: "CreateTable", input: ITEMS_TABLE }, NOBODY).then(
        () => ({ status: 200 }),
        () => undefined,
      );
    await untilAnswer(server, create, isSuccess);
    return { items: { endpoint, table: ITEMS_TABLE.TableName, signer: NOBODY } };
  });
}

const isSuccess = ({ status }) => status === 200;

async function untilDefined(server, read) {
  await untilAnswer(server, async () => (read() === undefined ? undefined : { status: 200 }), isSuccess);
  return read();
}

/** What cannot be made ready is stopped again. */
async function closing(server, makeReady) {
  try {
    return { server, ...(await makeReady()), close: () => server.stop() };
  } catch (error) {
    await server.stop();
    throw error;
  }
}
