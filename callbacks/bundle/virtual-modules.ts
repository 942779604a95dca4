import type { Loader, OnLoadResult, OnResolveResult, Plugin } from "esbuild";
import { DEPLOY_TIME } from "../captures/deploy-time-packages";
import { CAPTURED_OUTPUT, CAPTURES, STORED_VALUE } from "../entry-text";
import { CALLBACK, type BundleUnit } from "./bundle-entry";
import { runTimeModule } from "./run-time-module";

/** The esbuild namespace of modules that are texts in memory. Their paths are `<unit>/<what>`. */
export const NAMESPACE = "callback";
export const entryPoint = (unit: number): string => `callback:unit/${unit}`;

/**
 * An entry of which it is not known yet whether it is a wrapper or the callback itself. It ends like the latter, because
 * names in source maps are made of a path's end.
 */
export const entryModule = (unit: number): string => `entry/${unit}/handler`;

/** Which unit's callback a module is, by its name in esbuild's records; `undefined` for any other module. */
export function unitOfCallback(module: string): number | undefined {
  const match = /^callback:(\d+)\/handler$/.exec(module);
  return match ? Number(match[1]) : undefined;
}

function specifiersOf(units: readonly BundleUnit[]): RegExp {
  const specifiers = new Set(units.flatMap(({ modules }) => Object.keys(modules)));
  return new RegExp(`^(?:callback:.*|${[...specifiers].map(escapeRegExp).join("|") || "callback:"})$`);
}

/**
 * Serves the entries, their captures and their wrappers from memory.
 * @param filter holds all their specifiers. Units may be added while the build runs if it also holds theirs.
 */
export function virtualModules(units: readonly BundleUnit[], filter = specifiersOf(units)): Plugin {
  return {
    name: "callbacks",
    setup(build) {
      build.onResolve({ filter }, ({ path, pluginData, kind }) =>
        resolveModule(units, { path, kind, unit: pluginData as number | undefined }),
      );
      build.onLoad({ filter: /.*/, namespace: NAMESPACE }, ({ path }) => loadModule(units, path));
      // Not followed: where one is left in a bundle, the bundle is refused. A module that also describes resources may be
      // imported for its other parts.
      build.onResolve({ filter: DEPLOY_TIME }, ({ path }) => ({ path, external: true, sideEffects: false }));
    },
  };
}

interface Wanted {
  readonly path: string;
  readonly kind: string;
  readonly unit: number | undefined;
}

function resolveModule(
  units: readonly BundleUnit[],
  { path, kind, unit }: Wanted,
): OnResolveResult | undefined {
  if (kind === "entry-point") {
    const index = Number(path.slice(entryPoint(0).length - 1));
    return inMemory(index, units[index]!.wrapper ? "wrapper" : "handler");
  }
  if (unit === undefined) return undefined;
  if (path === CALLBACK) return inMemory(unit, "handler");
  if (path === CAPTURES) return inMemory(unit, "captures");
  if (path === CAPTURED_OUTPUT) return { path: runTimeModule("captured-output"), sideEffects: false };
  if (path === STORED_VALUE) return { path: runTimeModule("stored-value"), sideEffects: false };
  return path in units[unit]!.modules ? inMemory(unit, `module/${path}`) : undefined;
}

const inMemory = (unit: number, what: string): OnResolveResult => ({
  path: `${unit}/${what}`,
  namespace: NAMESPACE,
  pluginData: unit,
});

/** The module at which a unit's bundle starts. */
export const loadEntry = (units: readonly BundleUnit[], unit: number): OnLoadResult =>
  loadModule(units, `${unit}/${units[unit]!.wrapper ? "wrapper" : "handler"}`);

function loadModule(units: readonly BundleUnit[], path: string): OnLoadResult {
  const slash = path.indexOf("/");
  const index = Number(path.slice(0, slash));
  const { analyzed, wrapper, modules } = units[index]!;
  const what = path.slice(slash + 1);
  const module = (contents: string, loader: Loader, resolveDir: string): OnLoadResult => ({
    contents,
    loader,
    resolveDir,
    pluginData: index,
  });
  switch (what) {
    case "handler":
      return module(analyzed.entry, loaderOf(analyzed.file), analyzed.directory);
    case "captures":
      return module(analyzed.captures, "js", analyzed.directory);
    case "wrapper":
      return module(wrapper!.contents, "ts", wrapper!.resolveDir);
    default:
      return module(modules[what.slice("module/".length)]!, "js", wrapper?.resolveDir ?? analyzed.directory);
  }
}

export function loaderOf(file: string): Loader {
  if (/\.[cm]?ts$/.test(file)) return "ts";
  return file.endsWith(".tsx") ? "tsx" : "jsx";
}

const escapeRegExp = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
