import { readdirSync, statSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { allNotes } from "../../policies/document-notes";
import { locateSourcesWith } from "../../policies/source-place";
import type { DeployedResource, Deployment } from "../deployment";
import { describeError } from "./describe-error";
import { ACCOUNT_ID, localModel, regionOf } from "./local-model";
import { havePackagesChanged, loadAhead, toPreparation } from "./prepared-modules";
import type { ProgramMessage, ProgramOrder, RunRequest } from "./program-messages";
import { peekMain } from "./project-files";
import { loadPulumiSdk } from "./pulumi-sdk";
import type { FinishedProgram } from "./run-program";
import { runProgram } from "./run-program";
import { SourcePositions } from "./source-positions";
import { loadTypeScript } from "./typescript-loader";

const STAGE_TYPE = "aws:apigateway/stage:Stage";

export interface RunOptions {
  /** The folder of Pulumi.yaml. */
  readonly directory: string;
  /** Compiled files are kept here. */
  readonly cacheFolder: string;
  /** Called when the deployment has been sent: nobody waits for this process any more. */
  readonly afterwards: () => void;
}

/** A process that is asked to run after so long was started before it was known what for. */
const WAITED_MS = 2_000;

/**
 * Loads the Pulumi SDK, and what else it is told to prepare; runs the program once when the local cloud asks for it, and
 * ends the process.
 */
export function runWhenAsked({ directory, cacheFolder, afterwards }: RunOptions): void {
  const positions = new SourcePositions(directory);
  const place = { directory, positions };
  locateSourcesWith((position) => positions.ofCode(position));
  process.on("message", (message) => {
    const order = message as ProgramOrder;
    if (order.type === "prepare") return loadAhead(order.preparation);
    process.removeAllListeners("message");
    // The channel must not keep the process alive: that it runs dry is how a program that waits for ever is noticed.
    process.channel?.unref();
    void run(order.request);
  });
  let project = openProject();

  /** Compiles while the SDK is loaded. */
  function openProject(): OpenProject {
    try {
      const main = peekMain(directory);
      const loader = loadTypeScript({ directory, cacheFolder, positions });
      const compiled = main === undefined ? undefined : loader.compileAhead(main);
      loadPulumiSdk(directory);
      return { compiled };
    } catch (error) {
      return { unloadable: error };
    }
  }

  async function run(request: RunRequest): Promise<void> {
    let files: readonly string[] = [];
    const onFiles = (loaded: readonly string[]): void => void (files = loaded);
    try {
      const bornMs = performance.timeOrigin;
      if (Date.now() - bornMs > WAITED_MS) {
        if (havePackagesChanged(bornMs, directory)) return end({ type: "outdated" });
        project = openProject();
      }
      if ("unloadable" in project) throw project.unloadable;
      await project.compiled;
      let program = await runOnce(request, { ...place, onFiles, sharedStages: [] });
      const sharedStages = findSharedStages(program);
      // Only a whole program shows which names are shared, and its outputs hold the URLs: it runs again, knowing them.
      if (sharedStages.length > 0) program = await runOnce(request, { ...place, onFiles, sharedStages });
      const deployment = toDeployment(program, request, directory);
      end({ type: "deployed", deployment, notes: [...allNotes()], preparation: toPreparation() }, afterwards);
    } catch (error) {
      end({ type: "failed", message: describeError(error, positions), files });
    }
  }
}

/** What fails is told when the program is to run. */
type OpenProject = { readonly compiled: Promise<void> | undefined } | { readonly unloadable: unknown };

interface Circumstances {
  readonly directory: string;
  readonly positions: SourcePositions;
  readonly onFiles: (files: readonly string[]) => void;
  readonly sharedStages: readonly string[];
}

function runOnce(request: RunRequest, circumstances: Circumstances): Promise<FinishedProgram> {
  const { sharedStages, ...place } = circumstances;
  return runProgram({
    ...place,
    stack: request.stack,
    model(config) {
      send({ type: "region", region: regionOf({ ...request, config }) });
      return localModel({ ...request, config, sharedStages });
    },
    log: (severity, message) => send({ type: "log", severity, message }),
  });
}

function findSharedStages({ resources }: FinishedProgram): string[] {
  const names = resources
    .filter(({ type }) => type === STAGE_TYPE)
    .map(({ inputs }) => String(inputs.stageName));
  return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
}

function send(message: ProgramMessage): void {
  process.send?.(message);
}

function end(message: ProgramMessage, afterwards = (): void => undefined): void {
  process.send?.(message, undefined, undefined, () => {
    afterwards();
    process.exit(0);
  });
}

function toDeployment(program: FinishedProgram, request: RunRequest, directory: string): Deployment {
  const secret = new Set(program.secretOutputs);
  const resources = program.resources.map(
    ({ urn, type, name, id, inputs, outputs, secrets, source }): DeployedResource => {
      return { urn, type, name, id, inputs, outputs, secrets, ...(source && { source }) };
    },
  );
  return {
    project: program.project,
    stack: request.stack,
    directory,
    region: regionOf({ ...request, config: program.config }),
    accountId: ACCOUNT_ID,
    outputs: Object.fromEntries(Object.entries(program.outputs).filter(([name]) => !secret.has(name))),
    secretOutputs: program.secretOutputs,
    resources,
    files: [...program.files, ...resources.flatMap(({ inputs }) => assetPaths(inputs, directory))],
  };
}

/** Files and folders that a resource takes as they are: an edit of one is an edit of the program. */
function assetPaths(value: unknown, directory: string): string[] {
  if (typeof value !== "object" || value === null) return [];
  const { $asset, $archive, path } = value as { $asset?: true; $archive?: true; path?: string };
  const own = ($asset || $archive) && path !== undefined ? withContents(resolve(directory, path)) : [];
  return [...own, ...Object.values(value).flatMap((member) => assetPaths(member, directory))];
}

/** A folder with all that is in it; of packages the folders alone, as they are installed whole. */
function withContents(path: string): string[] {
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) return [path];
  if (basename(path) === "node_modules") return [path];
  return [path, ...readdirSync(path).flatMap((name) => withContents(join(path, name)))];
}
