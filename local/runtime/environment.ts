import { mkdirSync } from "node:fs";
import { rm } from "node:fs/promises";
import type { LambdaFunction } from "../cloud-state";
import type { BootedWorker } from "./booted-worker";
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
import {
  GAUGES,
  logMessageBytes,
  type FromWorker,
  type InvokeMessage,
  type LoadMessage,
  type ToWorker,
} from "./messages";

/** One invocation as the worker needs it. */
export interface Invocation extends Pick<
  InvokeMessage,
  "event" | "requestId" | "identity" | "clientContext" | "traceId"
> {
  readonly keepLogTail: boolean;
}

export interface EnvironmentParts {
  readonly fn: LambdaFunction;
  readonly booted: BootedWorker;
  readonly log: EnvironmentLog;
  readonly credentials: FunctionCredentials;
  readonly temporaryFolder: string;
  readonly memoryWatch: MemoryWatch;
  readonly keepCodeCache: (path: string, data: Uint8Array) => void;
  /** Called once, as soon as the environment can take no further invocation. */
  readonly onEnd: (environment: Environment) => void;
}

/** What is running in the worker right now: the init phase or an invocation. */
interface Running {
  readonly requestId: string;
  readonly sequence: number;
  readonly startedAt: number;
  readonly timer: NodeJS.Timeout;
  readonly unwatchMemory: () => void;
  readonly settle: (outcome: Outcome) => void;
}

const LOADED: Outcome = { kind: "answer", payload: "" };
/** No invocation has this sequence number; the init phase has 0. */
const NO_INVOCATION = -1;

/**
 * One worker with one function's code: Lambda's execution environment. It runs one invocation at a time, and any fault
 * of the worker is the answer of the invocation that runs, never an error of this thread.
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
  #initDurationMs: number | undefined;
  #isFirstInit = false;

  constructor(parts: EnvironmentParts) {
    this.#parts = parts;
    this.credentialsExpireMs = parts.credentials.expirationMs;
    this.ended = new Promise((resolve) => (this.#finish = resolve));
    mkdirSync(parts.temporaryFolder, { recursive: true });
    parts.booted.worker
      .on("message", (message: FromWorker) => this.#receive(message))
      .on("messageerror", () => this.#crash("signal: aborted"))
      .on("error", (error: NodeJS.ErrnoException) =>
        this.#crash(error.code === "ERR_WORKER_OUT_OF_MEMORY" ? "signal: killed" : "exit status 1"),
      )
      .on("exit", (code) => this.#crash(code === 0 ? undefined : `exit status ${code}`));
  }

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /**
   * The init phase: loads the code for the invocation that needed this environment, whose outcome is a failed init.
   * An init that takes too long is `notStarted` unless it is the last attempt.
   */
  async load(
    message: Omit<LoadMessage, "type">,
    options: { readonly invocation: Invocation; readonly timeoutMs: number; readonly isLastAttempt: boolean },
  ): Promise<Outcome> {
    const { invocation, timeoutMs, isLastAttempt } = options;
    const startedAt = performance.now();
    this.#isFirstInit = !isLastAttempt;
    const outcome = await this.#run(invocation.requestId, timeoutMs, { type: "load", ...message });
    this.#initDurationMs = performance.now() - startedAt;
    if (outcome.kind === "failure") {
      this.#parts.log.start(invocation.requestId, { keepTail: invocation.keepLogTail });
      this.#report(this.#initDurationMs, outcome);
    }
    return outcome;
  }

  /** Runs one invocation; the environment must be loaded and idle. */
  invoke(invocation: Invocation, timeoutMs: number): Promise<Outcome> {
    const { keepLogTail, ...message } = invocation;
    this.#sequence += 1;
    this.#parts.log.start(invocation.requestId, { keepTail: keepLogTail });
    return this.#run(invocation.requestId, timeoutMs, {
      type: "invoke",
      sequence: this.#sequence,
      functionArn: this.#parts.fn.arn,
      remainingMs: timeoutMs,
      ...message,
    });
  }

  /** The tail of the invocation that ended last; nothing if it was not to be kept. */
  takeLogTail(): string | undefined {
    return this.#parts.log.takeTail();
  }

  /** Ends the worker. An invocation that runs is answered as though its process had been killed. */
  retire(): Promise<void> {
    this.#crash("signal: killed");
    return this.ended;
  }

  #run(requestId: string, timeoutMs: number, message: ToWorker): Promise<Outcome> {
    const { booted, memoryWatch, fn } = this.#parts;
    if (this.#hasEnded)
      return Promise.resolve({ kind: "notStarted", failure: exitOutcome(requestId, undefined) });
    booted.worker.ref();
    return new Promise((settle) => {
      this.#running = {
        requestId,
        sequence: this.#sequence,
        startedAt: performance.now(),
        timer: setTimeout(() => this.#timeOut(), timeoutMs),
        unwatchMemory: memoryWatch.watch(booted.gauges, fn.memoryMegabytes, () =>
          this.#crash("signal: killed"),
        ),
        settle,
      };
      booted.worker.postMessage(message);
    });
  }

  #receive(message: FromWorker): void {
    if (message.type === "log") return this.#receiveLog(message);
    if (this.#hasEnded) return;
    switch (message.type) {
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
    }
  }

  #receiveLog({ level, text }: Extract<FromWorker, { type: "log" }>): void {
    const { gauges } = this.#parts.booted;
    Atomics.sub(gauges, GAUGES.unreadLogBytes, logMessageBytes(text));
    Atomics.notify(gauges, GAUGES.unreadLogBytes);
    // What is still in flight after the end would follow the REPORT line.
    if (!this.#hasEnded) this.#parts.log.write(level, text);
  }

  #timeOut(): void {
    const { fn, log } = this.#parts;
    const isRepeatable = this.#sequence === 0 && this.#isFirstInit;
    this.#end(isRepeatable ? NO_INVOCATION : this.#sequence, (requestId) =>
      timeoutOutcome(requestId, fn.timeoutSeconds, log.time()),
    );
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
    await this.#parts.booted.worker.terminate();
    await rm(this.#parts.temporaryFolder, { recursive: true, force: true }).catch(() => undefined);
    this.#finish();
  }

  #settle(outcome: Outcome): void {
    const running = this.#running;
    if (!running) return;
    this.#running = undefined;
    clearTimeout(running.timer);
    running.unwatchMemory();
    this.#parts.booted.worker.unref();
    if (running.sequence > 0 && outcome.kind !== "notStarted")
      this.#report(performance.now() - running.startedAt, outcome);
    running.settle(outcome);
  }

  #report(durationMs: number, outcome: Outcome): void {
    const { booted, fn, log } = this.#parts;
    const reported = Atomics.load(booted.gauges, GAUGES.memoryKibibytes) * 1024;
    this.#maxMemoryBytes = Math.max(this.#maxMemoryBytes, reported);
    const failure: FailureReport | undefined = outcome.kind === "failure" ? outcome.report : undefined;
    log.end({
      durationMs,
      initDurationMs: this.#sequence === 1 ? this.#initDurationMs : undefined,
      memoryMegabytes: fn.memoryMegabytes,
      maxMemoryUsedMegabytes: Math.min(fn.memoryMegabytes, Math.ceil(this.#maxMemoryBytes / 1024 / 1024)),
      failure,
    });
  }
}
