import type { BundleOptions, BundleUnit } from "./bundle-entry";
import { noteFailure, noteInputs } from "./bundled-files";
import { refuseEntryModule, refuseModules, refusePassedOn } from "./refusals/refuse-modules";
import { refuseDeployTimeCode, refuseWarnings } from "./refusals/refuse-output";
import { refusePackageFiles } from "./refusals/refuse-package-files";
import { refuseProjectFiles } from "./refusals/refuse-project-files";
import { refuseMissingFactories } from "./refusals/refuse-factories";
import { sdkFunctions } from "./sdk-functions";
import { lacksEventStreams, standIns, type StandInOptions } from "./stand-ins";
import { lacksModuleUrl, refuseFilesBeside } from "./module-url";
import { packageForms } from "./package-forms";
import { buildError } from "./build-error";
import { projectSettings, settingsFor, type ProjectSettings } from "./build-settings";
import { bundleOf, filesOf, type BuiltBundle } from "./built-bundle";
import { lateNotes } from "./packages/late-notes";
import { packageEntries } from "./packages/package-entries";
import { notFollowed, refusedPackage, requiringOf, tryPackages } from "./packages/try-packages";
import {
  computedRequires,
  modulesToFollow,
  modulesToFollowInstead,
  type RequiringModules,
} from "./computed-requires";
import type { BuildOutput } from "./build-output";
import { entryPoint, virtualModules } from "./virtual-modules";

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
  const outcomes = await outcomesOf(units, result, options.requiring);
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
  const { external = [], requiring: known = NONE } = options;
  try {
    const settings = settingsOf(units, options);
    const { unfollowed, failure } = await tryPackages(unit, {
      entries,
      external,
      requiring: known,
      settings,
    });
    const missing = unfollowed.filter(({ request, place }) => !(request in (known.get(place.file) ?? {})));
    if (missing.length > 0) return (await buildFollowing(requiringOf(missing), [unit], options))[0]!;
    const refused = failure ?? unfollowed.map(notFollowed)[0];
    return refused ? { status: "rejected", reason: refusedPackage(unit, refused) } : outcome;
  } catch (reason) {
    return { status: "rejected", reason };
  }
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
export function outcomesOf(
  units: readonly BundleUnit[],
  result: BuildOutput,
  requiring: RequiringModules = NONE,
): Promise<BuildOutcome[]> {
  const outcomes = units.map(async (unit, index) => {
    // Also of those that are refused: one of them needs an edit.
    noteInputs(filesOf(result, index));
    refuseWarnings(unit, index, result);
    refusePassedOn(unit, result);
    refuseDeployTimeCode(unit, index, result);
    refuseModules(unit, index, result);
    refuseMissingFactories(unit, index, result);
    refuseFilesBeside(unit, index, result);
    refusePackageFiles(unit, index, result);
    refuseProjectFiles(unit, index, result);
    return { ...bundleOf(units, index, result), notes: lateNotes(result, index, requiring) };
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
