import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { startLocalCloud } from "../local/start";
import { UsageError } from "./usage-error";

const USAGE = `Usage: secure-serverless-api local [options]

Runs the Pulumi program of the current folder on this machine.

Options:
  --stack <name>   the stack whose configuration is used     (default dev)
  --port <number>  where the local cloud listens             (default 4510)
  --data <folder>  what is kept between starts               (default .local/<stack>)
  --fresh          erase that folder first
  --no-watch       do not deploy again when a file changes
  --help           show this text
`;

export interface LocalArguments {
  readonly stack: string;
  readonly port: number;
  readonly dataFolder: string;
  readonly fresh: boolean;
  readonly watch: boolean;
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
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        stack: { type: "string" },
        port: { type: "string" },
        data: { type: "string" },
        fresh: { type: "boolean" },
        "no-watch": { type: "boolean" },
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

/** Serves until SIGINT or SIGTERM. */
export async function local(args: readonly string[]): Promise<void> {
  const directory = process.cwd();
  const options = parseLocalArguments(args, directory);
  if (!options) return void process.stdout.write(USAGE);
  const region = process.env.AWS_REGION ?? process.env.AWS_DEFAULT_REGION;
  const stopped = stopSignal();
  const starting = startLocalCloud({
    directory,
    ...options,
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
