import { isDeepStrictEqual } from "node:util";
import type { Plugin } from "esbuild";
import { CAPTURED_OUTPUT, CAPTURES } from "../entry-text";
import {
  outcomesOf,
  projectSettings,
  settingsFor,
  type BuildOutcome,
  type BuildOutput,
} from "./build-bundles";
import type { BundledCallback, BundleOptions, BundleUnit } from "./bundle-entry";
import { lacksEventStreams, standIns } from "./stand-ins";
import { entryModule, entryPoint, loadEntry, loaderOf, NAMESPACE, virtualModules } from "./virtual-modules";

/** The number of entries is fixed when a build starts: so many units it can take. Those left over are empty. */
const ENTRIES = 64;
const FIRST = "callback:first";
/** The unit's specifiers are not known yet either; a unit with one of another form needs a build of its own. */
const SPECIFIERS = /^(?:callback:.*|[^/]+:)$/;

/**
 * A build that starts when only the first callback is known. It reads and parses what that one imports, most of all the
 * AWS SDK, and holds its entries back until the units are there. Its bundles are those of an ordinary build, byte for byte.
 */
export class EarlyBuild {
  private readonly units: BundleUnit[] = [];
  private readonly project: ReturnType<typeof projectSettings>;
  private readonly output: Promise<BuildOutput | undefined>;
  private fill!: (areKnown: boolean) => void;
  private readonly filled = new Promise<boolean>((resolve) => (this.fill = resolve));

  constructor(first: BundledCallback) {
    const { build } = require("esbuild") as typeof import("esbuild");
    this.project = projectSettings(first);
    this.output = build({
      ...settingsFor(this.project),
      entryPoints: [
        ...Array.from({ length: ENTRIES }, (_, index) => ({ in: entryPoint(index), out: String(index) })),
        { in: FIRST, out: "first" },
      ],
      plugins: [
        readAhead(first),
        this.entries(),
        virtualModules(this.units, SPECIFIERS),
        standIns({ hasEventStreams: false }),
      ],
    }).catch(() => undefined);
  }

  /** `undefined` where only an ordinary build can tell: for units that do not fit, and for all that fails. */
  async finish(units: readonly BundleUnit[], options: BundleOptions): Promise<BuildOutcome[] | undefined> {
    const fits = this.fits(units, options);
    if (fits) this.units.push(...units);
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
      units.every(
        ({ analyzed, modules }) =>
          isDeepStrictEqual(projectSettings(analyzed), this.project) &&
          Object.keys(modules).every((specifier) => SPECIFIERS.test(specifier)),
      )
    );
  }

  private entries(): Plugin {
    return {
      name: "entries",
      setup: (build) => {
        build.onResolve({ filter: /^callback:unit\// }, ({ path }) => {
          const unit = Number(path.slice(entryPoint(0).length - 1));
          return { path: entryModule(unit), namespace: NAMESPACE, pluginData: unit };
        });
        build.onLoad({ filter: /^entry\//, namespace: NAMESPACE }, async ({ pluginData }) => {
          if (!(await this.filled)) return { errors: [{ text: "not wanted any more" }] };
          const unit = pluginData as number;
          return unit < this.units.length ? loadEntry(this.units, unit) : { contents: "" };
        });
      },
    };
  }
}

/** Parses a callback with all that it imports, for nobody: a module without side effects of which nothing is used. */
function readAhead({ entry, file, directory }: BundledCallback): Plugin {
  return {
    name: "read-ahead",
    setup(build) {
      build.onResolve({ filter: new RegExp(`^(?:${FIRST}|${CAPTURES}|${CAPTURED_OUTPUT})$`) }, (wanted) => {
        if (wanted.kind === "entry-point") return { path: "first", namespace: "read-ahead" };
        if (wanted.path === FIRST) return { path: "callback", namespace: "read-ahead", sideEffects: false };
        return wanted.namespace === "read-ahead" ? { path: wanted.path, external: true } : undefined;
      });
      build.onLoad({ filter: /.*/, namespace: "read-ahead" }, ({ path }) =>
        path === "first"
          ? { contents: `import "${FIRST}";`, resolveDir: directory }
          : { contents: entry, loader: loaderOf(file), resolveDir: directory },
      );
    },
  };
}
