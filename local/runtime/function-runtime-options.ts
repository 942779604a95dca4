import type { Clock } from "../clock";
import type { LambdaFunction } from "../cloud-state";
import type { LogSink } from "../services/logs/log-store";
import type { FunctionCredentials } from "./environment-variables";

export interface FunctionRuntimeOptions {
  readonly clock: Clock;
  readonly logs: LogSink;
  /** Credentials of the function's own role. Asked once per environment, which ends before they expire. */
  readonly credentialsFor: (fn: LambdaFunction) => FunctionCredentials;
  /** The local cloud's own address: where a function's SDK sends its requests. */
  readonly endpoint: () => string;
  readonly region: string;
  readonly randomUuid: () => string;
  /** Keeps V8's compiled code between starts. @default in memory only */
  readonly codeCacheFolder?: string;
  /** Environments per function; more than cores only cost throughput and 16 MB each. @default the number of cores */
  readonly maxEnvironments?: number;
  /** @default 10 s, as Lambda */
  readonly initTimeoutMs?: number;
  /** How long an unused environment is kept. @default 5 minutes */
  readonly idleTimeoutMs?: number;
}
