import type { BuildOptions, OutputFile } from "esbuild";
import { STRICT } from "../entry-text";
import type { BundledCallback, BundleOptions, BundleUnit } from "./bundle-entry";
import { isOfProject, noteFailure, noteInputs } from "./bundled-files";
import { refuseEntryModule, refuseModules, refusePassedOn } from "./refusals/refuse-modules";
import { refuseDeployTimeCode, refuseWarnings } from "./refusals/refuse-output";
import { refusePackageFiles } from "./refusals/refuse-package-files";
import { refuseProjectFiles } from "./refusals/refuse-project-files";
import { refuseMissingFactories } from "./refusals/refuse-factories";
import { LINK_SOURCE_MAP, namedFiles, ownSourceMap, SOURCE_MAP } from "./source-map";
import { sdkFunctions } from "./sdk-functions";
import { lacksEventStreams, standIns, type StandInOptions } from "./stand-ins";
import { lacksModuleUrl, MODULE_URL, refuseFilesBeside } from "./module-url";
import { packageForms } from "./package-forms";
import { findTsconfig } from "./tsconfig";
import { compilerOption } from "./tsconfig-chain";
import { buildError } from "./build-error";
import { packageEntries } from "./packages/package-entries";
import { refusedPackage, tryPackages } from "./packages/try-packages";
import {
  computedRequires,
  modulesToFollow,
  modulesToFollowInstead,
  type RequiringModules,
} from "./computed-requires";
import type { BuildOutput } from "./build-output";
import { entryPoint, virtualModules } from "./virtual-modules";

export interface BuiltBundle {
  readonly files: Readonly<Record<string, string>>;
  /** Absolute paths of everything that was read for it. */
  readonly inputs: readonly string[];
}

/** Nothing is written there; it only gives output names a place. */
const OUTPUT_FOLDER = "/bundles";

/** A failure is its own unit's alone. */
export type BuildOutcome = PromiseSettledResult<BuiltBundle>;

/** One build for all: modules that several functions import are read once. */
export async function buildBundles(
  units: readonly BundleUnit[],
  options: BundleOptions,
): Promise<BuildOutcome[]> {
  const groups = new Map<string, BundleUnit[]>();
  for (const unit of units) {
    const key = JSON.stringify(projectSettings(unit.analyzed));
    groups.set(key, [...(groups.get(key) ?? []), unit]);
  }
  const built = new Map<BundleUnit, BuildOutcome>();
  for (const group of groups.values()) {
    const outcomes = await buildGroup(group, { ...options, ...projectSettings(group[0]!.analyzed) });
    group.forEach((unit, index) => built.set(unit, outcomes[index]!));
  }
  return units.map((unit) => built.get(unit)!);
}

/** What one build has in common. */
export interface ProjectSettings {
  /** The file that is in force; empty for none. */
  readonly tsconfig: string;
  readonly isStrict: boolean;
}

export const projectSettings = ({ directory, entry }: BundledCallback): ProjectSettings => ({
  tsconfig: findTsconfig(directory) ?? "",
  isStrict: entry.startsWith(STRICT),
});

interface GroupOptions extends BundleOptions, ProjectSettings, Partial<StandInOptions> {
  /** Packages' modules that the bundler follows only where they are written otherwise. */
  readonly requiring?: RequiringModules;
  /** Whether `import.meta.url` has a meaning. */
  readonly hasModuleUrl?: boolean;
}

async function buildGroup(units: readonly BundleUnit[], options: GroupOptions): Promise<BuildOutcome[]> {
  let result: BuildOutput;
  try {
    result = await run(units, options);
  } catch (error) {
    const instead = modulesToFollowInstead(error, options.requiring ?? NONE);
    if (instead.size > 0) return buildFollowing(instead, units, options);
    if (units.length === 1) {
      noteFailure(units[0]!.analyzed, error);
      return [{ status: "rejected", reason: whyNotBuilt(units[0]!, error) }];
    }
    // Alone, each says itself what it lacks.
    const alone = await Promise.all(units.map((unit) => buildGroup([unit], options)));
    return alone.flat();
  }
  const further = modulesToFollow(result, options.requiring ?? NONE);
  if (further.size > 0) return buildFollowing(further, units, options);
  const outcomes = await outcomesOf(units, result);
  const again = units.map((unit, index) => {
    // What the first build refuses could mean something else in the second.
    if (outcomes[index]!.status === "rejected") return undefined;
    const more = {
      ...(lacksEventStreams(result, index) && { hasEventStreams: true }),
      ...(!options.hasModuleUrl && lacksModuleUrl(result, index) && { hasModuleUrl: true }),
    };
    return Object.keys(more).length > 0 ? buildGroup([unit], { ...options, ...more }) : undefined;
  });
  return Promise.all(
    outcomes.map(async (outcome, index) => {
      const [built] = (await again[index]) ?? [];
      return (
        built ??
        (outcome.status === "rejected" ? outcome : tryOut(outcome, { units, index, result, options }))
      );
    }),
  );
}

interface Built {
  readonly units: readonly BundleUnit[];
  readonly index: number;
  readonly result: BuildOutput;
  readonly options: GroupOptions;
}

/** What cannot be seen in a package's text shows when it is loaded. */
async function tryOut(
  outcome: BuildOutcome,
  { units, index, result, options }: Built,
): Promise<BuildOutcome> {
  const entries = packageEntries(result, index);
  if (entries.length === 0) return outcome;
  const unit = units[index]!;
  const { requiring, failure } = await tryPackages(unit, {
    entries,
    external: options.external ?? [],
    settings: settingsOf(units, options),
  });
  const known = options.requiring ?? NONE;
  const isNew = [...requiring].some(([file, seen]) =>
    Object.keys(seen).some((name) => !(name in (known.get(file) ?? {}))),
  );
  if (isNew) return (await buildFollowing(requiring, [unit], options))[0]!;
  return failure ? { status: "rejected", reason: refusedPackage(unit, failure) } : outcome;
}

const NONE: RequiringModules = new Map();

function buildFollowing(more: RequiringModules, units: readonly BundleUnit[], options: GroupOptions) {
  const requiring = new Map(options.requiring ?? NONE);
  for (const [file, seen] of more) requiring.set(file, { ...requiring.get(file), ...seen });
  return buildGroup(units, { ...options, requiring });
}

function whyNotBuilt(unit: BundleUnit, error: unknown): unknown {
  try {
    refuseEntryModule(unit);
  } catch (refusal) {
    return refusal;
  }
  return buildError(unit, error);
}

/** Each unit's part of a build, or why it is refused. */
export function outcomesOf(units: readonly BundleUnit[], result: BuildOutput): Promise<BuildOutcome[]> {
  const outcomes = units.map(async (unit, index) => {
    // Also of those that are refused: one of them needs an edit.
    noteInputs(inputsOf(result, index));
    refuseWarnings(unit, index, result);
    refusePassedOn(unit, result);
    refuseDeployTimeCode(unit, index, result);
    refuseModules(unit, index, result);
    refuseMissingFactories(unit, index, result);
    refuseFilesBeside(unit, index, result);
    refusePackageFiles(unit, index, result);
    refuseProjectFiles(unit, index, result);
    return bundleOf(units, index, result);
  });
  return Promise.allSettled(outcomes);
}

function run(units: readonly BundleUnit[], options: GroupOptions): Promise<BuildOutput> {
  const { build } = require("esbuild") as typeof import("esbuild");
  return build({
    ...settingsOf(units, options),
    entryPoints: units.map((_, index) => ({ in: entryPoint(index), out: String(index) })),
  });
}

const settingsOf = (
  units: readonly BundleUnit[],
  { external = [], hasEventStreams = false, hasModuleUrl = false, requiring, ...project }: GroupOptions,
) => ({
  ...settingsFor(project, { hasModuleUrl }),
  external: [...external],
  plugins: [
    virtualModules(units),
    standIns({ hasEventStreams }),
    packageForms(units),
    sdkFunctions(),
    computedRequires(requiring),
  ],
});

const SETTINGS = {
  absWorkingDir: "/",
  bundle: true,
  write: false,
  metafile: true,
  outdir: OUTPUT_FOLDER,
  platform: "node",
  format: "cjs",
  target: "node22",
  // `import()` of what the zip holds is resolved here; of Node's own modules it becomes `require`, which starts faster and
  // also works in code that Node loads from a compile cache.
  supported: { "dynamic-import": false },
  minify: true,
  // Error names and `constructor.name` are values that programs compare and log.
  keepNames: true,
  // The ES form of the AWS SDK can be cut down to what is used.
  mainFields: ["module", "main"],
  legalComments: "none",
  sourcemap: "external",
  sourcesContent: false,
  // A single other character would make the engine read and keep the whole text at twice its size.
  charset: "ascii",
  logLevel: "silent",
  // Otherwise not told of packages.
  logOverride: {
    "indirect-require": "warning",
    "unsupported-require-call": "warning",
    "empty-import-meta": "warning",
  },
} as const satisfies BuildOptions;

export const settingsFor = (
  { tsconfig, isStrict }: ProjectSettings,
  { hasModuleUrl }: { readonly hasModuleUrl: boolean } = { hasModuleUrl: false },
) => ({
  ...SETTINGS,
  banner: { js: (isStrict ? STRICT : "") + LINK_SOURCE_MAP + (hasModuleUrl ? MODULE_URL.banner : "") },
  ...(hasModuleUrl && { define: MODULE_URL.define }),
  ...(tsconfig === "" ? { tsconfigRaw: {} } : { tsconfig, ...factoriesOf(tsconfig) }),
});

/** The one option for JSX that the bundler does not read in a `tsconfig.json`. What it does read there comes first. */
function factoriesOf(tsconfig: string): Pick<BuildOptions, "jsxFactory" | "jsxFragment"> {
  const namespace = compilerOption(tsconfig, "reactNamespace");
  return typeof namespace === "string"
    ? { jsxFactory: `${namespace}.createElement`, jsxFragment: `${namespace}.Fragment` }
    : {};
}

function bundleOf(units: readonly BundleUnit[], index: number, result: BuildOutput): BuiltBundle {
  const file = (suffix: string): OutputFile =>
    result.outputFiles.find(({ path }) => path === `${OUTPUT_FOLDER}/${index}${suffix}`)!;
  const map = ownSourceMap(file(".js.map").text, namedFiles(units, OUTPUT_FOLDER));
  return { files: { "index.js": file(".js").text, [SOURCE_MAP]: map }, inputs: inputsOf(result, index) };
}

/**
 * Of packages, what is in the output; of the project, all that is imported. A module whose constants were written into those
 * that import it has left nothing of itself in the output.
 */
function inputsOf({ metafile }: BuildOutput, index: number): string[] {
  const { entryPoint: entry, inputs } = metafile.outputs[`${OUTPUT_FOLDER.slice(1)}/${index}.js`]!;
  const modules = new Set([entry!, ...Object.keys(inputs)]);
  for (const module of modules) {
    if (!isOfProject(module)) continue;
    for (const { path } of metafile.inputs[module]?.imports ?? [])
      if (isOfProject(path) && path in metafile.inputs) modules.add(path);
  }
  return [...modules].filter((module) => !/^[a-z-]+:/.test(module)).map((module) => `/${module}`);
}
