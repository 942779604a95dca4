import type { ChildProcess } from "node:child_process";
import { fork } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { recordNotes } from "../../policies/document-notes";
import { MODULE_CACHE_VARIABLE, moduleCacheFolder } from "../../module-cache/module-cache-file";
import type { Deployment } from "../deployment";
import { DeploymentError } from "../deployment";
import type { Preparation, ProgramMessage, ProgramOrder, RunRequest } from "./program-messages";

export interface ChildOptions {
  /** The folder of Pulumi.yaml. */
  readonly directory: string;
  /** Compiled files, V8's code and bundles are kept here between starts. */
  readonly dataFolder: string;
  /** Takes each line that the program prints or logs. */
  readonly log: (line: string) => void;
  /** `TZ`, where this process has another than the developer. @default the same */
  readonly programTimeZone?: string | undefined;
  /** A file has changed since the last run: what is new is prepared for while the program loads. @default false */
  readonly isAfterEdit?: boolean;
}

export interface ProgramChild {
  /** Loads something while it is not known when the program is to run. */
  prepare(preparation: Preparation): void;
  /**
   * Runs the program and ends the process. To be called once.
   *
   * @param onRegion told the program's region before it has finished.
   * @throws DeploymentError with one message that names the resource, or the line, that failed.
   * @throws OutdatedProcess if another process must run the program.
   */
  run(request: RunRequest, onRegion?: (region: string) => void): Promise<FinishedRun>;
  /** Ends the process without a result, unless it has sent one. Resolves when it has ended. */
  stop(): Promise<void>;
}

/** A program that failed, with the files that it had loaded: one of them needs an edit. */
export class ProgramFailure extends DeploymentError {
  readonly files: readonly string[];
  constructor(message: string, files: readonly string[]) {
    super(message);
    this.files = files;
  }
}

/** Packages have changed since the process was prepared. The program has not run. */
export class OutdatedProcess extends Error {}

export interface FinishedRun {
  readonly deployment: Deployment;
  /** For the next process. */
  readonly preparation: Preparation;
}

const PATIENCE_MS = 15_000;

/**
 * Starts a process for one run of a program. It begins to load the Pulumi SDK at once, so it is worth starting it before
 * it is clear what to run. Nothing of the developer's AWS credentials or settings passes to it.
 */
export function startProgramChild(options: ChildOptions): ProgramChild {
  const { directory, log } = options;
  const child = fork(require.resolve("./program-process"), [directory], {
    cwd: directory,
    execArgv: [],
    env: childEnvironment(options),
    // Buffers and undefined survive, which JSON would lose.
    serialization: "advanced",
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  for (const stream of [child.stdout, child.stderr]) forwardLines(stream, log);
  const ended = new Promise<void>((resolve) =>
    child.once("close", () => resolve()).once("error", () => resolve()),
  );
  let hasAnswered = false;
  return {
    prepare: (preparation) => order(child, { type: "prepare", preparation }),
    async run(request, onRegion) {
      const finished = await runOnce(child, request, { log, onRegion: onRegion ?? (() => undefined) });
      // What it still does is to keep compiled code for the next run.
      hasAnswered = true;
      return finished;
    },
    stop() {
      if (!hasAnswered) child.kill("SIGKILL");
      return ended;
    },
  };
}

interface Listener {
  readonly log: (line: string) => void;
  readonly onRegion: (region: string) => void;
}

function runOnce(
  child: ChildProcess,
  request: RunRequest,
  { log, onRegion }: Listener,
): Promise<FinishedRun> {
  return new Promise((resolve, reject) => {
    const impatience = setInterval(() => log("the program is still running"), PATIENCE_MS);
    const settle = (act: () => void): void => {
      clearInterval(impatience);
      act();
    };
    child.on("message", (message) => {
      const answer = message as ProgramMessage;
      if (answer.type === "log")
        log(`${answer.severity === "info" ? "" : `${answer.severity}: `}${answer.message}`);
      if (answer.type === "region") onRegion(answer.region);
      if (answer.type === "deployed") {
        // The notes lie in that process; whoever holds a document's text here finds them too.
        for (const [text, notes] of answer.notes) recordNotes(text, notes);
        const { deployment, preparation } = answer;
        settle(() => resolve({ deployment, preparation }));
      }
      if (answer.type === "outdated") settle(() => reject(new OutdatedProcess()));
      if (answer.type === "failed") settle(() => reject(new ProgramFailure(answer.message, answer.files)));
    });
    child.once("error", (error) => settle(() => reject(error)));
    // A result that was sent is always delivered before this.
    child.once("close", (code, signal) => settle(() => reject(endedEarly(code, signal))));
    order(child, { type: "run", request }, () =>
      settle(() => reject(endedEarly(child.exitCode, child.signalCode))),
    );
  });
}

function order(child: ChildProcess, message: ProgramOrder, onFailure = (): void => undefined): void {
  child.send(message, (error) => error && onFailure());
}

function endedEarly(code: number | null, signal: NodeJS.Signals | null): DeploymentError {
  const how = signal === null ? `exit code ${code ?? "unknown"}` : signal;
  return new DeploymentError(`the program ended its own process (${how}) before it was done`);
}

function forwardLines(stream: Readable | null, log: (line: string) => void): void {
  if (stream) createInterface({ input: stream }).on("line", log);
}

/** The developer's environment without what belongs to the real AWS and to a running Pulumi CLI. */
function childEnvironment(options: ChildOptions): NodeJS.ProcessEnv {
  const { directory, dataFolder } = options;
  const modules = moduleCacheFolder(directory, join(dataFolder, "modules"));
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(AWS_|PULUMI_(NODEJS_|ACCESS_TOKEN$))/i.test(name),
  );
  return {
    ...Object.fromEntries(inherited),
    ...("programTimeZone" in options && { TZ: options.programTimeZone }),
    // Without these, an AWS SDK in the program would find the developer's own profile.
    AWS_CONFIG_FILE: "/dev/null",
    AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
    // The bundler's Go runtime: a build ends before it is worth collecting garbage often (a quarter less time, measured).
    GOGC: process.env["GOGC"] ?? "400",
    SECURE_SERVERLESS_API_BUNDLE_CACHE: join(dataFolder, "bundles"),
    ...(options.isAfterEdit && { SECURE_SERVERLESS_API_EDITED: "1" }),
    SECURE_SERVERLESS_API_COMPILE_CACHE: join(modules, "results"),
    SECURE_SERVERLESS_API_WORKER_PRELOAD: require.resolve("../../module-cache/background-modules"),
    [MODULE_CACHE_VARIABLE]: modules,
  };
}
