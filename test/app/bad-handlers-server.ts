// A local cloud with the bad handlers, in a process of its own whose memory is that of nothing else.
import { randomBytes, randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { systemClock } from "../../local/clock";
import { createCloud, type Cloud } from "../../local/cloud";
import { parseDefinition, serveApi, type RestApi } from "../../local/gateway";
import type { SandboxKind } from "../../local/runtime";
import { sandboxScript } from "../../local/runtime/sandbox-script";
import { startServer } from "../../local/server";
import { loadPolicy } from "../../policies";
import { workerThreads } from "../local/runtime/runtime-fixture";
import {
  ACCOUNT,
  lambdaFunction,
  REGION,
  role,
  stateOf,
  TRUSTS_LAMBDA,
} from "../local/services/running-cloud";
import { badHandlers, good, nameOf, STORAGE_MEGABYTES, type BadHandler } from "./bad-handlers-table";

export interface Settled {
  /** What V8 has for this process's own thread, after collections. */
  readonly ownMegabytes: number;
  readonly residentMegabytes: number;
  readonly threads: number;
}

const API_ID = "a1b2c3d4e5";
const EXECUTION_ARN = `arn:aws:execute-api:${REGION}:${ACCOUNT}:${API_ID}`;
const MEGABYTE = 1024 * 1024;
const handlers = [...badHandlers, good];
const execution = role("execution", { trust: TRUSTS_LAMBDA });
const INVOCABLE = loadPolicy(
  {
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Service: "apigateway.amazonaws.com" },
        Action: "lambda:InvokeFunction",
        Resource: `arn:aws:lambda:${REGION}:${ACCOUNT}:function:*`,
      },
    ],
  },
  { kind: "resource", name: "invocable" },
);

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

if (require.main === module) void serve(process.argv[2] as SandboxKind);

async function serve(kind: SandboxKind): Promise<void> {
  // What compiles it, from TypeScript, has a thread of its own.
  sandboxScript();
  const threadsBefore = workerThreads().length;
  const folder = mkdtempSync(join(tmpdir(), "bad-handlers-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  let endpoint = "";
  const cloud = await createCloud({
    dataFolder: folder,
    region: REGION,
    accountId: ACCOUNT,
    clock: systemClock,
    randomBytes,
    randomUuid: randomUUID,
    endpoint: () => endpoint,
    print: () => undefined,
    functions: { kind },
  });
  const functions = handlers.map(toFunction);
  await cloud.deploy(stateOf({ roles: [execution], functions, restApis: apis() }));
  const server = await startServer({ cloud, port: 0, serveApi });
  endpoint = server.endpoint;
  const close = async () => {
    await server.close(0);
    await cloud.close();
    process.send?.(workerThreads().length - threadsBefore);
  };
  process.on("message", (message) => {
    if (message === "retire") {
      cloud.runtime.retire(new Set());
      process.send?.("retired");
    } else if (message === "settle") void settle(cloud).then((settled) => process.send?.(settled));
    else void close();
  });
  process.send?.(`${endpoint}/v1`);
}

function toFunction(handler: BadHandler) {
  const { code, timeoutSeconds = 20, memoryMegabytes = 128 } = handler;
  const source = code.startsWith("exports.") ? code : `exports.handler = async () => { ${code} }`;
  const configuration = { timeoutSeconds, memoryMegabytes, ephemeralStorageMegabytes: STORAGE_MEGABYTES };
  return {
    ...lambdaFunction(nameOf(handler), source, { roleArn: execution.arn, ...configuration }),
    resourcePolicy: INVOCABLE,
  };
}

/** One API with a route for each handler. */
function apis(): ReadonlyMap<string, RestApi> {
  const invocations = (name: string) =>
    `arn:aws:apigateway:${REGION}:lambda:path/2015-03-31/functions/arn:aws:lambda:${REGION}:${ACCOUNT}:function:${name}/invocations`;
  const operation = (name: string) => ({
    responses: { "200": { description: "ok" } },
    "x-amazon-apigateway-integration": { type: "aws_proxy", httpMethod: "POST", uri: invocations(name) },
  });
  const names = handlers.map(nameOf);
  const paths = Object.fromEntries(names.map((name) => [`/${name}`, { get: operation(name) }]));
  const body = { openapi: "3.0.1", info: { title: "bad", version: "1" }, paths };
  const definition = parseDefinition(body, { apiId: API_ID, region: REGION, accountId: ACCOUNT });
  const throttles = new Map();
  const stage = { name: "v1", deploymentId: "x1y2z3", definition, variables: {}, throttles, tracing: false };
  const arn = `arn:aws:apigateway:${REGION}::/restapis/${API_ID}`;
  const stages = new Map([["v1", stage]]);
  return new Map([[API_ID, { id: API_ID, name: "bad", arn, executionArn: EXECUTION_ARN, stages }]]);
}

/** When no environment is left, after several collections: finalizers free more each time. */
async function settle(cloud: Cloud): Promise<Settled> {
  cloud.runtime.retire(new Set());
  for (let turn = 0; turn < 5; turn++) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    collect();
  }
  const { heapUsed, external, rss } = process.memoryUsage();
  return {
    ownMegabytes: (heapUsed + external) / MEGABYTE,
    residentMegabytes: rss / MEGABYTE,
    threads: workerThreads().length,
  };
}
