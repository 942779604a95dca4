import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { bundleApp, bundleByPulumi, bundleOwn, copyTenCallbacks } from "../../callback-bundles.mjs";
import { startEcho } from "../../contenders/echo.mjs";

const APP = "the app's functions, loaded";
const OWN = "ten callbacks, first answers";
const PEER = "CallbackFunction, first answers";
const BARE = "node -e 0";
const BARE_RUNS = 5;
const LOAD = "require(process.argv[1])";
/** Pulumi's functions load their packages when they are first called, so both are called. */
const CALL = `${LOAD}.handler(JSON.parse(process.argv[2]), {}).then(({ statusCode }) => process.exit(statusCode < 500 ? 0 : 1))`;
const EVENT = JSON.stringify({
  pathParameters: { orderId: "1", owner: "ada" },
  body: JSON.stringify({ text: "x", kind: "cat", age: 1 }),
});
const AWS = { AWS_REGION: "eu-west-1", AWS_ACCESS_KEY_ID: "nobody", AWS_SECRET_ACCESS_KEY: "nobody" };

export const coldStart = {
  title: "Cold start in a fresh node",
  notes: [
    "The mean of all functions, from the start of the process to its end. Nothing compiled is kept.",
    "First answers: DynamoDB is a server that answers the same to everything.",
  ],
  measures: { coldStartMs: "cold start (ms)" },
  baseline: BARE,
  targets: { [APP]: 2 },

  async prepare({ folder }) {
    const project = copyTenCallbacks(join(folder, "project"));
    const app = Object.values(await bundleApp(join(folder, "app")));
    const own = Object.values(bundleOwn(project).functions);
    const peer = Object.values(bundleByPulumi(project).functions);
    const echo = await startEcho({ home: join(folder, "echo") });
    const call = { code: CALL, env: { ...AWS, AWS_ENDPOINT_URL_DYNAMODB: echo.url } };
    const measureRound = async () => ({
      [BARE]: { coldStartMs: await meanMs(Array(BARE_RUNS).fill(["0"]), {}) },
      [APP]: { coldStartMs: await meanOf(app, { code: LOAD, env: AWS }) },
      [OWN]: { coldStartMs: await meanOf(own, call) },
      [PEER]: { coldStartMs: await meanOf(peer, call) },
    });
    return { measureRound, close: () => echo.server.stop() };
  },
};

const meanOf = (functions, { code, env }) =>
  meanMs(
    functions.map((each) => [code, each.entry, EVENT]),
    { ...env, ...Object.assign({}, ...functions.map((each) => each.env)) },
  );

async function meanMs(runs, env) {
  let sumMs = 0;
  for (const args of runs) {
    const beganMs = performance.now();
    const child = spawn(process.execPath, ["-e", ...args], {
      env: { PATH: process.env.PATH, ...env },
      stdio: ["ignore", "ignore", "pipe"],
    });
    let complaint = "";
    child.stderr.setEncoding("utf8").on("data", (text) => (complaint += text));
    const [code] = await once(child, "close");
    if (code !== 0) throw new Error(`${args[1]}: ${complaint || `exit code ${code}`}`);
    sumMs += performance.now() - beganMs;
  }
  return sumMs / runs.length;
}
