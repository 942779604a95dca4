// Wires everything for the command. What is imported here is needed at once; the services and the gateway are loaded while
// the program runs in its own process, which takes longer.
import { createHmac, randomBytes } from "node:crypto";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { cacheModules } from "../module-cache/cache-modules";
import { moduleCacheFile, moduleCacheFolder } from "../module-cache/module-cache-file";
import type { Clock } from "./clock";
import { systemClock } from "./clock";
import type { Deployment } from "./deployment";
import type { RunRequest } from "./engine/program-messages";
import { ProgramFailure } from "./engine/run-in-child";
import type { FileWatcher } from "./engine/watch-files";
import type { SandboxKind } from "./runtime/sandbox";
import { functionSettings } from "./start/function-settings";
import { watchFiles } from "./engine/watch-files";
import { eraseDataFolder } from "./start/erase-data-folder";
import type * as hostedCloud from "./start/hosted-cloud";
import { OvertakenRun, ProgramRunner } from "./start/program-runner";
import { readyMessage } from "./start/ready-message";
import type * as threadDebugger from "./start/thread-debugger";
import { reservePort } from "./start/reserve-port";
import { openDataFolder } from "./store/data-folder";
import { writeAtomically } from "./store/write-atomically";

export interface StartOptions {
  /** The folder of Pulumi.yaml. */
  readonly directory: string;
  readonly stack: string;
  /** 0: any free one. */
  readonly port: number;
  /** Everything that outlives the process is kept here. One process at a time. */
  readonly dataFolder: string;
  /** Erases the data folder first. */
  readonly fresh: boolean;
  /** Deploys again when a file of the program changes. */
  readonly watch: boolean;
  /** Takes one line at a time. */
  readonly log: (line: string) => void;
  /** For a stack that does not configure `aws:region`. @default "us-east-1" */
  readonly region?: string;
  readonly clock?: Clock;
  /** Where functions run. @default "worker" */
  readonly runtime?: SandboxKind;
  /** Lets a debugger attach at this port of 127.0.0.1. Functions then have no timeouts and no memory limit. */
  readonly inspectPort?: number;
  /** `TZ` of the program's process, where this process has another than the developer. @default the same */
  readonly programTimeZone?: string | undefined;
}

export interface RunningCloud {
  readonly endpoint: string;
  /** The stack's outputs of the last deployment, secrets left out. */
  readonly outputs: Readonly<Record<string, unknown>>;
  /** Ends everything, with all data on disk. */
  close(): Promise<void>;
}

/**
 * Runs a Pulumi program on this machine: deploys it, serves it, and deploys it again after each edit.
 *
 * @throws Error with one message that names the resource and its line, or what else is wrong; nothing is left running.
 */
export async function startLocalCloud(options: StartOptions): Promise<RunningCloud> {
  const port = await reservePort(options.port);
  if (options.fresh) eraseDataFolder(options.dataFolder);
  const local = new LocalCloud(options, `http://127.0.0.1:${port}`);
  try {
    await local.start(port);
    return local;
  } catch (error) {
    await local.close();
    throw error;
  }
}

/** After this, what the first requests run has been compiled, and is worth keeping with the rest. */
const FIRST_REQUESTS_MS = 500;

class LocalCloud implements RunningCloud {
  readonly endpoint: string;
  private readonly options: StartOptions;
  private readonly clock: Clock;
  private readonly programs: ProgramRunner;
  private readonly startedMs = performance.now();
  private request: Omit<RunRequest, "nowMs"> | undefined;
  private hosting: Promise<hostedCloud.HostedCloud> | undefined;
  private watcher: FileWatcher | undefined;
  private deployment: Deployment | undefined;
  private redeploying: Promise<void> | undefined;
  private isOutdated = false;
  private closing: Promise<void> | undefined;
  private keepingCode: NodeJS.Timeout | undefined;
  private closeDebugger: (() => Promise<void>) | undefined;

  constructor(options: StartOptions, endpoint: string) {
    this.options = options;
    this.endpoint = endpoint;
    this.clock = options.clock ?? systemClock;
    this.programs = new ProgramRunner(options);
  }

  get outputs(): Readonly<Record<string, unknown>> {
    return this.deployment?.outputs ?? {};
  }

  async start(port: number): Promise<void> {
    const { stack, dataFolder, log, region } = this.options;
    this.openDebugger();
    log(`Running the program (stack ${stack})`);
    this.programs.prepare();
    this.request = {
      stack,
      seed: readSeed(dataFolder),
      endpoint: this.endpoint,
      ...(region !== undefined && { region }),
    };
    const running = this.runProgram();
    // Reported by the await below; until then it must not count as unhandled.
    running.catch(() => undefined);
    const keepModules = this.cacheModules();
    require("./start/hosted-cloud");
    (require("./start/warm-up") as typeof import("./start/warm-up")).warmUp();
    const deployment = await running;
    log(`Deploying ${deployment.resources.length} resources`);
    await this.deploy(deployment);
    await (await this.hosting!).listen(port);
    await this.writeOutputs();
    log(`Ready after ${seconds(performance.now() - this.startedMs)}`);
    for (const line of readyMessage({ deployment, endpoint: this.endpoint, dataFolder })) log(line);
    if (this.options.watch) this.watch(deployment);
    this.keepingCode = setTimeout(keepModules, FIRST_REQUESTS_MS).unref();
  }

  close(): Promise<void> {
    return (this.closing ??= this.end());
  }

  /** The services and the gateway are loaded from here on. */
  private cacheModules(): () => void {
    // Workers need this flag, and V8 takes code only under the flags that it was made with.
    setFlagsFromString("--expose-gc");
    const { directory, dataFolder } = this.options;
    return cacheModules(moduleCacheFile(moduleCacheFolder(directory, join(dataFolder, "modules")), "cloud"));
  }

  /** Processes open their own, at the port that each function is given. */
  private openDebugger(): void {
    const { inspectPort, runtime, log } = this.options;
    if (inspectPort === undefined || runtime === "fork") return;
    const { openThreadDebugger } = require("./start/thread-debugger") as typeof threadDebugger;
    this.closeDebugger = openThreadDebugger(inspectPort);
    log(`Debugger of all functions at 127.0.0.1:${inspectPort}`);
  }

  private async end(): Promise<void> {
    clearTimeout(this.keepingCode);
    await this.closeDebugger?.();
    this.watcher?.close();
    const stopped = this.programs.stop();
    await this.redeploying;
    const cloud = await this.hosting?.catch(() => undefined);
    await cloud?.close();
    await stopped;
  }

  private runProgram(): Promise<Deployment> {
    const request = { ...this.request!, nowMs: this.clock.nowMs() };
    return this.programs.run(request, (region) => this.host(region));
  }

  /** Opens the data folder as soon as the program's region is known, while it goes on. */
  private host(region: string): void {
    if (this.hosting) return;
    const { hostCloud } = require("./start/hosted-cloud") as typeof hostedCloud;
    const { clock, endpoint } = this;
    const { dataFolder, log } = this.options;
    const functions = functionSettings(this.options);
    this.hosting = hostCloud({ dataFolder, region, endpoint, clock, log, functions });
    this.hosting.catch(() => undefined);
  }

  private async deploy(deployment: Deployment): Promise<void> {
    const cloud = await this.hosting!;
    const warnings = await cloud.deploy(deployment);
    for (const warning of warnings) this.options.log(`Warning: ${warning}`);
    this.deployment = deployment;
  }

  private async writeOutputs(): Promise<void> {
    const { outputs, region, accountId } = this.deployment!;
    const { operator } = await this.hosting!;
    const { accessKeyId, secretAccessKey } = operator;
    const local = { endpoint: this.endpoint, region, accountId, operator: { accessKeyId, secretAccessKey } };
    const file = join(this.options.dataFolder, "outputs.json");
    writeAtomically(file, `${JSON.stringify({ outputs, local }, undefined, 2)}\n`);
  }

  private watch(deployment: Deployment): void {
    this.watcher = watchFiles({
      onFirstSign: () => this.programs.prepare(),
      onChange: () => {
        this.isOutdated = true;
        this.programs.overtake();
        this.redeploying ??= this.redeploy().finally(() => (this.redeploying = undefined));
      },
    });
    this.watcher.update(deployment.files);
  }

  /** Deploys until no file has changed meanwhile. A program that fails leaves the earlier deployment as it is. */
  private async redeploy(): Promise<void> {
    const { log } = this.options;
    while (this.isOutdated && this.closing === undefined) {
      this.isOutdated = false;
      const beganMs = performance.now();
      try {
        const deployment = await this.runProgram();
        await this.deploy(deployment);
        await this.writeOutputs();
        this.watcher?.update(deployment.files);
        log(`Deployed the change in ${seconds(performance.now() - beganMs)}`);
      } catch (error) {
        if (this.closing) return;
        if (error instanceof OvertakenRun) {
          log("The program was still running: it was ended, and runs again with the newer edit");
          continue;
        }
        if (error instanceof ProgramFailure) {
          this.watcher?.update([...new Set([...this.deployment!.files, ...error.files])]);
        }
        log(`${error instanceof Error ? error.message : String(error)}`);
        log("The change was not deployed: what was deployed before goes on");
      }
    }
  }
}

/**
 * Decides names and ids. It follows from the data folder's key: with --fresh they are new, as after a deployment from
 * nothing, and otherwise data stay with the resource that they belong to.
 */
function readSeed(dataFolder: string): string {
  const folder = openDataFolder(dataFolder, randomBytes);
  folder.close();
  return createHmac("sha256", folder.masterKey).update("physical ids").digest("hex");
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(2)} s`;
}
