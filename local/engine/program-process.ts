// The process in which a program runs, once. Arguments: the project folder and the folder for compiled files.
import { join, resolve } from "node:path";
import type { DeployedResource, Deployment } from "../deployment";
import { describeError } from "./describe-error";
import { loadPulumiLazily } from "./lazy-modules";
import { ACCOUNT_ID, localModel, regionOf } from "./local-model";
import { cacheModuleCode } from "./module-code-cache";
import type { ProgramMessage, RunRequest } from "./program-messages";
import { loadPulumiSdk } from "./pulumi-sdk";
import type { FinishedProgram } from "./run-program";
import { runProgram } from "./run-program";
import { SourcePositions } from "./source-positions";
import { loadTypeScript } from "./typescript-loader";

// Positions are looked up when something is to be named; Node would read the map of every module that is loaded.
process.setSourceMapsEnabled(false);
const [, , directory = ".", cacheFolder = ""] = process.argv;
const keepModuleCode = cacheModuleCode(join(cacheFolder, "program.code"));
const positions = new SourcePositions(directory);
const STAGE_TYPE = "aws:apigateway/stage:Stage";
/** Enough frames to find the author's line below those of libraries. */
Error.stackTraceLimit = 50;

process.once("message", (request) => {
  // The channel must not keep the process alive: that it runs dry is how a program that waits for ever is noticed.
  process.channel?.unref();
  void run(request as RunRequest);
});
// Nobody is left to tell: the local cloud was killed.
process.once("disconnect", () => process.exit(1));
loadPulumiLazily();
let unloadable: unknown;
try {
  loadTypeScript({ directory, cacheFolder, positions });
  loadPulumiSdk(directory);
} catch (error) {
  unloadable = error;
}

async function run(request: RunRequest): Promise<void> {
  let files: readonly string[] = [];
  const onFiles = (loaded: readonly string[]): void => void (files = loaded);
  try {
    if (unloadable !== undefined) throw unloadable;
    let program = await runOnce(request, { onFiles, sharedStages: [] });
    const sharedStages = findSharedStages(program);
    // Only a whole program shows which names are shared, and its outputs hold the URLs: it runs again, knowing them.
    if (sharedStages.length > 0) program = await runOnce(request, { onFiles, sharedStages });
    end({ type: "deployed", deployment: toDeployment(program, request) });
  } catch (error) {
    end({ type: "failed", message: describeError(error, positions), files });
  }
}

interface Circumstances {
  readonly onFiles: (files: readonly string[]) => void;
  readonly sharedStages: readonly string[];
}

function runOnce(request: RunRequest, { onFiles, sharedStages }: Circumstances): Promise<FinishedProgram> {
  return runProgram({
    directory,
    stack: request.stack,
    positions,
    onFiles,
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

function end(message: ProgramMessage): void {
  process.send?.(message, undefined, undefined, () => process.exit(0));
}

function toDeployment(program: FinishedProgram, request: RunRequest): Deployment {
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
    files: [...program.files, ...resources.flatMap(({ inputs }) => assetPaths(inputs))],
  };
}

/** Files that a resource takes as they are: an edit of one is an edit of the program. */
function assetPaths(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [];
  const { $asset, $archive, path } = value as { $asset?: true; $archive?: true; path?: string };
  const own = ($asset || $archive) && path !== undefined ? [resolve(directory, path)] : [];
  return [...own, ...Object.values(value).flatMap(assetPaths)];
}
