import { resolve } from "node:path";
import { parseArgs } from "node:util";
import type { SandboxKind } from "../local/runtime/sandbox";
import { startLocalCloud } from "../local/start";
import { UsageError } from "./usage-error";

const DEFAULT_INSPECT_PORT = 9229;

const USAGE = `Usage: secure-serverless-api local [options]

Runs the Pulumi program of the current folder on this machine.

Options:
  --stack <name>   the stack whose configuration is used     (default dev)
  --port <number>  where the local cloud listens             (default 4510)
  --data <folder>  what is kept between starts               (default .local/<stack>)
  --fresh          erase that folder first
  --no-watch       do not deploy again when a file changes
  --runtime <kind> where functions run: worker (threads), or fork (processes, for native code)  (default worker)
  --inspect[=port] let a debugger attach to the functions    (default port 9229)
  --help           show this text

With --inspect functions have neither timeouts nor a memory limit. Editors find the threads of functions behind the port;
for Chrome DevTools add --runtime fork: each function then has a port of its own, from that one on.
`;

export interface LocalArguments {
  readonly stack: string;
  readonly port: number;
  readonly dataFolder: string;
  readonly fresh: boolean;
  readonly watch: boolean;
  readonly runtime: SandboxKind;
  readonly inspectPort?: number;
}

/** @returns undefined when only the usage is asked for. @throws UsageError */
export function parseLocalArguments(args: readonly string[], directory: string): LocalArguments | undefined {
  const { values } = parse(args);
  if (values.help) return undefined;
  const stack = values.stack ?? "dev";
  if (!/^[\w.-]{1,100}$/.test(stack))
    throw new UsageError(`--stack ${stack}: a stack's name has letters, digits, -, _ and .`, USAGE);
  return {
    stack,
    port: toPort(values.port ?? "4510"),
    dataFolder: resolve(directory, values.data ?? `.local/${stack}`),
    fresh: values.fresh ?? false,
    watch: !(values["no-watch"] ?? false),
    runtime: toRuntime(values.runtime ?? "worker"),
    ...(values.inspect !== undefined && { inspectPort: toInspectPort(values.inspect) }),
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: args.map((arg) => (arg === "--inspect" ? `--inspect=${DEFAULT_INSPECT_PORT}` : arg)),
      options: {
        stack: { type: "string" },
        port: { type: "string" },
        data: { type: "string" },
        fresh: { type: "boolean" },
        "no-watch": { type: "boolean" },
        runtime: { type: "string" },
        inspect: { type: "string" },
        help: { type: "boolean" },
      },
    });
  } catch (error) {
    throw new UsageError((error as Error).message, USAGE);
  }
}

function toPort(text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port;
  throw new UsageError(`--port ${text}: a port is a number from 0 (any free one) to 65535`, USAGE);
}

function toRuntime(text: string): SandboxKind {
  if (text !== "worker" && text !== "fork")
    throw new UsageError(`--runtime ${text}: functions run in worker or fork`, USAGE);
  if (text === "fork" && process.platform === "win32")
    throw new UsageError("--runtime fork needs pipes that block, which Windows has not", USAGE);
  return text;
}

function toInspectPort(text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port >= 1024 && port <= 65_535) return port;
  throw new UsageError(`--inspect=${text}: a debugger's port is a number from 1024 to 65535`, USAGE);
}

/** Serves until SIGINT or SIGTERM. */
export async function local(args: readonly string[]): Promise<void> {
  const directory = process.cwd();
  const options = parseLocalArguments(args, directory);
  if (!options) return void process.stdout.write(USAGE);
  const programTimeZone = process.env["TZ"];
  // Threads have the time zone of their process, and on Lambda functions have this one.
  process.env["TZ"] = "UTC";
  const region = process.env.AWS_REGION ?? process.env.AWS_DEFAULT_REGION;
  const stopped = stopSignal();
  const starting = startLocalCloud({
    directory,
    ...options,
    programTimeZone,
    ...(region !== undefined && { region }),
    log: (line) => console.log(line),
  });
  const cloud = await Promise.race([starting, stopped]);
  if (cloud !== undefined) await stopped;
  await (await starting).close();
  // Whatever still holds the process, such as a client's open connection, does not hold it any longer.
  process.exit(0);
}

/** Resolves at the first signal; a second one ends the process at once. */
function stopSignal(): Promise<undefined> {
  return new Promise((resolveSignal) => {
    let signals = 0;
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      process.on(signal, () => {
        if (signals++ > 0) process.exit(1);
        resolveSignal(undefined);
      });
    }
  });
}
