import { startOwn, startServerlessOfflineWithDynalite } from "../contenders/hello-and-items.mjs";
import { startAll } from "../contenders/start-all.mjs";
import { driveRequests, loadSeconds } from "../drive-requests.mjs";
import { callDynamodb } from "../signed-requests.mjs";
import { atLeast } from "../wanted.mjs";

const CONNECTIONS = 10;
const ITEMS = 100;
const OWN = "local cloud";
const PEER = "serverless-offline + dynalite";
const STARTERS = { [OWN]: startOwn, [PEER]: startServerlessOfflineWithDynalite };
const keys = Array.from({ length: ITEMS }, (_, index) => ({
  owner: `owner-${index % 10}`,
  itemId: `${index}`,
}));

export const dynamodbCalls = {
  title: "A function that reads DynamoDB through SDK v3",
  notes: [
    `${CONNECTIONS} connections, one of ${ITEMS} items read by each request.`,
    `${OWN}: the request signed by a role and decided, and the read signed by the function's role and decided again.`,
    `${PEER}: nothing is checked. Its processor time and memory are those of both servers.`,
  ],
  measures: {
    requestsPerSecond: "requests/s",
    p50Ms: "p50 (ms)",
    p99Ms: "p99 (ms)",
    failedPercent: "failed (%)",
    processorUs: "CPU/request (µs)",
    memoryMb: "memory (MB)",
  },
  isMoreBetter: true,
  baseline: PEER,
  targets: { [OWN]: atLeast(1.5) },
  limits: { [OWN]: { failedPercent: 0 } },

  async prepare({ folder, isBrief }) {
    const { running, close } = await startAll(STARTERS, folder);
    for (const { items } of Object.values(running)) await putItems(items);
    const measureRound = async (round) => {
      const seconds = loadSeconds({ round, isBrief, seconds: 3 });
      const measured = {};
      for (const [name, { server, beside, url, requests }] of Object.entries(running)) {
        const paths = keys.map(({ owner, itemId }) => `/items/${owner}/${itemId}`);
        const load = { url, requests: requests(paths), connections: CONNECTIONS, seconds };
        const both = together(server, beside);
        const figures = await driveRequests(both, load);
        measured[name] = { ...figures, memoryMb: both.memoryMb() };
      }
      return measured;
    };
    return { measureRound, close };
  },
};

async function putItems({ endpoint, table, signer }) {
  for (const { owner, itemId } of keys) {
    const Item = { owner: { S: owner }, itemId: { S: itemId }, text: { S: "something to read" } };
    await callDynamodb(endpoint, { operation: "PutItem", input: { TableName: table, Item } }, signer);
  }
}

/** Two servers that answer one request, for what they use. */
function together(server, beside) {
  const sum = (read) => {
    const parts = [server, beside].filter(Boolean).map(read);
    return parts.includes(undefined) ? undefined : parts.reduce((a, b) => a + b);
  };
  return {
    name: server.name,
    output: server.output,
    processorMs: () => sum((each) => each.processorMs()),
    memoryMb: () => sum((each) => each.memoryMb()),
  };
}
