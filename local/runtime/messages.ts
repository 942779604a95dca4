/** What the thread that runs a function and the thread that serves requests say to each other. Plain data. */

/** Given to a worker when it boots, before it knows its function. */
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
} as const;

/** What a log message counts while it is unread. */
export function logMessageBytes(text: string): number {
  return text.length + 256;
}

/** Environment settings and code: one per worker. */
export interface LoadMessage {
  readonly type: "load";
  /** Text by path inside the zip. */
  readonly sources: Readonly<Record<string, string>>;
  /** V8's code cache by path inside the zip; a path without one is asked for. */
  readonly codeCaches: Readonly<Record<string, Uint8Array>>;
  /** `file.export`. */
  readonly handler: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly memoryMegabytes: number;
}

export interface InvokeMessage {
  readonly type: "invoke";
  /** Counts the invocations of one environment, so that a late fault is not blamed on the next one. */
  readonly sequence: number;
  /** JSON text. */
  readonly event: string;
  readonly requestId: string;
  readonly functionArn: string;
  readonly remainingMs: number;
  readonly identity:
    { readonly cognitoIdentityId: string; readonly cognitoIdentityPoolId: string } | undefined;
  readonly clientContext: unknown;
  readonly traceId: string | undefined;
}

export type ToWorker = LoadMessage | InvokeMessage;

export type LogLevel = "TRACE" | "DEBUG" | "INFO" | "WARN" | "ERROR" | "FATAL";

export type FromWorker =
  | { readonly type: "loaded" }
  /** The answer as JSON text; `failed` when it is an error payload. */
  | { readonly type: "answer"; readonly sequence: number; readonly payload: string; readonly failed: boolean }
  /** An error that ends the environment, as an error payload. */
  | { readonly type: "fault"; readonly sequence: number; readonly payload: string }
  /** The function ended its own process: `exit status 1`, `signal: killed`, or nothing for status 0. */
  | { readonly type: "exit"; readonly sequence: number; readonly reason: string | undefined }
  /** One console call, or (without a level) raw text written to a standard stream. */
  | { readonly type: "log"; readonly level: LogLevel | undefined; readonly text: string }
  | { readonly type: "codeCache"; readonly path: string; readonly data: Uint8Array };
