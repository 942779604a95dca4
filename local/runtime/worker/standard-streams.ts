import fs from "node:fs";
import { Writable } from "node:stream";
import { format } from "node:util";
import { DESCRIPTORS, type LogLevel } from "../messages";
import { channel, hasOwnProcess } from "./channel";

const CONSOLE_LEVELS = {
  trace: "TRACE",
  debug: "DEBUG",
  info: "INFO",
  log: "INFO",
  warn: "WARN",
  error: "ERROR",
  fatal: "FATAL",
} as const satisfies Record<string, LogLevel>;

/** Everything a function prints becomes its log: console calls, the standard streams and their file descriptors. */
export function redirectStandardStreams(): void {
  for (const [method, level] of Object.entries(CONSOLE_LEVELS))
    Object.assign(console, {
      [method]: (...values: unknown[]) => channel.log(level, format(...values)),
    });
  for (const [name, descriptor] of [
    ["stdout", 1],
    ["stderr", 2],
  ] as const) {
    const stream = Object.assign(logStream(), { fd: descriptor });
    Object.defineProperty(process, name, { value: stream, configurable: true, enumerable: true });
  }
  redirectDescriptors();
  emptyStandardInput();
}

function logStream(): Writable {
  return new Writable({
    decodeStrings: false,
    write(chunk: string | Buffer, _encoding, done) {
      channel.log(undefined, chunk.toString());
      done();
    },
  });
}

const isStandard = (descriptor: unknown) => descriptor === 0 || descriptor === 1 || descriptor === 2;

/** Those that this runtime itself uses may be closed as little. */
const isKept = (descriptor: unknown) =>
  isStandard(descriptor) || (hasOwnProcess && Object.values<unknown>(DESCRIPTORS).includes(descriptor));

/**
 * Descriptors 0 to 2 belong to the whole process: loggers that write to them are followed, what reads finds the end, and
 * none can close them.
 */
function redirectDescriptors(): void {
  const { write, writeSync, close, closeSync } = fs;
  type Done = (error: Error | null, ...rest: unknown[]) => void;
  Object.assign(fs, {
    writeSync: (...args: Parameters<typeof writeSync>) =>
      isStandard(args[0]) ? writeStandard(args) : writeSync(...args),
    write: (...args: unknown[]) => {
      if (!isStandard(args[0])) return (write as (...all: unknown[]) => void)(...args);
      const done = args.at(-1) as Done;
      const written = writeStandard(args.slice(0, -1));
      return setImmediate(() => done(null, written, args[1]));
    },
    closeSync: (descriptor: number) => (isKept(descriptor) ? undefined : closeSync(descriptor)),
    close: (descriptor: number, done?: Done) =>
      isKept(descriptor) ? setImmediate(() => done?.(null)) : close(descriptor, done),
  });
}

/** Nobody types anything into a function, and what is typed into the local cloud is not for it. */
function emptyStandardInput(): void {
  const { read, readSync, readFile, readFileSync } = fs;
  type Anything = (...args: readonly unknown[]) => unknown;
  const nothing = (options: unknown) =>
    typeof options === "string" || (options as { encoding?: string } | undefined)?.encoding
      ? ""
      : Buffer.alloc(0);
  const later = (args: readonly unknown[], ...results: readonly unknown[]) =>
    void setImmediate(args.at(-1) as Anything, null, ...results);
  Object.assign(fs, {
    read: (...args: unknown[]) => (args[0] === 0 ? later(args, 0, args[1]) : (read as Anything)(...args)),
    readSync: (...args: unknown[]) => (args[0] === 0 ? 0 : (readSync as Anything)(...args)),
    readFile: (...args: unknown[]) =>
      args[0] === 0 ? later(args, nothing(args[1])) : (readFile as Anything)(...args),
    readFileSync: (...args: unknown[]) =>
      args[0] === 0 ? nothing(args[1]) : (readFileSync as Anything)(...args),
  });
}

/** Takes the arguments of `fs.writeSync`: text, or bytes with an offset and a length. */
function writeStandard([, data, offset, length]: readonly unknown[]): number {
  if (typeof data === "string") {
    channel.log(undefined, data);
    return Buffer.byteLength(data);
  }
  const view = data as NodeJS.ArrayBufferView;
  const bytes = Buffer.from(view.buffer, view.byteOffset, view.byteLength);
  const start = typeof offset === "number" ? offset : 0;
  const part = bytes.subarray(start, typeof length === "number" ? start + length : undefined);
  channel.log(undefined, part.toString());
  return part.length;
}
