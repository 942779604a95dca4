import { availableParallelism } from "node:os";
import type { LambdaFunction } from "../cloud-state";
import type { CognitoIdentity } from "../principal";
import { EnvironmentFactory } from "./environment-factory";
import { FunctionEnvironments, type Run } from "./function-environments";
import type { FunctionRuntimeOptions } from "./function-runtime-options";
import { throttledResult, type InvokeResult } from "./invoke-result";

export interface InvokeOptions {
  /** Whose temporary credentials signed the request; becomes `context.identity`. */
  readonly invokedBy?: CognitoIdentity | undefined;
  /** As the caller named it, with a qualifier or without; becomes `context.invokedFunctionArn`. @default without */
  readonly invokedArn?: string | undefined;
  /** Already parsed; becomes `context.clientContext`. */
  readonly clientContext?: unknown;
  readonly logTail?: boolean | undefined;
  /** X-Ray's trace header. */
  readonly traceId?: string | undefined;
}

/** Lambda's default limit of an account, here for all functions that reserve nothing together. */
const ACCOUNT_CONCURRENCY = 1000;
const DEFAULT_IDLE_TIMEOUT_MS = 300_000;
const DEFAULT_MAX_ENVIRONMENTS = 32;

/** Runs Lambda functions in worker threads or processes, as Lambda would, under their own role. */
export class FunctionRuntime {
  readonly #options: FunctionRuntimeOptions;
  readonly #factory: EnvironmentFactory;
  readonly #versions = new Map<string, FunctionEnvironments>();
  /** Invocations that run or wait: by ARN for functions that reserve concurrency, under "" for all others. */
  readonly #concurrency = new Map<string, number>();
  readonly #sweep: NodeJS.Timeout;

  constructor(options: FunctionRuntimeOptions) {
    this.#options = options;
    this.#factory = new EnvironmentFactory(options);
    const idleTimeoutMs = options.idleTimeoutMs ?? DEFAULT_IDLE_TIMEOUT_MS;
    this.#sweep = setInterval(() => this.#retireIdle(idleTimeoutMs), idleTimeoutMs / 10).unref();
  }

  /**
   * Runs a function once and waits for its answer. Whatever the function does, this resolves; it rejects only when no
   * sandbox can be started or the runtime is closed.
   * @param payload JSON text
   */
  async invoke(fn: LambdaFunction, payload: Buffer, options: InvokeOptions = {}): Promise<InvokeResult> {
    const requestId = this.#options.randomUuid();
    const counted = fn.reservedConcurrency === undefined ? "" : fn.arn;
    const concurrent = this.#concurrency.get(counted) ?? 0;
    // What AWS would run at once is admitted here too, and waits where this machine has no core for it.
    if (concurrent >= (fn.reservedConcurrency ?? ACCOUNT_CONCURRENCY))
      return throttledResult(requestId, counted !== "");
    this.#concurrency.set(counted, concurrent + 1);
    try {
      const run = await this.#version(fn).run({
        event: payload.toString("utf8"),
        requestId,
        functionArn: options.invokedArn ?? fn.arn,
        identity: options.invokedBy && {
          cognitoIdentityId: options.invokedBy.identityId,
          cognitoIdentityPoolId: options.invokedBy.identityPoolId,
        },
        clientContext: options.clientContext,
        traceId: options.traceId,
        keepLogTail: options.logTail ?? false,
      });
      return toResult(requestId, run);
    } finally {
      this.#concurrency.set(counted, (this.#concurrency.get(counted) ?? 1) - 1);
    }
  }

  /** Boots a sandbox, and reads what is kept of the function's compiled code, so that its first call is quick. */
  prepare(fn?: LambdaFunction): void {
    this.#factory.prepare(fn);
  }

  /** Ends the environments of all functions but these: at once, or when the invocation that runs there is done. */
  retire(hashesInUse: ReadonlySet<string>): void {
    for (const [key, version] of this.#versions) {
      if (hashesInUse.has(version.fn.hash)) continue;
      this.#versions.delete(key);
      version.retire();
    }
    this.#factory.retainCode([...this.#versions.values()].map(({ fn }) => fn));
  }

  /** Ends all environments, also those that run something. Afterwards no thread or process is left and `invoke` rejects. */
  async close(): Promise<void> {
    clearInterval(this.#sweep);
    await this.#factory.close();
  }

  #version(fn: LambdaFunction): FunctionEnvironments {
    const key = `${fn.arn} ${fn.hash}`;
    let version = this.#versions.get(key);
    if (version === undefined) {
      const { clock, debugging, maxEnvironments = DEFAULT_MAX_ENVIRONMENTS } = this.#options;
      // A breakpoint belongs to one environment, and the next request should meet it.
      const most = Math.min(debugging ? 1 : maxEnvironments, fn.reservedConcurrency ?? Infinity);
      version = new FunctionEnvironments({
        fn,
        readyEnvironments: Math.min(most, availableParallelism()),
        maxEnvironments: most,
        start: (invocation, onEnd) => this.#factory.start(fn, invocation, onEnd),
        nowMs: () => clock.nowMs(),
        isTimed: !debugging,
      });
      this.#versions.set(key, version);
    }
    return version;
  }

  #retireIdle(idleTimeoutMs: number): void {
    const idleBeforeMs = this.#options.clock.nowMs() - idleTimeoutMs;
    for (const version of this.#versions.values()) version.retireIdle(idleBeforeMs);
  }
}

function toResult(requestId: string, { outcome, logTail }: Run): InvokeResult {
  return {
    payload: Buffer.from(outcome.payload),
    requestId,
    ...(outcome.kind === "failure" && { functionError: "Unhandled" as const }),
    ...(logTail !== undefined && { logTail }),
  };
}
