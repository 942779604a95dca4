import { isDeepStrictEqual } from "node:util";
import {
  outcomesOf,
  projectSettings,
  settingsFor,
  type BuildOutcome,
  type BuildOutput,
} from "./build-bundles";
import type { BundledCallback, BundleOptions, BundleUnit } from "./bundle-entry";
import { lacksEventStreams, standIns } from "./stand-ins";
import { entryPoint, virtualModules, type UnitModule } from "./virtual-modules";

/** The number of entries is fixed when a build starts: so many units it can take. Those left over are empty. */
const ENTRIES = 32;
/** The units' specifiers are not known yet either; a unit with one of another form needs a build of its own. */
const SPECIFIERS = /^(?:callback:.*|[^/]+:)$/;

/**
 * A build that starts when only the first callback is known. It reads and parses what that one imports, most of all the
 * AWS SDK, and holds everything else back until the units are there. Its bundles are those of an ordinary build, byte for
 * byte.
 */
export class EarlyBuild {
  private readonly first: BundledCallback;
  private readonly units: BundleUnit[];
  private readonly project: ReturnType<typeof projectSettings>;
  private readonly output: Promise<BuildOutput | undefined>;
  private fill!: (areKnown: boolean) => void;
  private readonly filled = new Promise<boolean>((resolve) => (this.fill = resolve));

  constructor(first: BundledCallback) {
    const { build } = require("esbuild") as typeof import("esbuild");
    this.first = first;
    this.units = [{ analyzed: first, wrapper: undefined, modules: {} }];
    this.project = projectSettings(first);
    const isKnown = (module: UnitModule) => this.isKnown(module);
    this.output = build({
      ...settingsFor(this.project),
      entryPoints: Array.from({ length: ENTRIES }, (_, index) => ({
        in: entryPoint(index),
        out: String(index),
      })),
      plugins: [
        virtualModules(this.units, { filter: SPECIFIERS, isKnown }),
        standIns({ hasEventStreams: false }),
      ],
    }).catch(() => undefined);
  }

  /** `undefined` where only an ordinary build can tell: for units that do not fit, and for all that fails. */
  async finish(units: readonly BundleUnit[], options: BundleOptions): Promise<BuildOutcome[] | undefined> {
    const fits = this.fits(units, options);
    if (fits) this.units.splice(0, 1, ...units);
    this.fill(fits);
    const output = await this.output;
    if (!fits || !output || units.some((_, index) => lacksEventStreams(output, index))) return undefined;
    const outcomes = await outcomesOf(units, output);
    return outcomes.every(({ status }) => status === "fulfilled") ? outcomes : undefined;
  }

  private fits(units: readonly BundleUnit[], { external = [] }: BundleOptions): boolean {
    return (
      units.length <= ENTRIES &&
      external.length === 0 &&
      isDeepStrictEqual(units[0]?.analyzed, this.first) &&
      units.every(
        ({ analyzed, modules }) =>
          isDeepStrictEqual(projectSettings(analyzed), this.project) &&
          Object.keys(modules).every((specifier) => SPECIFIERS.test(specifier)),
      )
    );
  }

  private async isKnown({ unit, what }: UnitModule): Promise<boolean> {
    if (unit === 0 && (what === "handler" || what === "captures")) return true;
    if (!(await this.filled)) throw new Error("not wanted any more");
    return unit < this.units.length;
  }
}
