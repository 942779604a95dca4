import { existsSync, readdirSync, readFileSync, statSync, type Stats } from "node:fs";
import { basename, dirname, join } from "node:path";
import { hashOf, keep, readKept, toolVersion } from "../kept-results";
import type { BuiltBundle } from "./built-bundle";
import type { BundleOptions, BundleUnit } from "./bundle-entry";
import { isOfProject, noteFiles } from "./bundled-files";
import { findTsconfig } from "./tsconfig";
import { tsconfigChain } from "./tsconfig-chain";

interface KeptBundle extends Pick<BuiltBundle, "files" | "notes"> {
  /** Everything the build read, as it was then. */
  readonly inputs: readonly (readonly [path: string, state: string])[];
}

/** File systems tell the time in ticks, and so a little late. */
const CLOCK_TICK_MS = 20;

/** Finds and keeps the bundles of one tick; looks at each file once. */
export class KeptBundles {
  private readonly states = new Map<string, string>();
  private readonly options: BundleOptions;

  constructor(options: BundleOptions) {
    this.options = options;
  }

  /** The bundle of an earlier run, if nothing that went into it has changed. */
  find(unit: BundleUnit): Pick<BuiltBundle, "files" | "notes"> | undefined {
    const kept = readKept<KeptBundle>("bundle", this.keyOf(unit));
    if (!kept?.inputs.every(([path, state]) => this.stateOf(path) === state)) return undefined;
    const paths = kept.inputs.map(([path]) => path);
    const folders = new Set(paths.map((path) => dirname(path)));
    noteFiles(paths.filter((path) => !folders.has(path)));
    return kept;
  }

  /** @param beganMs before any of the inputs was read: one that has been edited since is not what the bundle was made of. */
  keep(unit: BundleUnit, { files, notes, inputs }: BuiltBundle, beganMs: number): void {
    const { directory } = unit.analyzed;
    // The callback's own text is not among what was read: it is in the key.
    const paths = new Set(inputs.flatMap((input) => [input, ...deciders(input)]));
    for (const path of [directory, ...projectDeciders(directory)]) paths.add(path);
    const tsconfig = findTsconfig(directory);
    if (tsconfig) for (const path of tsconfigChain(tsconfig)) paths.add(path);
    if ([...paths].some((path) => hasChanged(path, beganMs - CLOCK_TICK_MS))) return;
    const states = [...paths].map((path) => [path, this.stateOf(path)] as const);
    keep("bundle", this.keyOf(unit), { files, notes, inputs: states } satisfies KeptBundle);
  }

  private keyOf({ analyzed, wrapper, modules, include }: BundleUnit): string {
    const { file, directory, entry, captures } = analyzed;
    return hashOf(
      toolVersion(),
      file,
      directory,
      entry,
      captures,
      JSON.stringify([wrapper, modules, include, this.options]),
      findTsconfig(directory) ?? "",
    );
  }

  private stateOf(path: string): string {
    let state = this.states.get(path);
    if (state === undefined) this.states.set(path, (state = readState(path)));
    return state;
  }
}

function hasChanged(path: string, sinceMs: number): boolean {
  const status = statusOf(path);
  // A folder changes with everything in it: its names are compared.
  return status !== undefined && !status.isDirectory() && isOfProject(path) && status.ctimeMs >= sinceMs;
}

/** Project files by content; what lies in packages by size and time, as package managers write whole packages. */
function readState(path: string): string {
  const status = statusOf(path);
  if (!status) return "absent";
  if (status.isDirectory()) return hashOf(...readdirSync(path).sort());
  return path.includes("/node_modules/")
    ? `${status.size}:${status.mtimeMs}`
    : hashOf(readFileSync(path, "utf8"));
}

function statusOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined; // where a folder was, there is a file
  }
}

/**
 * What else decides which file an import means: the package's description, and for project files their neighbours' names, the
 * project's own description and what is installed for it.
 */
function deciders(input: string): string[] {
  const inPackage = /^(.*\/node_modules)\/(?:@[^/]+\/)?[^/]+/.exec(input);
  if (inPackage) return [join(inPackage[0], "package.json"), installed(inPackage[1]!)];
  const folder = dirname(input);
  const neighbours = /^index\.[a-z]+$/.test(basename(input)) ? [folder, dirname(folder)] : [folder];
  return [...neighbours, ...projectDeciders(folder)];
}

/** Of every folder from a file's own to the nearest with a `package.json`. */
function projectDeciders(folder: string): string[] {
  const description = join(folder, "package.json");
  const here = [description, join(folder, "node_modules"), installed(join(folder, "node_modules"))];
  const parent = dirname(folder);
  return existsSync(description) || parent === folder ? here : [...here, ...projectDeciders(parent)];
}

const installed = (packages: string): string => join(packages, ".package-lock.json");
