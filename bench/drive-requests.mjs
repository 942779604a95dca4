import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

const DRIVER = join(import.meta.dirname, "request-driver.mjs");

const BRIEF_SECONDS = 0.5;
/** V8 goes on compiling for some ten thousand requests: the round that is not counted is long enough for that, for everybody. */
const FIRST_SECONDS = 8;

/** How long to load a server in this round, of which the first is not counted. */
export function loadSeconds({ round, isBrief, seconds }) {
  if (isBrief) return BRIEF_SECONDS;
  return round === 0 ? FIRST_SECONDS : seconds;
}

/**
 * Sends a server requests over so many connections for so many seconds, after a warm-up that is not counted, and tells
 * what the load generator saw, and what the server's processes used of the processors meanwhile. Only successes count;
 * `failedPercent` says how many others there were.
 *
 * @throws Error when there is not a success for every connection within a minute.
 */
export async function driveRequests(server, { url, requests, connections, seconds, warmupSeconds = 0.5 }) {
  const driver = fork(DRIVER, { stdio: ["ignore", "inherit", "pipe", "ipc"] });
  let complaint = "";
  driver.stderr.setEncoding("utf8").on("data", (text) => (complaint += text));
  const ended = once(driver, "close");
  let usedBeforeMs;
  let seen;
  let usedMs;
  driver.on("message", (message) => {
    if (message.type === "began") return void (usedBeforeMs = server.processorMs());
    seen = message.seen;
    usedMs = usedBeforeMs === undefined ? undefined : server.processorMs() - usedBeforeMs;
  });
  driver.send({ url, requests, connections, seconds, warmupSeconds });
  await ended;
  if (seen === undefined)
    throw new Error(`${server.name}, ${connections} connections: ${complaint}\n${server.output()}`);
  return {
    requestsPerSecond: seen.requests / seen.seconds,
    p50Ms: seen.p50Ms,
    p99Ms: seen.p99Ms,
    processorUs: usedMs === undefined ? undefined : (usedMs * 1_000) / seen.requests,
    failedPercent: (100 * seen.failures) / (seen.requests + seen.failures),
    driverBusyPercent: seen.processorMs / seen.seconds / 10,
  };
}
