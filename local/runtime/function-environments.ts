import { performance } from "node:perf_hooks";
import { setTimeout as wait } from "node:timers/promises";
import type { LambdaFunction } from "../cloud-state";
import type { Environment, Invocation } from "./environment";
import type { StartedEnvironment } from "./environment-factory";
import type { Answered } from "./invoke-result";

/** A run in an environment, with what the log kept of it. */
export interface Run {
  readonly outcome: Answered;
  readonly logTail: string | undefined;
}

export interface FunctionEnvironmentsOptions {
  readonly fn: LambdaFunction;
  /** How many environments are started as soon as they are wanted; more invocations wait in line. */
  readonly readyEnvironments: number;
  /** How many there may be when invocations wait for functions that wait themselves. */
  readonly maxEnvironments: number;
  /** Makes an environment and runs its init phase; a failed init is the invocation's outcome. */
  readonly start: (
    invocation: Invocation,
    onEnd: (environment: Environment) => void,
  ) => Promise<StartedEnvironment>;
  readonly nowMs: () => number;
  /** False while debugging. */
  readonly isTimed: boolean;
}

/** Credentials are replaced with their environment: an SDK client keeps those that it read first. */
const CREDENTIALS_MARGIN_MS = 60_000;

/** So long does an invocation wait for functions that wait themselves; Lambda would have started an environment at once. */
const PATIENCE_MS = 100;
/** A thread that is busier than that may be what the others wait for. */
const BUSY = 0.5;

interface Waiting {
  readonly invocation: Invocation;
  /** It was given to an environment that ended before it started. */
  readonly isSecondAttempt: boolean;
  readonly settle: (run: Run) => void;
  readonly fail: (error: unknown) => void;
}

/** The environments of one version of a function, and the invocations that wait for one. */
export class FunctionEnvironments {
  readonly fn: LambdaFunction;
  readonly #options: FunctionEnvironmentsOptions;
  readonly #idle: Environment[] = [];
  readonly #waiting: Waiting[] = [];
  readonly #loaded = new Set<Environment>();
  #loading = 0;
  #isRetired = false;
  #isWatchingLine = false;

  constructor(options: FunctionEnvironmentsOptions) {
    this.fn = options.fn;
    this.#options = options;
  }

  run(invocation: Invocation): Promise<Run> {
    return new Promise((settle, fail) => {
      this.#waiting.push({ invocation, isSecondAttempt: false, settle, fail });
      this.#advance();
    });
  }

  /** Ends what is idle since before `idleBeforeMs`. */
  retireIdle(idleBeforeMs: number): void {
    for (const environment of this.#idle.filter(({ idleSinceMs }) => idleSinceMs <= idleBeforeMs))
      void environment.retire();
  }

  /** No new invocations come: what is idle ends now, what runs when it is done. */
  retire(): void {
    this.#isRetired = true;
    this.retireIdle(Infinity);
  }

  #forget(environment: Environment): void {
    this.#loaded.delete(environment);
    const index = this.#idle.indexOf(environment);
    if (index >= 0) this.#idle.splice(index, 1);
  }

  #advance(): void {
    while (this.#waiting.length > 0) {
      const environment = this.#takeIdle();
      if (environment === undefined && this.#count >= this.#options.readyEnvironments)
        return void this.#watchLine();
      const next = this.#waiting.shift() as Waiting;
      if (environment) this.#invoke(environment, next);
      else void this.#startFor(next);
    }
  }

  get #count(): number {
    return this.#loading + this.#loaded.size;
  }

  /** A function that waits uses no processor: those behind it need not wait for it, and it may wait for them. */
  async #watchLine(): Promise<void> {
    if (this.#isWatchingLine) return;
    this.#isWatchingLine = true;
    while (this.#waiting.length > 0 && this.#count < this.#options.maxEnvironments) {
      const [first] = this.#waiting;
      const isIdle = this.#observe();
      await wait(PATIENCE_MS, undefined, { ref: false });
      if (this.#waiting[0] === first && isIdle()) this.#startMore();
    }
    this.#isWatchingLine = false;
  }

  /** Tells, later, whether nothing has been busy since: the functions, or this thread, which answers much of what they ask. */
  #observe(): () => boolean {
    const own = performance.eventLoopUtilization();
    const loaded = [...this.#loaded].map((environment) => ({ environment, before: environment.eventLoop }));
    return () => {
      const isAnyBusy = loaded.some(({ environment, before }) => {
        const now = environment.eventLoop;
        return !before || !now || performance.eventLoopUtilization(now, before).utilization > BUSY;
      });
      const isSame = this.#loading === 0 && loaded.length === this.#loaded.size;
      return isSame && !isAnyBusy && performance.eventLoopUtilization(own).utilization < BUSY;
    };
  }

  /** As many at once as there are cores to start them. */
  #startMore(): void {
    const { readyEnvironments, maxEnvironments } = this.#options;
    const more = Math.min(readyEnvironments, maxEnvironments - this.#count);
    for (const next of this.#waiting.splice(0, more)) void this.#startFor(next);
  }

  #takeIdle(): Environment | undefined {
    for (;;) {
      const environment = this.#idle.pop();
      if (environment === undefined) return undefined;
      const latestEndMs = this.#options.nowMs() + this.fn.timeoutSeconds * 1000 + CREDENTIALS_MARGIN_MS;
      if (latestEndMs < environment.credentialsExpireMs) return environment;
      void environment.retire();
    }
  }

  async #startFor(next: Waiting): Promise<void> {
    this.#loading += 1;
    try {
      const { environment, outcome } = await this.#options.start(next.invocation, (ended) =>
        this.#forget(ended),
      );
      if (outcome.kind === "answer") {
        this.#loaded.add(environment);
        return this.#invoke(environment, next);
      }
      next.settle({ outcome, logTail: environment.takeLogTail() });
    } catch (error) {
      next.fail(error);
    } finally {
      this.#loading -= 1;
    }
    this.#advance();
  }

  #invoke(environment: Environment, next: Waiting): void {
    const timeoutMs = this.#options.isTimed ? this.fn.timeoutSeconds * 1000 : undefined;
    void environment.invoke(next.invocation, timeoutMs).then((outcome) => {
      if (outcome.kind !== "notStarted") next.settle({ outcome, logTail: environment.takeLogTail() });
      else if (!next.isSecondAttempt) this.#waiting.unshift({ ...next, isSecondAttempt: true });
      else next.settle({ outcome: outcome.failure, logTail: environment.takeLogTail() });
      if (environment.hasEnded) this.#loaded.delete(environment);
      else this.#rest(environment);
      this.#advance();
    });
  }

  #rest(environment: Environment): void {
    environment.idleSinceMs = this.#options.nowMs();
    this.#idle.push(environment);
    if (this.#isRetired && this.#waiting.length === 0) void environment.retire();
  }
}
