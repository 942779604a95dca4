import { createHash, randomUUID } from "node:crypto";
import { systemClock, type Clock } from "../../../local/clock";
import type { LambdaFunction } from "../../../local/cloud-state";
import { FunctionRuntime, type FunctionRuntimeOptions, type InvokeOptions } from "../../../local/runtime";

export const ENDPOINT = "http://127.0.0.1:4510";

/** A function whose zip holds the given text as `index.js`, or the given files. */
export function lambdaFunction(
  code: string | Readonly<Record<string, string>>,
  configuration: Partial<LambdaFunction> = {},
): LambdaFunction {
  const files = typeof code === "string" ? { "index.js": code } : code;
  const name = configuration.name ?? "pets";
  return {
    name,
    arn: `arn:aws:lambda:eu-west-1:000000000000:function:${name}`,
    handler: "index.handler",
    runtime: "nodejs22.x",
    files: Object.fromEntries(Object.entries(files).map(([path, text]) => [path, Buffer.from(text)])),
    hash: createHash("sha256")
      .update(JSON.stringify([files, configuration]))
      .digest("hex"),
    environment: {},
    timeoutSeconds: 3,
    memoryMegabytes: 128,
    roleArn: "arn:aws:iam::000000000000:role/pets",
    logGroup: `/aws/lambda/${name}`,
    ...configuration,
  };
}

export interface RuntimeFixture {
  readonly runtime: FunctionRuntime;
  /** All log messages by log group, in the order written. */
  readonly logs: Map<string, { stream: string; timestampMs: number; message: string }[]>;
  /** The answer parsed from JSON, with `failed` when it is an error payload. */
  call(
    fn: LambdaFunction,
    event?: unknown,
    options?: InvokeOptions,
  ): Promise<{ failed: boolean; answer: any }>;
}

/** A runtime on the real clock, whose log is kept. */
export function startRuntime(
  options: Partial<FunctionRuntimeOptions> & { clock?: Clock } = {},
): RuntimeFixture {
  const logs: RuntimeFixture["logs"] = new Map();
  const runtime = new FunctionRuntime({
    clock: systemClock,
    logs: {
      append(group, stream, events) {
        if (!logs.has(group)) logs.set(group, []);
        logs.get(group)?.push(...events.map((event) => ({ stream, ...event })));
      },
    },
    credentialsFor: (fn) => ({
      accessKeyId: `ASIA${fn.name.toUpperCase()}`,
      secretAccessKey: "secret",
      sessionToken: "token",
      expirationMs: Date.now() + 3_600_000,
    }),
    endpoint: () => ENDPOINT,
    region: "eu-west-1",
    randomUuid: randomUUID,
    ...options,
  });
  return {
    runtime,
    logs,
    async call(fn, event = {}, invokeOptions = {}) {
      const result = await runtime.invoke(fn, Buffer.from(JSON.stringify(event)), invokeOptions);
      const text = result.payload.toString();
      return {
        failed: result.functionError !== undefined,
        answer: text === "" ? undefined : JSON.parse(text),
      };
    },
  };
}

/** The ids of this process's worker threads, however they were started. */
export function workerThreads(): number[] {
  const { workers } = process.report.getReport() as { workers: { header: { threadId: number } }[] };
  return workers.map(({ header }) => header.threadId);
}
