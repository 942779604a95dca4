import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { hashOf, keep, readKept, toolVersion } from "../kept-results";
import type { BuiltBundle } from "./build-bundles";
import type { BundleOptions, BundleUnit } from "./bundle-entry";
import { findTsconfig } from "./tsconfig";

interface KeptBundle {
  readonly files: BuiltBundle["files"];
  /** Everything the build read, as it was then. */
  readonly inputs: readonly (readonly [path: string, state: string])[];
}

/** Finds and keeps the bundles of one tick; looks at each file once. */
export class KeptBundles {
  private readonly states = new Map<string, string>();
  private readonly options: BundleOptions;

  constructor(options: BundleOptions) {
    this.options = options;
  }

  /** The bundle of an earlier run, if nothing that went into it has changed. */
  find(unit: BundleUnit): Readonly<Record<string, string>> | undefined {
    const kept = readKept<KeptBundle>("bundle", this.keyOf(unit));
    return kept?.inputs.every(([path, state]) => this.stateOf(path) === state) ? kept.files : undefined;
  }

  keep(unit: BundleUnit, { files, inputs }: BuiltBundle): void {
    const paths = new Set(inputs.flatMap((input) => [input, ...deciders(input)]));
    const tsconfig = findTsconfig(unit.analyzed.directory);
    if (tsconfig) for (const path of withExtended(tsconfig)) paths.add(path);
    const states = [...paths].map((path) => [path, this.stateOf(path)] as const);
    keep("bundle", this.keyOf(unit), { files, inputs: states } satisfies KeptBundle);
  }

  private keyOf({ analyzed, wrapper, modules }: BundleUnit): string {
    const { file, directory, entry, captures } = analyzed;
    return hashOf(
      toolVersion(),
      file,
      directory,
      entry,
      captures,
      JSON.stringify([wrapper, modules, this.options]),
      findTsconfig(directory) ?? "",
    );
  }

  private stateOf(path: string): string {
    let state = this.states.get(path);
    if (state === undefined) this.states.set(path, (state = readState(path)));
    return state;
  }
}

/** Project files by content; what lies in packages by size and time, as package managers write whole packages. */
function readState(path: string): string {
  const status = statSync(path, { throwIfNoEntry: false });
  if (!status) return "absent";
  if (status.isDirectory()) return hashOf(...readdirSync(path).sort());
  return path.includes("/node_modules/")
    ? `${status.size}:${status.mtimeMs}`
    : hashOf(readFileSync(path, "utf8"));
}

/** What else decides which file an import means: the package's description, and for project files their neighbours' names. */
function deciders(input: string): string[] {
  const inPackage = /^(.*\/node_modules)\/(?:@[^/]+\/)?[^/]+/.exec(input);
  return inPackage
    ? [join(inPackage[0], "package.json"), join(inPackage[1]!, ".package-lock.json")]
    : [dirname(input)];
}

function withExtended(tsconfig: string): string[] {
  const [, base] = /"extends"\s*:\s*"(\.[^"]*)"/.exec(readFileSync(tsconfig, "utf8")) ?? [];
  if (base === undefined) return [tsconfig];
  const file = join(dirname(tsconfig), base.endsWith(".json") ? base : `${base}.json`);
  return [tsconfig, ...(existsSync(file) ? withExtended(file) : [file])];
}
