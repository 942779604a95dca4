import { join } from "node:path";
import { startGrowing } from "../../contenders/growing.mjs";
import { driveRequests } from "../../drive-requests.mjs";
import { apiRequests } from "../../signed-requests.mjs";

const SIZES = [10, 100, 300];
const BRIEF = [2, 10];
const nameOf = (routes) => `${routes} routes`;
const units = Object.fromEntries(SIZES.map((size) => [nameOf(size), size]));

export const routes = {
  title: "More routes in one API",
  notes: [
    `AWS allows ${SIZES.at(-1)} resources in an API; each route here has a function and a role of its own.`,
    "Deploying: processor time of a first start. A request: to the last route of the table, signed and decided, 10 connections.",
  ],
  measures: {
    deployMs: "deploying (ms)",
    deployMsPerRoute: "per route (ms)",
    readyMs: "ready after (ms)",
    requestUs: "CPU/request (µs)",
    p50Ms: "p50 (ms)",
    memoryMb: "memory (MB)",
  },
  growth: [
    { name: "deploying", measure: "deployMs", units, wanted: "linear" },
    { name: "a request", measure: "requestUs", units, wanted: "flat" },
  ],
  mostRounds: 3,

  prepare({ folder, isBrief }) {
    return async (round) => {
      const measured = {};
      for (const [index, size] of SIZES.entries()) {
        const started = {
          folder: join(folder, `${round}-${size}`),
          routes: isBrief ? (BRIEF[index] ?? 20) : size,
        };
        measured[nameOf(size)] = await measureRoutes(started, isBrief ? 0.5 : 2);
      }
      return measured;
    };
  },
};

async function measureRoutes(options, seconds) {
  const { server, names, operator, started } = await startGrowing(options);
  try {
    const paths = [`/things-${options.routes - 1}/1`];
    const requests = apiRequests(names.url, paths, operator);
    const load = { url: names.url, requests, connections: 10, seconds, warmupSeconds: seconds };
    const { processorUs, p50Ms } = await driveRequests(server, load);
    return {
      deployMs: started.readyProcessorMs,
      deployMsPerRoute: started.readyProcessorMs && started.readyProcessorMs / options.routes,
      readyMs: started.readyMs,
      requestUs: processorUs,
      p50Ms,
      memoryMb: server.memoryMb(),
    };
  } finally {
    await server.stop();
  }
}
