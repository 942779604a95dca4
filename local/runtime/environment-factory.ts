import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { LambdaFunction } from "../cloud-state";
import { CodeCache } from "./code-cache";
import { DebugPorts } from "./debug-ports";
import { debugSource } from "./debug-source";
import { Environment, type Init, type Invocation } from "./environment";
import { EnvironmentLog } from "./environment-log";
import { environmentVariables, type FunctionCredentials } from "./environment-variables";
import type { FunctionRuntimeOptions } from "./function-runtime-options";
import type { Answered } from "./invoke-result";
import { MemoryWatch } from "./memory-watch";
import type { LoadMessage } from "./messages";
import { SpareSandbox } from "./spare-sandbox";
import { UnpackedCode, type Code } from "./unpacked-code";

const INIT_TIMEOUT_MS = 10_000;
const DEFAULT_MEMORY_MEGABYTES = 128;
const DEFAULT_STORAGE_MEGABYTES = 512;

/** An environment after its init phase; it has ended if the init failed. */
export interface StartedEnvironment {
  readonly environment: Environment;
  readonly outcome: Answered;
}

/** What the attempts to start an environment have in common. */
interface Start {
  readonly fn: LambdaFunction;
  readonly log: EnvironmentLog;
  readonly credentials: FunctionCredentials;
  readonly onEnd: (environment: Environment) => void;
}

/** Starts environments, and keeps what makes the next one start quickly. */
export class EnvironmentFactory {
  readonly #options: FunctionRuntimeOptions;
  readonly #environments = new Set<Environment>();
  readonly #ending = new Set<Promise<void>>();
  readonly #code: UnpackedCode;
  readonly #spare: SpareSandbox;
  readonly #memoryWatch = new MemoryWatch();
  readonly #codeCache: CodeCache;
  readonly #debugPorts: DebugPorts | undefined;
  #temporaryFolder: string | undefined;
  #isClosed = false;

  constructor(options: FunctionRuntimeOptions) {
    const { codeCacheFolder, debugging, kind = "worker" } = options;
    this.#options = options;
    this.#codeCache = new CodeCache(codeCacheFolder);
    this.#spare = new SpareSandbox(kind);
    this.#code = new UnpackedCode({
      folder: () => this.#folder(),
      always: kind === "fork",
      prepare: debugging && ((path, files) => debugSource(path, files, debugging.directory)),
    });
    if (debugging && kind === "fork") this.#debugPorts = new DebugPorts(debugging);
  }

  /** Boots a sandbox, and reads what is kept of the function's compiled code. */
  prepare(fn: LambdaFunction | undefined): void {
    if (this.#isClosed) return;
    this.#spare.prepare(fn?.memoryMegabytes ?? DEFAULT_MEMORY_MEGABYTES);
    if (fn) this.#codeCachesOf(this.#code.of(fn));
  }

  /** An environment for the first invocation that needs it. A failed init is repeated once, in the invocation's own time. */
  async start(
    fn: LambdaFunction,
    invocation: Invocation,
    onEnd: (environment: Environment) => void,
  ): Promise<StartedEnvironment> {
    const { clock, logs, credentialsFor, randomUuid, debugging } = this.#options;
    const { requestId } = invocation;
    const log = new EnvironmentLog({ clock, sink: logs, group: fn.logGroup, id: randomUuid() });
    const start = { fn, log, credentials: credentialsFor(fn), onEnd };
    const timed = (timeoutMs: number) => ({ requestId, timeoutMs: debugging ? undefined : timeoutMs });

    const first = await this.#attempt(start, {
      ...timed(this.#options.initTimeoutMs ?? INIT_TIMEOUT_MS),
      phase: "init",
    });
    if (first.outcome.kind === "answer") return first;
    const last = this.#isClosed
      ? first
      : await this.#attempt(start, { ...timed(fn.timeoutSeconds * 1000), phase: "invoke" });
    if (last.outcome.kind === "failure") last.environment.reportFailedInit(invocation, last.outcome);
    return last;
  }

  /** Forgets the compiled code of all functions but these. */
  retainCode(functions: readonly LambdaFunction[]): void {
    this.#codeCache.retain(functions.flatMap((fn) => Object.values(this.#code.of(fn).sources)));
  }

  /** Ends all environments. Resolves when no sandbox and no temporary file is left. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const environment of this.#environments) void environment.retire();
    await Promise.all([...this.#ending, this.#spare.close()]);
    this.#memoryWatch.close();
    if (this.#temporaryFolder !== undefined)
      await rm(this.#temporaryFolder, { recursive: true, force: true });
  }

  async #attempt(start: Start, init: Init): Promise<StartedEnvironment> {
    const { fn, log, credentials, onEnd } = start;
    if (this.#isClosed) throw new Error(`function ${fn.name} was invoked while the local cloud was closing`);
    // The port of an environment that ends is free when it has ended.
    if (this.#debugPorts) await Promise.all(this.#ending);
    const code = this.#code.of(fn);
    const temporaryFolder = join(this.#folder(), this.#options.randomUuid());
    const environment = new Environment({
      fn,
      sandbox: this.#spare.take(fn.memoryMegabytes),
      log,
      credentials,
      temporaryFolder,
      memoryWatch: this.#options.debugging ? undefined : this.#memoryWatch,
      keepCodeCache: (path, data) => this.#codeCache.keep(code.sources[path] ?? "", data),
      onEnd: (ended) => {
        this.#follow(ended);
        onEnd(ended);
      },
    });
    this.#environments.add(environment);
    const outcome = await environment.load(this.#loadMessage(start, code, temporaryFolder), init);
    return { environment, outcome: outcome.kind === "notStarted" ? outcome.failure : outcome };
  }

  #loadMessage(
    { fn, log, credentials }: Start,
    code: Code,
    temporaryFolder: string,
  ): Omit<LoadMessage, "type"> {
    const { region, endpoint } = this.#options;
    const { taskRoot } = code;
    const given = {
      credentials,
      region,
      endpoint: endpoint(),
      logStream: log.stream,
      temporaryFolder,
      taskRoot,
    };
    return {
      ...code,
      codeCaches: this.#codeCachesOf(code),
      handler: fn.handler,
      runtime: fn.runtime,
      memoryMegabytes: fn.memoryMegabytes,
      environment: environmentVariables(fn, given),
      storage: {
        folder: temporaryFolder,
        megabytes: fn.ephemeralStorageMegabytes ?? DEFAULT_STORAGE_MEGABYTES,
      },
      inspectPort: this.#debugPorts?.of(fn),
    };
  }

  /** Everything that functions write or read on the disk. */
  #folder(): string {
    return (this.#temporaryFolder ??= mkdtempSync(join(tmpdir(), "secure-serverless-api-functions-")));
  }

  #follow(environment: Environment): void {
    this.#environments.delete(environment);
    const ending = environment.ended.then(() => void this.#ending.delete(ending));
    this.#ending.add(ending);
  }

  #codeCachesOf({ sources }: Code): Record<string, Uint8Array> {
    const caches: Record<string, Uint8Array> = {};
    for (const [path, source] of Object.entries(sources)) {
      const cache = path.endsWith(".json") ? undefined : this.#codeCache.find(source);
      if (cache) caches[path] = cache;
    }
    return caches;
  }
}
