import { mkdirSync } from "node:fs";
import { rm } from "node:fs/promises";
import type { EventLoopUtilization } from "node:perf_hooks";
import type { LambdaFunction } from "../cloud-state";
import type { FunctionCredentials } from "./environment-variables";
import type { EnvironmentLog } from "./environment-log";
import {
  answerOutcome,
  exitOutcome,
  timeoutOutcome,
  type Answered,
  type FailureReport,
  type Outcome,
} from "./invoke-result";
import type { MemoryWatch } from "./memory-watch";
import type { FromSandbox, InvokeMessage, LoadMessage, ToSandbox } from "./messages";
import type { Sandbox } from "./sandbox";

/** One invocation as the sandbox needs it. */
export interface Invocation extends Pick<
  InvokeMessage,
  "event" | "requestId" | "functionArn" | "identity" | "clientContext" | "traceId"
> {
  readonly keepLogTail: boolean;
}

export interface EnvironmentParts {
  readonly fn: LambdaFunction;
  readonly sandbox: Sandbox;
  readonly log: EnvironmentLog;
  readonly credentials: FunctionCredentials;
  readonly temporaryFolder: string;
  /** Undefined: no limit. */
  readonly memoryWatch: MemoryWatch | undefined;
  readonly keepCodeCache: (path: string, data: Uint8Array) => void;
  /** Called once, as soon as the environment can take no further invocation. */
  readonly onEnd: (environment: Environment) => void;
}

/** What is running in the sandbox right now: the init phase or an invocation. */
interface Running {
  readonly requestId: string;
  readonly sequence: number;
  readonly startedAt: number;
  readonly timer: NodeJS.Timeout | undefined;
  readonly unwatchMemory: () => void;
  readonly settle: (outcome: Outcome) => void;
}

const LOADED: Outcome = { kind: "answer", payload: "" };

export interface Init {
  readonly requestId: string;
  /** Undefined: no limit. */
  readonly timeoutMs: number | undefined;
  /** `invoke`: the first one failed, and the invocation that needs the environment repeats it in its own time. */
  readonly phase: "init" | "invoke";
}

/**
 * One sandbox with one function's code: Lambda's execution environment. It runs one invocation at a time, and any fault
 * of the sandbox is the answer of the invocation that runs, never an error of this thread.
 */
export class Environment {
  readonly ended: Promise<void>;
  readonly credentialsExpireMs: number;
  /** When the last invocation ended, by the caller's clock. */
  idleSinceMs = 0;
  readonly #parts: EnvironmentParts;
  #running: Running | undefined;
  #hasEnded = false;
  #finish: () => void = () => undefined;
  #sequence = 0;
  #maxMemoryBytes = 0;
  #init: { readonly durationMs: number; readonly phase: Init["phase"] } | undefined;

  constructor(parts: EnvironmentParts) {
    this.#parts = parts;
    this.credentialsExpireMs = parts.credentials.expirationMs;
    this.ended = new Promise((resolve) => (this.#finish = resolve));
    mkdirSync(parts.temporaryFolder, { recursive: true });
    parts.sandbox.listen({
      receive: (message) => this.#receive(message),
      ended: (reason) => this.#crash(reason),
    });
  }

  /** How busy the function has kept its thread; `undefined` in a process of its own. */
  get eventLoop(): EventLoopUtilization | undefined {
    return this.#parts.sandbox.eventLoop?.();
  }

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** The init phase: loads the code. Anything but an answer is told in the log, and has ended the environment. */
  async load(message: Omit<LoadMessage, "type">, { requestId, timeoutMs, phase }: Init): Promise<Outcome> {
    const startedAt = performance.now();
    const outcome = await this.#run({ type: "load", ...message }, requestId, timeoutMs);
    const durationMs = performance.now() - startedAt;
    this.#init = { durationMs, phase };
    if (outcome.kind === "failure")
      this.#parts.log.reportInit({ durationMs, phase, failure: initFailure(outcome) });
    return outcome;
  }

  /** Tells, in the log, of the invocation for which the environment could not be initialized. */
  reportFailedInit({ requestId, keepLogTail }: Invocation, outcome: Answered): void {
    this.#parts.log.start(requestId, { keepTail: keepLogTail });
    this.#report(0, outcome);
  }

  /**
   * Runs one invocation; the environment must be loaded and idle.
   *
   * @param timeoutMs undefined while debugging: then no time passes.
   */
  invoke(invocation: Invocation, timeoutMs: number | undefined): Promise<Outcome> {
    const { keepLogTail, ...message } = invocation;
    this.#sequence += 1;
    this.#parts.log.start(invocation.requestId, { keepTail: keepLogTail });
    const remainingMs = (timeoutMs ?? this.#parts.fn.timeoutSeconds * 1000) - this.#repeatedInitMs();
    const invoke = { type: "invoke", sequence: this.#sequence, remainingMs, ...message } as const;
    return this.#run(
      { ...invoke, isTimed: timeoutMs !== undefined },
      invocation.requestId,
      timeoutMs === undefined ? undefined : remainingMs,
    );
  }

  /** The tail of the invocation that ended last; nothing if it was not to be kept. */
  takeLogTail(): string | undefined {
    return this.#parts.log.takeTail();
  }

  /** Ends the sandbox. An invocation that runs is answered as though its process had been killed. */
  retire(): Promise<void> {
    this.#crash("signal: killed");
    return this.ended;
  }

  #run(message: ToSandbox, requestId: string, timeoutMs: number | undefined): Promise<Outcome> {
    const { sandbox, memoryWatch, fn } = this.#parts;
    if (this.#hasEnded)
      return Promise.resolve({ kind: "notStarted", failure: exitOutcome(requestId, undefined) });
    sandbox.hold();
    return new Promise((settle) => {
      this.#running = {
        requestId,
        sequence: this.#sequence,
        startedAt: performance.now(),
        timer: timeoutMs === undefined ? undefined : setTimeout(() => this.#timeOut(), timeoutMs),
        unwatchMemory:
          memoryWatch?.watch(sandbox.memory, fn.memoryMegabytes, () => this.#crash("signal: killed")) ??
          (() => undefined),
        settle,
      };
      sandbox.send(message);
    });
  }

  #receive(message: FromSandbox): void {
    // What is still in flight after the end would follow the REPORT line.
    if (this.#hasEnded) return;
    switch (message.type) {
      case "log":
        return this.#parts.log.write(message.level, message.text);
      case "codeCache":
        return this.#parts.keepCodeCache(message.path, message.data);
      case "loaded":
        return this.#settle(LOADED);
      case "answer":
        if (message.sequence !== this.#running?.sequence) return;
        return this.#settle(
          message.failed ? { kind: "failure", payload: message.payload } : answerOutcome(message.payload),
        );
      case "fault":
        return this.#end(message.sequence, () => ({ kind: "failure", payload: message.payload }));
      case "exit":
        return this.#end(message.sequence, (requestId) => exitOutcome(requestId, message.reason));
      case "booted":
      case "memory":
      case "parallel":
        return undefined;
    }
  }

  #timeOut(): void {
    const { fn, log } = this.#parts;
    this.#end(this.#sequence, (requestId) => timeoutOutcome(requestId, fn.timeoutSeconds, log.time()));
  }

  #crash(reason: string | undefined): void {
    this.#end(this.#sequence, (requestId) => exitOutcome(requestId, reason));
  }

  /** Ends the environment: a fault of an earlier invocation (by its sequence number) does not count against this one. */
  #end(sequence: number, describe: (requestId: string) => Answered): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    const running = this.#running;
    if (running) {
      const failure = describe(running.requestId);
      this.#settle(sequence === running.sequence ? failure : { kind: "notStarted", failure });
    }
    this.#parts.onEnd(this);
    void this.#terminate();
  }

  async #terminate(): Promise<void> {
    await this.#parts.sandbox.terminate();
    await rm(this.#parts.temporaryFolder, { recursive: true, force: true }).catch(() => undefined);
    this.#finish();
  }

  #settle(outcome: Outcome): void {
    const running = this.#running;
    if (!running) return;
    this.#running = undefined;
    clearTimeout(running.timer);
    running.unwatchMemory();
    this.#parts.sandbox.release();
    if (running.sequence > 0 && outcome.kind !== "notStarted")
      this.#report(performance.now() - running.startedAt, outcome);
    running.settle(outcome);
  }

  /** How much of the first invocation's time the init phase took. */
  #repeatedInitMs(): number {
    return this.#sequence <= 1 && this.#init?.phase === "invoke" ? this.#init.durationMs : 0;
  }

  #report(runMs: number, outcome: Outcome): void {
    const { sandbox, fn, log } = this.#parts;
    this.#maxMemoryBytes = Math.max(this.#maxMemoryBytes, sandbox.memory.read().bytes);
    const failure: FailureReport | undefined = outcome.kind === "failure" ? outcome.report : undefined;
    log.end({
      durationMs: runMs + this.#repeatedInitMs(),
      initDurationMs:
        this.#sequence === 1 && this.#init?.phase === "init" ? this.#init.durationMs : undefined,
      memoryMegabytes: fn.memoryMegabytes,
      maxMemoryUsedMegabytes: Math.min(fn.memoryMegabytes, Math.ceil(this.#maxMemoryBytes / 1024 / 1024)),
      failure,
    });
  }
}

/** The platform's words for its own failures; a function's own error has the name that it was thrown with. */
function initFailure({ payload, report }: Extract<Outcome, { kind: "failure" }>) {
  if (report) return report;
  return { status: "error" as const, errorType: (JSON.parse(payload) as { errorType: string }).errorType };
}
