import type { Loader, OnLoadResult, OnResolveResult, Plugin } from "esbuild";
import { DEPLOY_TIME } from "../captures/deploy-time-packages";
import { CAPTURED_OUTPUT, CAPTURES, STORED_VALUE } from "../entry-text";
import { CALLBACK, type BundleUnit } from "./bundle-entry";
import { runTimeModule } from "./run-time-module";

/** The esbuild namespace of modules that are texts in memory. Their paths are `<unit>/<what>`. */
export const CALLBACK_NAMESPACE = "callback";
export const entryPoint = (unit: number): string => `callback:unit/${unit}`;

/** The specifier by which an entry imports what it exports. */
const WRAPPER = "callback:wrapper";
/** The same for every unit, and so known before they are. The callback is named as well: it can be read before its wrapper. */
const ENTRY = `import "${CALLBACK}";\nexport { handler } from "${WRAPPER}";\n`;
/** Where nothing stands between Lambda and the callback. */
const NO_WRAPPER = `export { handler } from "${CALLBACK}";\n`;

/** Which unit's callback a module is, by its name in esbuild's records; `undefined` for any other module. */
export function unitOfCallback(module: string): number | undefined {
  const match = /^callback:(\d+)\/handler$/.exec(module);
  return match ? Number(match[1]) : undefined;
}

/** Which unit a text in memory belongs to, by its path. */
export const unitOfModule = (path: string): number => toModule(path).unit;

function specifiersOf(units: readonly BundleUnit[]): RegExp {
  const specifiers = new Set(units.flatMap(({ modules }) => Object.keys(modules)));
  return new RegExp(`^(?:callback:.*|${[...specifiers].map(escapeRegExp).join("|") || "callback:"})$`);
}

export interface EarlyUnits {
  /** All specifiers of units that are still to come. */
  readonly filter: RegExp;
  /** Resolves when a unit's module is known: `false` if there is no such unit. */
  readonly isKnown: (module: UnitModule) => Promise<boolean>;
}

/** A text in memory. */
export interface UnitModule {
  readonly unit: number;
  readonly what: string;
}

/** Serves the entries, their captures and their wrappers from memory. Units may come later, if it is told how. */
export function virtualModules(units: readonly BundleUnit[], early?: EarlyUnits): Plugin {
  return {
    name: "callbacks",
    setup(build) {
      build.onResolve({ filter: early?.filter ?? specifiersOf(units) }, ({ path, pluginData, kind }) => {
        if (kind === "entry-point") return inMemory(Number(path.slice(entryPoint(0).length - 1)), "entry");
        return typeof pluginData === "number" ? resolveModule(units, pluginData, path) : undefined;
      });
      // A module's imports are read when all of them are resolved, so it is here that what is not known yet must wait.
      build.onLoad({ filter: /.*/, namespace: CALLBACK_NAMESPACE }, async ({ path }) => {
        const module = toModule(path);
        if (module.what === "entry") return { contents: ENTRY, pluginData: module.unit };
        return !early || (await early.isKnown(module)) ? loadModule(units, module) : { contents: "" };
      });
      // Not followed: where one is left in a bundle, the bundle is refused. A module that also describes resources may be
      // imported for its other parts.
      build.onResolve({ filter: DEPLOY_TIME }, ({ path }) => ({ path, external: true, sideEffects: false }));
    },
  };
}

function toModule(path: string): UnitModule {
  const slash = path.indexOf("/");
  return { unit: Number(path.slice(0, slash)), what: path.slice(slash + 1) };
}

function resolveModule(
  units: readonly BundleUnit[],
  unit: number,
  specifier: string,
): OnResolveResult | undefined {
  switch (specifier) {
    case WRAPPER:
      return inMemory(unit, "wrapper");
    case CALLBACK:
      return inMemory(unit, "handler");
    case CAPTURES:
      return inMemory(unit, "captures");
    case CAPTURED_OUTPUT:
      return { path: runTimeModule("captured-output"), sideEffects: false };
    case STORED_VALUE:
      return { path: runTimeModule("stored-value"), sideEffects: false };
    default:
      return specifier in units[unit]!.modules ? inMemory(unit, `module/${specifier}`) : undefined;
  }
}

const inMemory = (unit: number, what: string): OnResolveResult => ({
  path: `${unit}/${what}`,
  namespace: CALLBACK_NAMESPACE,
  pluginData: unit,
});

function loadModule(units: readonly BundleUnit[], { unit, what }: UnitModule): OnLoadResult {
  const { analyzed, wrapper, modules } = units[unit]!;
  const module = (contents: string, loader: Loader, resolveDir: string): OnLoadResult => ({
    contents,
    loader,
    resolveDir,
    pluginData: unit,
  });
  switch (what) {
    case "handler":
      return module(analyzed.entry, loaderOf(analyzed.file), analyzed.directory);
    case "captures":
      return module(analyzed.captures, "js", analyzed.directory);
    case "wrapper":
      return wrapper
        ? module(wrapper.contents, "ts", wrapper.resolveDir)
        : module(NO_WRAPPER, "js", analyzed.directory);
    default:
      return module(modules[what.slice("module/".length)]!, "js", wrapper?.resolveDir ?? analyzed.directory);
  }
}

function loaderOf(file: string): Loader {
  if (/\.[cm]?ts$/.test(file)) return "ts";
  return file.endsWith(".tsx") ? "tsx" : "jsx";
}

const escapeRegExp = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
