import type { EventLoopUtilization } from "node:perf_hooks";
import type { FromSandbox, ToSandbox } from "./messages";

/** Where a function runs: a thread or a process that has no function yet when it boots, and then runs one for good. */
export interface Sandbox {
  readonly memory: MemoryGauge;
  /** How busy its event loop has been since it booted; `undefined` where nobody can tell. */
  readonly eventLoop: (() => EventLoopUtilization) | undefined;
  readonly hasEnded: boolean;
  /** To be called once, before the first message. */
  listen(listener: SandboxListener): void;
  send(message: ToSandbox): void;
  /** From now on this process stays alive for it, until `release`. */
  hold(): void;
  release(): void;
  /** Resolves when nothing of it is left. */
  terminate(): Promise<void>;
}

export interface SandboxListener {
  readonly receive: (message: FromSandbox) => void;
  /** It is gone: `exit status 1`, `signal: killed`, or nothing for status 0. May be called more than once. */
  readonly ended: (reason: string | undefined) => void;
}

/** What a sandbox uses. */
export interface MemoryGauge {
  /** `reports` counts the measurements: one that stands still belongs to a sandbox that is too busy to measure itself. */
  read(): MemoryReading;
}

export interface MemoryReading {
  readonly reports: number;
  /** Heap and Buffers. */
  readonly bytes: number;
}

export type SandboxKind = "worker" | "fork";
