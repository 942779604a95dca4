import { setTimeout as wait } from "node:timers/promises";
import {
  startEchoPeer,
  startMiniStackPeer,
  startOwn,
  startServerlessOfflinePeer,
} from "../contenders/hello-and-items.mjs";
import { startAll } from "../contenders/start-all.mjs";
import { driveRequests, loadSeconds } from "../drive-requests.mjs";
import { atLeast } from "../wanted.mjs";

const CONNECTIONS = [1, 10, 100];
/** Different requests, so that nobody can answer from what was asked before. */
const PATHS = Array.from({ length: 64 }, (_, index) => `/hello?n=${index}`);
const SETTLE_MS = 1_000;
const OWN = "local cloud";
const PEER = "serverless-offline";
const STARTERS = {
  [OWN]: startOwn,
  [PEER]: startServerlessOfflinePeer,
  MiniStack: startMiniStackPeer,
  "node:http": startEchoPeer,
};
const at = (contender, connections) => `${contender}, ${connections}`;

export const calls = {
  title: "A function that answers a constant, by connections",
  notes: [
    `${OWN}: GET /v1/hello, signed by a role and decided; the others check nothing.`,
    "node:http: a bare server that answers the same without any function, the limit of this machine.",
    "Processor time and memory are those of the server with all its processes, without the load generator.",
  ],
  measures: {
    requestsPerSecond: "requests/s",
    p50Ms: "p50 (ms)",
    p99Ms: "p99 (ms)",
    failedPercent: "failed (%)",
    processorUs: "CPU/request (µs)",
    idleMemoryMb: "memory idle (MB)",
    memoryMb: "under load (MB)",
    driverBusyPercent: "load generator (% of a core)",
  },
  isMoreBetter: true,
  baseline: (contender) => contender.replace(/^.*(?=, \d+$)/, PEER),
  baselineName: PEER,
  targets: { [at(OWN, 10)]: atLeast(2) },
  limits: {
    [at(OWN, 1)]: { failedPercent: 0 },
    [at(OWN, 10)]: { failedPercent: 0, processorUs: 200, idleMemoryMb: 130, memoryMb: 250 },
    [at(OWN, 100)]: { failedPercent: 0 },
  },

  async prepare({ folder, isBrief }) {
    const { running, skipped, close } = await startAll(STARTERS, folder);
    await wait(SETTLE_MS);
    const idle = Object.fromEntries(
      Object.entries(running).map(([name, { server }]) => [name, server.memoryMb()]),
    );
    const measureRound = async (round) => {
      const seconds = loadSeconds({ round, isBrief, seconds: 1.5 });
      const measured = {};
      for (const connections of CONNECTIONS)
        for (const [name, { server, url, requests }] of Object.entries(running)) {
          const load = { url, requests: requests(PATHS), connections, seconds };
          const figures = await driveRequests(server, load);
          const memory = { idleMemoryMb: idle[name], memoryMb: server.memoryMb() };
          measured[at(name, connections)] = { ...figures, ...memory };
        }
      return measured;
    };
    return { measureRound, close, skipped };
  },
};
