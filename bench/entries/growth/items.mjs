import { join } from "node:path";
import { startGrowing } from "../../contenders/growing.mjs";
import { driveRequests } from "../../drive-requests.mjs";
import { sendAll } from "../../send-all.mjs";
import { dynamodbRequests } from "../../signed-requests.mjs";

const SIZES = [1, 1_000, 10_000, 100_000];
const PER_OWNER = 10;
const BATCH = 25;
const ASKED = 100;
const nameOf = (items) => `${items.toLocaleString("en")} ${items === 1 ? "item" : "items"}`;
const units = Object.fromEntries(SIZES.map((size) => [nameOf(size), size]));
const keyOf = (index) => ({
  owner: { S: `owner-${Math.floor(index / PER_OWNER)}` },
  itemId: { S: String(index) },
});
const itemOf = (index) => ({ ...keyOf(index), text: { S: "something to keep" } });
const OPERATIONS = {
  getUs: ["GetItem", (index) => ({ Key: keyOf(index) })],
  putUs: ["PutItem", (index) => ({ Item: itemOf(index) })],
  queryUs: [
    "Query",
    (index) => ({
      KeyConditionExpression: "#o = :o",
      ExpressionAttributeNames: { "#o": "owner" },
      ExpressionAttributeValues: { ":o": keyOf(index).owner },
      Limit: 1,
    }),
  ],
};

export const items = {
  title: "More items in a table",
  notes: [
    `Each size in a table of its own, ${PER_OWNER} items of an owner; a Query asks for one. For the operator, 10 connections.`,
  ],
  measures: { getUs: "CPU/GetItem (µs)", putUs: "CPU/PutItem (µs)", queryUs: "CPU/Query (µs)" },
  growth: Object.entries(OPERATIONS).map(([measure, [name]]) => ({ name, measure, units, wanted: "flat" })),

  async prepare({ folder, isBrief }) {
    const sizes = isBrief ? SIZES.map((size) => Math.min(size, 100)) : SIZES;
    const running = await startGrowing({ folder: join(folder, "own"), tables: sizes.length });
    const { server, names, endpoint, operator } = running;
    const close = () => server.stop();
    try {
      for (const [index, size] of sizes.entries()) await fill(running, names.itemTables[index], size);
    } catch (error) {
      await close();
      throw error;
    }
    const measureRound = async () => {
      const measured = Object.fromEntries(SIZES.map((size) => [nameOf(size), {}]));
      for (const [measure, [operation, inputOf]] of Object.entries(OPERATIONS))
        for (const [index, size] of sizes.entries()) {
          const inputs = spread(size).map((item) => ({
            TableName: names.itemTables[index],
            ...inputOf(item),
          }));
          const requests = dynamodbRequests(endpoint, { operation, inputs }, operator);
          const load = { url: endpoint, requests, connections: 10, seconds: isBrief ? 0.4 : 0.7 };
          const { processorUs } = await driveRequests(server, load);
          measured[nameOf(SIZES[index])][measure] = processorUs;
        }
      return measured;
    };
    return { measureRound, close };
  },
};

/** Indices over the whole table. */
function spread(size) {
  const count = Math.min(size, ASKED);
  return Array.from({ length: count }, (_, index) => Math.floor((index * size) / count));
}

async function fill({ endpoint, operator }, table, size) {
  const batches = Array.from({ length: Math.ceil(size / BATCH) }, (_, batch) => {
    const count = Math.min(BATCH, size - batch * BATCH);
    const puts = Array.from({ length: count }, (_unused, index) => ({
      PutRequest: { Item: itemOf(batch * BATCH + index) },
    }));
    return { RequestItems: { [table]: puts } };
  });
  const requests = dynamodbRequests(endpoint, { operation: "BatchWriteItem", inputs: batches }, operator);
  const answers = await sendAll(endpoint, requests);
  if (answers.some(({ UnprocessedItems = {} }) => Object.keys(UnprocessedItems).length > 0))
    throw new Error(`${table}: not every item was written`);
}
