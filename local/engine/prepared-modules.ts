import { statSync } from "node:fs";
import { dirname, join, sep } from "node:path";
import { startCompiler } from "./compile-typescript";
import type { Preparation } from "./program-messages";

/** The package that holds this file. */
const OWN_PACKAGE = join(__dirname, "..", "..") + sep;
/** What these do when they are loaded depends on nothing but their files. Others may read the environment, or change it. */
const SELF_CONTAINED = /[\\/]node_modules[\\/](?:@pulumi[\\/](?:pulumi|aws)|zod)[\\/]/;
const DEPENDENCY = /[\\/]node_modules[\\/]/;
const FOLDER_OF_PACKAGES = /[\\/](?:node_modules|@[^\\/]+)$/;

/** Set by `callbacks`, which a program may hold a copy of its own of. */
const BACKGROUND = Symbol.for("secure-serverless-api.background");

interface Background {
  readonly callbacks: string;
  readonly worker: { rehearse(): void };
}

const findBackground = (): Background | undefined =>
  (globalThis as { readonly [BACKGROUND]?: Background })[BACKGROUND];

/** What the next process can load before it is asked to run, after this one has run the program. */
export function toPreparation(): Preparation {
  const { callbacks } = findBackground() ?? {};
  return {
    modules: Object.keys(require.cache).filter(isSelfContained),
    ...(callbacks !== undefined && { callbacks }),
  };
}

/**
 * Loads what the last run of the program has loaded from packages, and starts what compiles, analyses and bundles. What
 * cannot be loaded is left to the program, which then says what is wrong.
 */
export function loadAhead({ modules, callbacks }: Preparation): void {
  startCompiler();
  for (const module of modules) tryToLoad(module);
  if (callbacks === undefined) return;
  const before = new Set(Object.keys(require.cache));
  tryToLoad(callbacks);
  findBackground()?.worker.rehearse();
  // The program's own files are still to change.
  for (const file of Object.keys(require.cache))
    if (!before.has(file) && !DEPENDENCY.test(file)) delete require.cache[file];
}

/**
 * Whether a package has been installed, updated or removed since: a module that this process has loaded, or a folder that
 * decides where modules are found, has changed.
 *
 * @param sinceMs before the first of them was loaded.
 * @param directory the program's folder.
 */
export function havePackagesChanged(sinceMs: number, directory: string): boolean {
  const files = Object.keys(require.cache).filter((file) => DEPENDENCY.test(file) || isSelfContained(file));
  const folders = new Set<string>();
  for (const file of [...files, ...places(directory)]) addParents(file, folders);
  return [...files, ...folders].some((path) => {
    const status = statSync(path, { throwIfNoEntry: false });
    return status ? status.ctimeMs >= sinceMs : files.includes(path);
  });
}

/** Where a program's imports are looked for, also those that are links to elsewhere. */
function places(directory: string): string[] {
  const parent = dirname(directory);
  const here = join(directory, "node_modules");
  return [
    join(here, "package"),
    join(here, "@pulumi", "package"),
    ...(parent === directory ? [] : places(parent)),
  ];
}

function addParents(file: string, folders: Set<string>): void {
  const folder = dirname(file);
  if (folder === file) return;
  if (FOLDER_OF_PACKAGES.test(folder)) folders.add(folder);
  addParents(folder, folders);
}

const isSelfContained = (file: string): boolean => SELF_CONTAINED.test(file) || isOwn(file);

const isOwn = (file: string): boolean =>
  file.startsWith(OWN_PACKAGE) && !DEPENDENCY.test(file.slice(OWN_PACKAGE.length - 1));

function tryToLoad(module: string): void {
  try {
    require(module);
  } catch {
    delete require.cache[module];
  }
}
