import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import type { LambdaFunction } from "../cloud-state";
import { SpareWorker } from "./booted-worker";
import { CodeCache } from "./code-cache";
import { Environment, type Invocation } from "./environment";
import { EnvironmentLog } from "./environment-log";
import { environmentVariables } from "./environment-variables";
import type { FunctionRuntimeOptions } from "./function-runtime-options";
import type { Answered } from "./invoke-result";
import { MemoryWatch } from "./memory-watch";

const INIT_TIMEOUT_MS = 10_000;
/** What `require` can load; other files of a zip stay in this thread. */
const MODULE_EXTENSIONS = new Set([".js", ".cjs", ".mjs", ".json"]);

type Sources = Readonly<Record<string, string>>;

/** An environment after its init phase; it has ended if the init failed. */
export interface StartedEnvironment {
  readonly environment: Environment;
  readonly outcome: Answered;
}

/** Starts environments, and keeps what makes the next one start quickly. */
export class EnvironmentFactory {
  readonly #options: FunctionRuntimeOptions;
  readonly #environments = new Set<Environment>();
  readonly #ending = new Set<Promise<void>>();
  readonly #sources = new WeakMap<LambdaFunction["files"], Sources>();
  readonly #spare = new SpareWorker();
  readonly #memoryWatch = new MemoryWatch();
  readonly #codeCache: CodeCache;
  #temporaryFolder: string | undefined;
  #isClosed = false;

  constructor(options: FunctionRuntimeOptions) {
    this.#options = options;
    this.#codeCache = new CodeCache(options.codeCacheFolder);
  }

  /** Boots a worker, and reads what is kept of the function's compiled code. */
  prepare(fn: LambdaFunction | undefined): void {
    if (this.#isClosed) return;
    this.#spare.prepare();
    if (fn) this.#codeCachesOf(this.#sourcesOf(fn));
  }

  /**
   * An environment for the first invocation that needs it. An init phase that overruns is run once more under the
   * function's own timeout, as Lambda does.
   */
  async start(
    fn: LambdaFunction,
    invocation: Invocation,
    onEnd: (environment: Environment) => void,
  ): Promise<StartedEnvironment> {
    const sources = this.#sourcesOf(fn);
    const codeCaches = this.#codeCachesOf(sources);
    const attempts = [this.#options.initTimeoutMs ?? INIT_TIMEOUT_MS, fn.timeoutSeconds * 1000];
    for (const [index, timeoutMs] of attempts.entries()) {
      const { environment, variables } = this.#create(fn, onEnd);
      const outcome = await environment.load(
        {
          sources,
          codeCaches,
          handler: fn.handler,
          memoryMegabytes: fn.memoryMegabytes,
          environment: variables,
        },
        { invocation, timeoutMs, isLastAttempt: index === attempts.length - 1 },
      );
      if (outcome.kind !== "notStarted") return { environment, outcome };
    }
    throw new Error(`function ${fn.name}: its worker thread did not start; is the machine out of memory?`);
  }

  /** Forgets the compiled code of all functions but these. */
  retainCode(functions: readonly LambdaFunction[]): void {
    this.#codeCache.retain(functions.flatMap((fn) => Object.values(this.#sourcesOf(fn))));
  }

  /** Ends all environments. Resolves when no worker and no temporary file is left. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const environment of this.#environments) void environment.retire();
    await Promise.all([...this.#ending, this.#spare.close()]);
    this.#memoryWatch.close();
    if (this.#temporaryFolder !== undefined)
      await rm(this.#temporaryFolder, { recursive: true, force: true });
  }

  #create(fn: LambdaFunction, onEnd: (environment: Environment) => void) {
    if (this.#isClosed) throw new Error(`function ${fn.name} was invoked while the local cloud was closing`);
    const { clock, logs, region, endpoint, credentialsFor, randomUuid } = this.#options;
    const id = randomUuid();
    const log = new EnvironmentLog({ clock, sink: logs, group: fn.logGroup, id });
    const credentials = credentialsFor(fn);
    this.#temporaryFolder ??= mkdtempSync(join(tmpdir(), "secure-serverless-api-functions-"));
    const temporaryFolder = join(this.#temporaryFolder, id);
    const sources = this.#sourcesOf(fn);
    const environment = new Environment({
      fn,
      booted: this.#spare.take(),
      log,
      credentials,
      temporaryFolder,
      memoryWatch: this.#memoryWatch,
      keepCodeCache: (path, data) => this.#codeCache.keep(sources[path] ?? "", data),
      onEnd: (ended) => {
        this.#follow(ended);
        onEnd(ended);
      },
    });
    this.#environments.add(environment);
    const given = { credentials, region, endpoint: endpoint(), logStream: log.stream, temporaryFolder };
    return { environment, variables: environmentVariables(fn, given) };
  }

  #follow(environment: Environment): void {
    this.#environments.delete(environment);
    const ending = environment.ended.then(() => void this.#ending.delete(ending));
    this.#ending.add(ending);
  }

  #sourcesOf({ files }: LambdaFunction): Sources {
    let sources = this.#sources.get(files);
    if (sources === undefined) {
      const modules = Object.entries(files).filter(([path]) => MODULE_EXTENSIONS.has(extname(path)));
      sources = Object.fromEntries(modules.map(([path, contents]) => [path, contents.toString("utf8")]));
      this.#sources.set(files, sources);
    }
    return sources;
  }

  #codeCachesOf(sources: Sources): Record<string, Uint8Array> {
    const caches: Record<string, Uint8Array> = {};
    for (const [path, source] of Object.entries(sources)) {
      const cache = path.endsWith(".json") ? undefined : this.#codeCache.find(source);
      if (cache) caches[path] = cache;
    }
    return caches;
  }
}
