import { isDeepStrictEqual } from "node:util";
import type { BuildOptions } from "esbuild";
import { outcomesOf, type BuildOutcome } from "./build-bundles";
import { projectSettings, settingsFor, type ProjectSettings } from "./build-settings";
import type { BuildOutput } from "./build-output";
import type { BundleOptions, BundleUnit } from "./bundle-entry";
import { lacksModuleUrl } from "./module-url";
import { modulesToFollow } from "./computed-requires";
import { packageForms } from "./package-forms";
import { packageEntries } from "./packages/package-entries";
import { sdkFunctions } from "./sdk-functions";
import { lacksEventStreams, standIns } from "./stand-ins";
import { entryPoint, virtualModules, type UnitModule } from "./virtual-modules";

/** The number of entries is fixed when a build starts: so many units it can take. Those left over are empty. */
const ENTRIES = 32;
/** The units' specifiers are not known yet either; a unit with one of another form needs a build of its own. */
const SPECIFIERS = /^(?:callback:.*|[^/]+:)$/;

/**
 * What a build of callbacks that are still to come is started with.
 *
 * @param units read whenever a module of theirs is loaded.
 */
export const openBuildOptions = (
  project: ProjectSettings,
  units: readonly BundleUnit[],
  isKnown: (module: UnitModule) => Promise<boolean>,
) =>
  ({
    ...settingsFor(project),
    entryPoints: Array.from({ length: ENTRIES }, (_, index) => ({
      in: entryPoint(index),
      out: String(index),
    })),
    plugins: [
      virtualModules(units, { filter: SPECIFIERS, isKnown }),
      standIns({ hasEventStreams: false }),
      packageForms(units),
      sdkFunctions(),
    ],
  }) satisfies BuildOptions;

/** Whether such a build can take these units. */
export function fitsOpenBuild(
  project: ProjectSettings,
  units: readonly BundleUnit[],
  { external = [] }: BundleOptions,
): boolean {
  return (
    units.length <= ENTRIES &&
    external.length === 0 &&
    units.every(
      ({ analyzed, modules }) =>
        isDeepStrictEqual(projectSettings(analyzed), project) &&
        Object.keys(modules).every((specifier) => SPECIFIERS.test(specifier)),
    )
  );
}

/** `undefined` where only an ordinary build can tell. */
export async function outcomesOfOpenBuild(
  units: readonly BundleUnit[],
  output: BuildOutput | undefined,
): Promise<BuildOutcome[] | undefined> {
  if (!output) return undefined;
  if (units.some((_, index) => lacksEventStreams(output, index) || lacksModuleUrl(output, index)))
    return undefined;
  if (modulesToFollow(output, new Map()).size > 0) return undefined;
  if (units.some((_, index) => packageEntries(output, index).length > 0)) return undefined;
  const outcomes = await outcomesOf(units, output);
  return outcomes.every(({ status }) => status === "fulfilled") ? outcomes : undefined;
}
