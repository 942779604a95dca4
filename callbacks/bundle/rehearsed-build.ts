import type { BuildContext } from "esbuild";
import type { BuildOutcome } from "./build-bundles";
import type { BundleOptions, BundleUnit } from "./bundle-entry";
import { fitsOpenBuild, openBuildOptions, outcomesOfOpenBuild } from "./open-build";

type Context = BuildContext<ReturnType<typeof openBuildOptions>>;

/**
 * A build that has been run once before anybody waits for it, with the callback that was bundled last: whatever is edited
 * next imports mostly the same, which is parsed then. The bundler looks at every file again, so that nothing is outdated. Its
 * bundles are those of an ordinary build, byte for byte.
 */
export class RehearsedBuild {
  private readonly last: BundleUnit;
  private readonly units: BundleUnit[];
  private context: Context | undefined;

  constructor(last: BundleUnit) {
    this.last = last;
    this.units = [last];
    // Where the rehearsal fails, there is none.
    this.rehearse().catch(() => undefined);
  }

  /** `undefined` where an ordinary build must do it: for units that do not fit, for all that fails, and before it is ready. */
  async finish(units: readonly BundleUnit[], options: BundleOptions): Promise<BuildOutcome[] | undefined> {
    const { context } = this;
    if (!context || !fitsOpenBuild(this.last.analyzed, units, options)) return undefined;
    this.units.splice(0, this.units.length, ...units);
    const output = await context.rebuild().catch(() => undefined);
    return outcomesOfOpenBuild(units, output);
  }

  private async rehearse(): Promise<void> {
    const esbuild = require("esbuild") as typeof import("esbuild");
    const isKnown = async ({ unit }: { readonly unit: number }) => unit < this.units.length;
    const context = await esbuild.context(openBuildOptions(this.last.analyzed, this.units, isKnown));
    await context.rebuild();
    this.context = context;
  }
}
