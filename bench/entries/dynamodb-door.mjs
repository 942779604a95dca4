import { startOwn, startTable } from "../contenders/hello-and-items.mjs";
import { startDynalite, startDynamodbLocal } from "../contenders/dynamodb-peers.mjs";
import { startAll } from "../contenders/start-all.mjs";
import { driveRequests, loadSeconds } from "../drive-requests.mjs";
import { installDynamodbLocal } from "../peers/dynamodb-local/install.mjs";
import { dynamodbRequests } from "../signed-requests.mjs";

const CONNECTIONS = 10;
const OWNERS = 10;
const ITEMS = 100;
const OWN = "local cloud";
const PEER = "dynalite";
const STARTERS = {
  [OWN]: startOwn,
  [PEER]: ({ home }) => startTable(startDynalite, { home }),
  async "DynamoDB Local"({ home }) {
    const { missing, ...installed } = await installDynamodbLocal();
    return missing ? { missing } : startTable(startDynamodbLocal, { ...installed, home });
  },
};

const indices = Array.from({ length: ITEMS }, (_, index) => index);
const keyOf = (index) => ({ owner: { S: `owner-${index % OWNERS}` }, itemId: { S: String(index) } });
/** Puts come first: the others find what they wrote. */
const OPERATIONS = {
  PutItem: (index) => ({ Item: { ...keyOf(index), text: { S: "something to keep" }, count: { N: "1" } } }),
  GetItem: (index) => ({ Key: keyOf(index) }),
  Query: (index) => ({
    KeyConditionExpression: "#o = :o",
    ExpressionAttributeNames: { "#o": "owner" },
    ExpressionAttributeValues: { ":o": keyOf(index).owner },
  }),
  UpdateItem: (index) => ({
    Key: keyOf(index),
    UpdateExpression: "ADD #c :one",
    ExpressionAttributeNames: { "#c": "count" },
    ExpressionAttributeValues: { ":one": { N: "1" } },
  }),
};

export const dynamodbDoor = {
  title: "DynamoDB's door",
  notes: [
    `${CONNECTIONS} connections, on ${ITEMS} items of ${OWNERS} owners; a Query returns ${ITEMS / OWNERS}. All keep their data on disk.`,
    `${OWN}: signed by a role and decided, down to leading keys. The others verify no signature and decide nothing.`,
  ],
  measures: {
    requestsPerSecond: "requests/s",
    p50Ms: "p50 (ms)",
    p99Ms: "p99 (ms)",
    failedPercent: "failed (%)",
    processorUs: "CPU/request (µs)",
  },
  isMoreBetter: true,
  baseline: (contender) => contender.replace(/^.*(?=, \w+$)/, PEER),
  baselineName: PEER,

  async prepare({ folder, isBrief }) {
    const { running, skipped, close } = await startAll(STARTERS, folder);
    const measureRound = async (round) => {
      const seconds = loadSeconds({ round, isBrief, seconds: 1 });
      const measured = {};
      for (const [operation, inputOf] of Object.entries(OPERATIONS))
        for (const [name, { server, items }] of Object.entries(running)) {
          const { endpoint, table, signer } = items;
          const inputs = indices.map((index) => ({ TableName: table, ...inputOf(index) }));
          const requests = dynamodbRequests(endpoint, { operation, inputs }, signer);
          const load = { url: endpoint, requests, connections: CONNECTIONS, seconds };
          measured[`${name}, ${operation}`] = await driveRequests(server, load);
        }
      return measured;
    };
    return { measureRound, close, skipped };
  },
};
