import type { BuildContext } from "esbuild";
import type { BuildOutcome } from "./build-bundles";
import { projectSettings, type ProjectSettings } from "./build-settings";
import type { BundleOptions, BundleUnit } from "./bundle-entry";
import { fitsOpenBuild, openBuildOptions, outcomesOfOpenBuild } from "./open-build";

type Context = BuildContext<ReturnType<typeof openBuildOptions>>;

/**
 * A build that has been run once before anybody waits for it, with the callback that was bundled last: whatever is edited
 * next imports mostly the same, which is parsed then. The bundler looks at every file again, so that nothing is outdated. Its
 * bundles are those of an ordinary build, byte for byte.
 */
export class RehearsedBuild {
  /** Resolves when the rehearsal is over. Where it has failed, there is none. */
  readonly rehearsed: Promise<void>;
  private readonly project: ProjectSettings;
  private readonly units: BundleUnit[];
  private context: Context | undefined;

  constructor(last: BundleUnit) {
    this.project = projectSettings(last.analyzed);
    this.units = [last];
    this.rehearsed = this.rehearse().catch(() => undefined);
  }

  /** `undefined` where an ordinary build must do it: for units that do not fit, for all that fails, and before it is ready. */
  async finish(units: readonly BundleUnit[], options: BundleOptions): Promise<BuildOutcome[] | undefined> {
    const { context } = this;
    if (!context || !fitsOpenBuild(this.project, units, options)) return undefined;
    this.units.splice(0, this.units.length, ...units);
    const output = await context.rebuild().catch(() => undefined);
    return outcomesOfOpenBuild(units, output);
  }

  /** Gives free what was parsed. */
  async end(): Promise<void> {
    await this.rehearsed;
    await this.context?.dispose();
  }

  private async rehearse(): Promise<void> {
    const esbuild = require("esbuild") as typeof import("esbuild");
    const isKnown = async ({ unit }: { readonly unit: number }) => unit < this.units.length;
    const context = await esbuild.context(openBuildOptions(this.project, this.units, isKnown));
    try {
      await context.rebuild();
      this.context = context;
    } catch (error) {
      await context.dispose();
      throw error;
    }
  }
}
