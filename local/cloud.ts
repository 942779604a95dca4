import { Credentials } from "./access/sealed-credentials";
import type { Clock } from "./clock";
import { NOTHING_DEPLOYED, type CloudState } from "./cloud-state";
import { FunctionRuntime, type FunctionRuntimeOptions } from "./runtime";
import { refuseReservedStages } from "./server/stage-routes";
import type { DecisionLog, ServiceContext } from "./services/context";
import { createServices, type Services } from "./services";
import { executionCredentials, refuseUnusableRoles } from "./services/lambda/execution-role";
import { LogStore } from "./services/logs/log-store";
import { openDataFolder, type DataFolder } from "./store/data-folder";

/** Everything behind the one port. What it keeps on disk outlives it; what a program defines is replaced as a whole. */
export interface Cloud extends ServiceContext {
  readonly credentials: Credentials;
  readonly runtime: FunctionRuntime;
  readonly services: Services;
  readonly logs: LogStore;
  readonly decisions: DecisionLog;
  /**
   * Takes what a program defines. Throws DeploymentError, and stays what it was, when it cannot: a role that its function cannot use,
   * a table whose key changed while it holds items, a stage with a reserved name.
   */
  deploy(state: CloudState): Promise<void>;
  /** All data on disk, no worker left, the data folder free for another process. */
  close(): Promise<void>;
}

export interface CloudOptions {
  /** Made if it is missing. One process at a time: Error when another uses it. */
  readonly dataFolder: string;
  readonly region: string;
  readonly accountId: string;
  readonly clock: Clock;
  readonly randomBytes: (size: number) => Buffer;
  readonly randomUuid: () => string;
  /** Where functions send their calls of AWS services; asked when the first function runs. */
  readonly endpoint: () => string;
  /** Takes one line of the local log. */
  readonly print: (line: string) => void;
  /** Where functions run, and whether a debugger looks at them. */
  readonly functions?: Pick<FunctionRuntimeOptions, "kind" | "debugging">;
}

/** Opens the data folder and starts what lives in it. Nothing is deployed yet. */
export async function createCloud(options: CloudOptions): Promise<Cloud> {
  const folder = openDataFolder(options.dataFolder, options.randomBytes);
  try {
    const cloud = new LocalCloud(options, folder);
    await cloud.services.dynamodb.open();
    return cloud;
  } catch (error) {
    folder.close();
    throw error;
  }
}

class LocalCloud implements Cloud {
  readonly clock: Clock;
  readonly region: string;
  readonly accountId: string;
  readonly randomBytes: CloudOptions["randomBytes"];
  readonly randomUuid: CloudOptions["randomUuid"];
  readonly isDebugging: boolean;
  readonly credentials: Credentials;
  readonly decisions: DecisionLog;
  readonly logs: LogStore;
  readonly runtime: FunctionRuntime;
  readonly services: Services;
  readonly #print: CloudOptions["print"];
  readonly #folder: DataFolder;
  #state: CloudState = NOTHING_DEPLOYED;

  constructor(options: CloudOptions, folder: DataFolder) {
    const { clock, region, accountId, randomBytes, randomUuid, print } = options;
    this.clock = clock;
    this.region = region;
    this.accountId = accountId;
    this.randomBytes = randomBytes;
    this.randomUuid = randomUuid;
    this.isDebugging = options.functions?.debugging !== undefined;
    this.#print = print;
    this.#folder = folder;
    this.credentials = new Credentials({ masterKey: folder.masterKey, clock, randomBytes, accountId });
    this.decisions = { refused: (line) => print(`refused: ${onOneLine(line)}`) };
    this.logs = new LogStore(
      folder.part("logs"),
      () => clock.nowMs(),
      (what, error) => this.reportFailure(what, error),
    );
    this.runtime = new FunctionRuntime({
      clock,
      logs: this.logs,
      region,
      randomUuid,
      endpoint: options.endpoint,
      credentialsFor: (fn) => executionCredentials(this, fn),
      codeCacheFolder: folder.part("code-cache"),
      ...options.functions,
    });
    this.services = createServices(this, {
      runtime: this.runtime,
      logStore: this.logs,
      identityFolder: folder.part("identities"),
      tableFolder: folder.part("dynamodb"),
    });
  }

  get state(): CloudState {
    return this.#state;
  }

  reportFailure(what: string, error: unknown): void {
    this.#print(`failed: ${onOneLine(what)}: ${error instanceof Error ? error.stack : String(error)}`);
  }

  async deploy(state: CloudState): Promise<void> {
    refuseReservedStages(state.restApis);
    refuseUnusableRoles(state, this);
    await this.services.dynamodb.reconcile(state.tables);
    this.#state = state;
    this.runtime.retire(new Set([...state.functions.values()].map(({ hash }) => hash)));
    this.logs.removeExpired(state.logGroups.values());
    if (state.identityPools.size > 0) this.services.cognitoIdentity.prepare();
    const [first] = state.functions.values();
    if (first) this.runtime.prepare(first);
  }

  async close(): Promise<void> {
    await this.runtime.close();
    await this.services.cognitoIdentity.close();
    await this.services.dynamodb.close();
    this.logs.close();
    this.#folder.close();
  }
}

/** What a client sent must not be able to begin a line of its own in the log. */
function onOneLine(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text.replace(/\s*[\r\n]+\s*/g, " ").replace(/[\u0000-\u001f\u007f]/g, "?");
}
