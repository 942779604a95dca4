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
  /** How many environments there may be; more invocations wait in line. */
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
      if (environment === undefined && this.#loading + this.#loaded.size >= this.#options.maxEnvironments)
        return;
      const next = this.#waiting.shift() as Waiting;
      if (environment) this.#invoke(environment, next);
      else void this.#startFor(next);
    }
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
