import { isDeepStrictEqual } from "node:util";
import type { BuildOutcome } from "./build-bundles";
import { projectSettings, type ProjectSettings } from "./build-settings";
import type { BuildOutput } from "./build-output";
import type { BundledCallback, BundleOptions, BundleUnit } from "./bundle-entry";
import { fitsOpenBuild, openBuildOptions, outcomesOfOpenBuild } from "./open-build";
import type { UnitModule } from "./virtual-modules";

/**
 * A build that starts when only the first callback is known. It reads and parses what that one imports, most of all the
 * AWS SDK, and holds everything else back until the units are there. Its bundles are those of an ordinary build, byte for
 * byte.
 */
export class EarlyBuild {
  readonly beganMs = Date.now();
  private readonly first: BundledCallback;
  private readonly units: BundleUnit[];
  private readonly project: ProjectSettings;
  private readonly output: Promise<BuildOutput | undefined>;
  private fill!: (areKnown: boolean) => void;
  private readonly filled = new Promise<boolean>((resolve) => (this.fill = resolve));

  constructor(first: BundledCallback) {
    const { build } = require("esbuild") as typeof import("esbuild");
    this.first = first;
    this.units = [{ analyzed: first, wrapper: undefined, modules: {}, include: [] }];
    this.project = projectSettings(first);
    const isKnown = (module: UnitModule) => this.isKnown(module);
    this.output = build(openBuildOptions(this.project, this.units, isKnown)).catch(() => undefined);
  }

  /** `undefined` where only an ordinary build can tell: for units that do not fit, and for all that fails. */
  async finish(units: readonly BundleUnit[], options: BundleOptions): Promise<BuildOutcome[] | undefined> {
    const fits =
      isDeepStrictEqual(units[0]?.analyzed, this.first) && fitsOpenBuild(this.project, units, options);
    if (fits) this.units.splice(0, 1, ...units);
    this.fill(fits);
    const output = await this.output;
    return fits ? outcomesOfOpenBuild(units, output) : undefined;
  }

  private async isKnown({ unit, what }: UnitModule): Promise<boolean> {
    if (unit === 0 && (what === "handler" || what === "captures")) return true;
    if (!(await this.filled)) throw new Error("not wanted any more");
    return unit < this.units.length;
  }
}
