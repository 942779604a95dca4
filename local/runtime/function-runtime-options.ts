import type { Clock } from "../clock";
import type { LambdaFunction } from "../cloud-state";
import type { LogSink } from "../services/logs/log-store";
import type { FunctionCredentials } from "./environment-variables";
import type { SandboxKind } from "./sandbox";

export interface FunctionRuntimeOptions {
  readonly clock: Clock;
  readonly logs: LogSink;
  /** Credentials of the function's own role. Asked once per environment, which ends before they expire. */
  readonly credentialsFor: (fn: LambdaFunction) => FunctionCredentials;
  /** The local cloud's own address: where a function's SDK sends its requests. */
  readonly endpoint: () => string;
  readonly region: string;
  readonly randomUuid: () => string;
  /**
   * Worker threads start quickly and need little memory; `fork` gives each environment a process of its own, for functions
   * with native code. @default "worker"
   */
  readonly kind?: SandboxKind;
  /** Functions run as slowly as a developer looks at them: without timeouts and memory limits, each in one environment. */
  readonly debugging?: Debugging;
  /** Keeps V8's compiled code between starts. @default in memory only */
  readonly codeCacheFolder?: string;
  /**
   * Environments per function, each of some 16 MB. There are as many as cores, and more only while functions wait for
   * something else than a core. @default 32
   */
  readonly maxEnvironments?: number;
  /** @default 10 s, as Lambda */
  readonly initTimeoutMs?: number;
  /** How long an unused environment is kept. @default 5 minutes */
  readonly idleTimeoutMs?: number;
}

export interface Debugging {
  /** The folder of the program: names of sources in source maps begin there. */
  readonly directory: string;
  /** `fork` only: each function's process listens at a port of its own, of which this is the first. */
  readonly port: number;
  /** Takes one line at a time. */
  readonly log: (line: string) => void;
}
