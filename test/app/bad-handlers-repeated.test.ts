import { randomBytes, randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect } from "chai";
import { systemClock } from "../../local/clock";
import { createCloud, type Cloud } from "../../local/cloud";
import { parseDefinition, serveApi, type RestApi } from "../../local/gateway";
import type { SandboxKind } from "../../local/runtime";
import { startServer, type LocalServer } from "../../local/server";
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
import { badHandlers, STORAGE_MEGABYTES, type BadHandler } from "./bad-handlers-table";

const API_ID = "a1b2c3d4e5";
const EXECUTION_ARN = `arn:aws:execute-api:${REGION}:${ACCOUNT}:${API_ID}`;
const MEGABYTE = 1024 * 1024;
const execution = role("execution", { trust: TRUSTS_LAMBDA });
const nameOf = ({ name }: { name: string }) => name.replaceAll(/\W+/g, "-");

/** A cloud whose API has one route for each handler. */
async function serve(kind: SandboxKind, handlers: readonly BadHandler[]) {
  const folder = mkdtempSync(join(tmpdir(), "bad-handlers-"));
  let server: LocalServer | undefined;
  const cloud = await createCloud({
    dataFolder: folder,
    region: REGION,
    accountId: ACCOUNT,
    clock: systemClock,
    randomBytes,
    randomUuid: randomUUID,
    endpoint: () => server?.endpoint ?? "",
    print: () => undefined,
    functions: { kind },
  });
  await cloud.deploy(
    stateOf({ roles: [execution], functions: handlers.map(toFunction), restApis: apiOf(handlers) }),
  );
  server = await startServer({ cloud, port: 0, serveApi });
  const { endpoint } = server;
  return {
    cloud,
    call: async (handler: { name: string }) => {
      const response = await fetch(`${endpoint}/v1/${nameOf(handler)}`);
      return { status: response.status, body: await response.text() };
    },
    stop: async () => {
      await server?.close(0);
      await cloud.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const toFunction = ({ name, code, timeoutSeconds = 20, memoryMegabytes = 128 }: BadHandler) => ({
  ...lambdaFunction(
    nameOf({ name }),
    code.startsWith("exports.") ? code : `exports.handler = async () => { ${code} }`,
    { roleArn: execution.arn, timeoutSeconds, memoryMegabytes, ephemeralStorageMegabytes: STORAGE_MEGABYTES },
  ),
  resourcePolicy: INVOCABLE,
});

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

function apiOf(handlers: readonly BadHandler[]): ReadonlyMap<string, RestApi> {
  const paths = Object.fromEntries(
    handlers.map((handler) => [
      `/${nameOf(handler)}`,
      {
        get: {
          responses: { "200": { description: "ok" } },
          "x-amazon-apigateway-integration": {
            type: "aws_proxy",
            httpMethod: "POST",
            uri: `arn:aws:apigateway:${REGION}:lambda:path/2015-03-31/functions/arn:aws:lambda:${REGION}:${ACCOUNT}:function:${nameOf(handler)}/invocations`,
          },
        },
      },
    ]),
  );
  const body = { openapi: "3.0.1", info: { title: "bad", version: "1" }, paths };
  const definition = parseDefinition(body, { apiId: API_ID, region: REGION, accountId: ACCOUNT });
  const stage = {
    name: "v1",
    deploymentId: "x1y2z3",
    definition,
    variables: {},
    throttles: new Map(),
    tracing: false,
  };
  const arn = `arn:aws:apigateway:${REGION}::/restapis/${API_ID}`;
  return new Map([
    [API_ID, { id: API_ID, name: "bad", arn, executionArn: EXECUTION_ARN, stages: new Map([["v1", stage]]) }],
  ]);
}

const good: BadHandler = {
  name: "good",
  code: "return { statusCode: 200, body: 'good' }",
  ending: "answered",
};

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

/** What this process uses when no environment is left, after several collections: finalizers free more each time. */
async function settledMemory(cloud: Cloud) {
  cloud.runtime.retire(new Set());
  for (let turn = 0; turn < 5; turn++) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    collect();
  }
  const { heapUsed, external, rss } = process.memoryUsage();
  return { ownMegabytes: (heapUsed + external) / MEGABYTE, residentMegabytes: rss / MEGABYTE };
}

const CALLS: Record<SandboxKind, number> = { worker: 20, fork: 2 };

for (const kind of ["worker", "fork"] as const)
  describe(`a bad handler that is called again and again, in a ${kind}`, function () {
    this.timeout(60_000);
    let running: Awaited<ReturnType<typeof serve>>;
    let threadsBefore: readonly number[];
    let memoryBefore: Awaited<ReturnType<typeof settledMemory>>;
    before(async () => {
      threadsBefore = workerThreads();
      running = await serve(kind, [...badHandlers, good]);
      // What is loaded and compiled once is not what this is about.
      await Promise.all([...badHandlers, good].map(running.call));
      memoryBefore = await settledMemory(running.cloud);
    });
    after(() => running.stop());

    for (const handler of badHandlers)
      it(`costs its own requests only, if it ${handler.name}`, async () => {
        const calls = Array.from({ length: CALLS[kind] }, async () => ({
          bad: await running.call(handler),
          good: await running.call(good),
        }));

        const results = await Promise.all(calls);

        expect(new Set(results.map((result) => result.good.body))).to.deep.equal(new Set(["good"]));
        const status = handler.ending === "answered" ? 200 : 502;
        expect(new Set(results.map((result) => result.bad.status))).to.deep.equal(new Set([status]));
      });

    it("leaves neither memory nor a thread behind", async () => {
      const { ownMegabytes, residentMegabytes } = await settledMemory(running.cloud);
      await running.cloud.runtime.close();

      expect(ownMegabytes).to.be.within(memoryBefore.ownMegabytes - 10, memoryBefore.ownMegabytes + 10);
      // The first round ran all at once: what the system has given since then was never needed again.
      expect(residentMegabytes).to.be.below(memoryBefore.residentMegabytes + 10);
      expect(workerThreads()).to.deep.equal(threadsBefore);
    });
  });
