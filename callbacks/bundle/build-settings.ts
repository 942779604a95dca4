import type { BuildOptions } from "esbuild";
import { STRICT } from "../entry-text";
import type { BundledCallback } from "./bundle-entry";
import { MODULE_URL } from "./module-url";
import { LINK_SOURCE_MAP } from "./source-map";
import { findTsconfig } from "./tsconfig";
import { compilerOption } from "./tsconfig-chain";

/** Nothing is written there; it only gives output names a place. */
export const OUTPUT_FOLDER = "/bundles";

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
