/** What a sandbox, which runs a function, and the thread that serves requests say to each other. Plain data. */

/** Given to a worker thread when it boots, before it knows its function. */
export interface BootData {
  /** Int32Array of `GAUGES` entries, written by both sides without messages. */
  readonly gauges: SharedArrayBuffer;
}

export const GAUGES = {
  /** Bytes of log that were posted and not yet taken. */
  unreadLogBytes: 0,
  /** Heap and Buffers in use, in KiB, at the latest report. */
  memoryKibibytes: 1,
  /** Number of reports: one that stands still belongs to a worker that is busy. */
  memoryReports: 2,
  /** Number of messages that were sent to the worker: it sleeps until there is another. */
  sentMessages: 3,
} as const;

/** The file descriptors by which a process sends and receives messages. */
export const DESCRIPTORS = { toParent: 3, fromParent: 4 } as const;

/** What a log message counts while it is unread. */
export function logMessageBytes(text: string): number {
  return text.length + 256;
}

/** Environment settings and code: one per sandbox. */
export interface LoadMessage {
  readonly type: "load";
  /** Where the zip's files are, or appear to be: `/var/task` unless they had to be unpacked. */
  readonly taskRoot: string;
  /** Text by path inside the zip. */
  readonly sources: Readonly<Record<string, string>>;
  /** V8's code cache by path inside the zip; a path without one is asked for. */
  readonly codeCaches: Readonly<Record<string, Uint8Array>>;
  /** Paths of the zip's `.node` files. */
  readonly nativeFiles: readonly string[];
  /** `file.export`. */
  readonly handler: string;
  /** `nodejs22.x`: later ones take no callbacks. */
  readonly runtime: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly memoryMegabytes: number;
  readonly storage: StorageLimit;
  /** A process lets a debugger attach at this port of 127.0.0.1. */
  readonly inspectPort?: number | undefined;
}

/** The one folder that a function may fill, and how far. */
export interface StorageLimit {
  readonly folder: string;
  readonly megabytes: number;
}

export interface InvokeMessage {
  readonly type: "invoke";
  /** Counts the invocations of one environment, so that a late fault is not blamed on the next one. */
  readonly sequence: number;
  /** JSON text. */
  readonly event: string;
  readonly requestId: string;
  readonly functionArn: string;
  /** Undefined while debugging: no time passes. */
  readonly remainingMs: number;
  /** While debugging the remaining time stays what it is. */
  readonly isTimed: boolean;
  readonly identity:
    { readonly cognitoIdentityId: string; readonly cognitoIdentityPoolId: string } | undefined;
  readonly clientContext: unknown;
  readonly traceId: string | undefined;
}

export type ToSandbox = LoadMessage | InvokeMessage;

export type LogLevel = "TRACE" | "DEBUG" | "INFO" | "WARN" | "ERROR" | "FATAL";

export type FromSandbox =
  | { readonly type: "loaded" }
  /** The answer as JSON text; `failed` when it is an error payload. */
  | { readonly type: "answer"; readonly sequence: number; readonly payload: string; readonly failed: boolean }
  /** An error that ends the environment, as an error payload. */
  | { readonly type: "fault"; readonly sequence: number; readonly payload: string }
  /** Sent by processes only, as is "memory": a thread has its gauges. Resident memory before there is a function. */
  | { readonly type: "booted"; readonly residentBytes: number }
  | { readonly type: "memory"; readonly bytes: number }
  /** From now on more than the function's main thread runs in the process. */
  | { readonly type: "parallel" }
  /** The function ended its own process: `exit status 1`, `signal: killed`, or nothing for status 0. */
  | { readonly type: "exit"; readonly sequence: number; readonly reason: string | undefined }
  /** One console call, or (without a level) raw text written to a standard stream. */
  | { readonly type: "log"; readonly level: LogLevel | undefined; readonly text: string }
  | { readonly type: "codeCache"; readonly path: string; readonly data: Uint8Array };

export type LogMessage = Extract<FromSandbox, { type: "log" }>;
