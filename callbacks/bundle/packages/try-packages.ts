import { spawn } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, extname, join, resolve } from "node:path";
import type { BuildOptions } from "esbuild";
import { CallbackError, type SourcePlace } from "../../callback-error";
import { isOfProject, packageNameOf } from "../bundled-files";
import type { BundleUnit } from "../bundle-entry";
import type { RequiringModules } from "../computed-requires";
import type { LoadReport, LoadRequest } from "./load-packages";

/** So deep that what looks for files in the folders above stays below the one that is removed. */
const DEPTH = "1/2/3/4/5/6/7/8";
/** A package that takes longer tells nothing. */
const LOAD_MS = 10_000;

/** What packages ask to know whether they are in a function. */
const LAMBDA = {
  AWS_EXECUTION_ENV: "AWS_Lambda_nodejs22.x",
  AWS_LAMBDA_FUNCTION_NAME: "function",
  AWS_REGION: "us-east-1",
} as const;

export interface Trial {
  /** The packages' modules; absolute paths. */
  readonly entries: readonly string[];
  readonly external: readonly string[];
  readonly requiring: RequiringModules;
  /** What the functions' bundles are built with. */
  readonly settings: BuildOptions;
}

export interface TrialResult {
  /** Modules that were required by names that the bundler did not follow, and that are there for the package itself. */
  readonly unfollowed: readonly UnfollowedModule[];
  /** Why a package cannot be loaded. */
  readonly failure: PackageFailure | undefined;
}

interface UnfollowedModule {
  readonly request: string;
  readonly path: string;
  readonly place: SourcePlace;
}

export interface PackageFailure {
  /** A file of the package. */
  readonly file: string;
  readonly message: string;
  readonly place: SourcePlace | undefined;
}

/** Functions that take the same packages along share one. */
const trials = new Map<string, Promise<TrialResult>>();

/**
 * Loads packages as they are in a bundle, in a process of their own and a folder that has nothing else, to see what they look
 * for there. No code of the project is run.
 */
export function tryPackages(unit: BundleUnit, trial: Trial): Promise<TrialResult> {
  const { entries, external, requiring } = trial;
  const { directory } = unit.analyzed;
  const key = JSON.stringify([
    entries,
    unit.include,
    [...requiring],
    external,
    external.length > 0 && directory,
  ]);
  let result = trials.get(key);
  if (!result) trials.set(key, (result = run(unit, trial)));
  return result;
}

async function run(unit: BundleUnit, { entries, external, settings }: Trial): Promise<TrialResult> {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "packages-")));
  try {
    const folder = join(root, DEPTH);
    mkdirSync(folder, { recursive: true });
    const { build } = require("esbuild") as typeof import("esbuild");
    await build({
      ...settings,
      entryPoints: [
        { in: join(__dirname, `load-packages${extname(__filename)}`), out: "load" },
        ...entries.map((entry, index) => ({ in: entry, out: `${index}/var/task/index` })),
      ],
      outdir: folder,
      write: true,
    });
    const files = entries.map((_, index) => join(folder, String(index), "var", "task", "index.js"));
    for (const file of files) placeIncluded(unit, dirname(file));
    const request: LoadRequest = { files, root, external, directory: unit.analyzed.directory };
    writeFileSync(join(folder, "load.json"), JSON.stringify(request));
    const reports = await load(folder);
    return {
      unfollowed: reports.flatMap(({ missing }) => missing.flatMap(unfollowed)),
      failure: reports.flatMap((report, index) =>
        failureOf(entries[index]!, report, join(folder, String(index))),
      )[0],
    };
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** Packages' files that the function's author has put beside the bundle. */
function placeIncluded({ include }: BundleUnit, folder: string): void {
  for (const path of include) {
    const target = resolve(path);
    if (!existsSync(target) || existsSync(join(folder, path))) continue;
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    symlinkSync(target, join(folder, path));
  }
}

/** Empty where the packages end the process, or do not come to an end. */
function load(folder: string): Promise<readonly LoadReport[]> {
  return new Promise((done) => {
    const child = spawn(process.execPath, ["--enable-source-maps", "load.js"], {
      cwd: folder,
      env: { ...LAMBDA, PATH: process.env["PATH"], LAMBDA_TASK_ROOT: folder },
      stdio: "ignore",
      timeout: LOAD_MS,
      killSignal: "SIGKILL",
    });
    const read = () => {
      const file = join(folder, "loaded.json");
      done(existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as LoadReport[]) : []);
    };
    child.once("error", () => done([])).once("exit", read);
  });
}

function unfollowed({ request, stack }: LoadReport["missing"][number]): UnfollowedModule[] {
  const place = packagePlace(stack);
  if (!place) return [];
  const path = resolved(request, place.file);
  return path === undefined ? [] : [{ request, path, place }];
}

/** What a bundle that is built again is to have. */
export function requiringOf(modules: readonly UnfollowedModule[]): RequiringModules {
  const requiring = new Map<string, Record<string, string>>();
  for (const { request, path, place } of modules)
    requiring.set(place.file, { ...requiring.get(place.file), [request]: path });
  return requiring;
}

function resolved(request: string, importer: string): string | undefined {
  try {
    return createRequire(importer).resolve(request);
  } catch {
    return undefined; // nobody finds it
  }
}

/** Only what the folder is to blame for: a package may also want variables that a function has and this process has not. */
function failureOf(entry: string, { error, lacksFiles }: LoadReport, folder: string): PackageFailure[] {
  if (!error || !(error.isMissingModule || lacksFiles)) return [];
  const [message] = error.message.replaceAll(folder, "").split("\n", 1);
  return [{ file: entry, message: message!, place: packagePlace(error.stack) }];
}

/** The place in a package's source that a stack tells of first. */
function packagePlace(stack: string): SourcePlace | undefined {
  for (const [, file, line] of stack.matchAll(/(?:^|[\s(])(\/[^\n()]+?):(\d+):\d+\)?$/gm))
    if (!isOfProject(file!) && existsSync(file!)) return { file: file!, line: Number(line) };
  return undefined;
}

/** Of a module that is not there even where its name was written for the bundler. */
export const notFollowed = ({ request, place }: UnfollowedModule): PackageFailure => ({
  file: place.file,
  message: `Cannot find module '${request}'`,
  place,
});

export function refusedPackage(
  { analyzed }: BundleUnit,
  { file, message, place }: PackageFailure,
): CallbackError {
  return new CallbackError(analyzed.name, {
    problem: `takes along '${packageNameOf(file)}', which fails where its own files and modules are not beside it, as in a bundle: ${message}`,
    remedy: "Name the package in 'external' and put it beside the function, as in a layer",
    place: place ?? { file: analyzed.file, line: analyzed.line },
  });
}
