import { createHash } from "node:crypto";
import { statSync, type Stats } from "node:fs";
import Module from "node:module";
import { dirname, join, sep } from "node:path";
import { Script } from "node:vm";
import { readModulePack, writeModulePack, type PackedModule } from "./module-pack";

type Compile = (this: NodeJS.Module, ...file: [source: string, path: string, format?: string]) => unknown;

interface Internals {
  readonly prototype: { _compile: Compile };
  readonly wrapper: readonly [string, string];
  readonly _extensions: NodeJS.RequireExtensions;
  _resolveFilename(request: string, parent: NodeJS.Module, isMain: boolean, options?: object): string;
  _resolveLookupPaths(request: string, parent: NodeJS.Module): string[] | null;
}

type ModuleFunction = (
  ...scope: [
    exports: unknown,
    require: NodeJS.Require,
    module: NodeJS.Module,
    file: string,
    directory: string,
  ]
) => unknown;

interface LoadedModule {
  readonly isNew: boolean;
  readonly isLarge: boolean;
  readonly stamp: string;
  readonly text: string;
  readonly script: Script;
}

/**
 * `import()` does not work in a script that comes from a cache (Node 20), so code that may contain it is compiled as ever. A
 * comment may stand between the two.
 */
const DYNAMIC_IMPORT = /\bimport\s*(?:\(|\/[/*])/;
/** Speaks of `import()` in its messages only. */
const WITHOUT_DYNAMIC_IMPORT = join("typescript", "lib", "typescript.js");
/** While less than one part in so many was missing, writing the file anew costs more than it saves. */
const MISSING_PART = 20;
/** A module of more bytes has a file of its own, which is read only by those who load it. */
const LARGE_BYTES = 1_000_000;
/** Programs of several projects, each with its own modules, may share a file; beyond this only the last one's are kept. */
const MAX_CHARACTERS = 20_000_000;

const internals = Module as unknown as Internals;
const OWN_FOLDER = dirname(__dirname) + sep;
const DEPENDENCY = `${sep}node_modules${sep}`;
let isInstalled = false;

/**
 * From now on, dependencies that an earlier process has loaded are neither read nor compiled again: one file holds them all.
 * That takes two thirds off the time that loading them takes. A dependency whose file has changed is loaded as ever. The
 * program's own files are read, and compiled if they have changed.
 *
 * @param file where modules are kept: one for each kind of process, because it holds what that process has loaded.
 * @returns keeps the modules for the next process, with every function that has run by now.
 */
export function cacheModules(file: string): () => void {
  // Node learns of source maps only when it compiles a module itself.
  if (isInstalled || process.sourceMapsEnabled) return () => undefined;
  isInstalled = true;
  const pack = readModulePack(file);
  const loaded = new Map<string, LoadedModule>();
  const load = internals._extensions[".js"]!;
  const compile = internals.prototype._compile;

  internals._extensions[".js"] = (module, path) => {
    if (!isDependency(path)) return load(module, path);
    const stats = statSync(path);
    const isLarge = stats.size > LARGE_BYTES;
    const kept = (isLarge ? readModulePack(fileOfLarge(file, path)) : pack).get(path);
    const script = kept?.stamp === stampOf(stats) ? toScript(kept.text, path, kept.code) : undefined;
    if (!script) return load(module, path);
    const { stamp, text } = kept!;
    loaded.set(path, { isNew: false, isLarge, stamp, text, script });
    run(script, module, path);
  };
  internals.prototype._compile = function (...args) {
    const [source, path, format] = args;
    if (!isCacheable(path, source, format)) return compile.apply(this, args);
    const text = wrap(source);
    const stats = isDependency(path) ? statSync(path) : undefined;
    // Of the program's own files the text decides: what is compiled here need not be what the file says.
    const stamp = stats ? stampOf(stats) : hash(text);
    const kept = pack.get(path);
    const known = kept?.stamp === stamp ? toScript(text, path, kept.code) : undefined;
    const script = known ?? toScript(text, path);
    // The error of Node's own compiler names the line.
    if (!script) return compile.apply(this, args);
    const isLarge = stats !== undefined && stats.size > LARGE_BYTES;
    loaded.set(path, { isNew: known === undefined, isLarge, stamp, text, script });
    return run(script, this, path);
  };
  return () => {
    keep(file, pack, loaded);
    loaded.clear();
  };
}

function keep(
  file: string,
  pack: ReadonlyMap<string, PackedModule>,
  loaded: ReadonlyMap<string, LoadedModule>,
): void {
  for (const [path, large] of loaded)
    if (large.isLarge && large.isNew)
      writeModulePack(fileOfLarge(file, path), new Map([[path, toPacked(large)]]));
  const small = [...loaded].filter(([, { isLarge }]) => !isLarge);
  const missing = countCharacters(small.filter(([, { isNew }]) => isNew));
  if (missing * MISSING_PART > countCharacters(small)) writeModulePack(file, merge(pack, small));
}

const countCharacters = (modules: readonly (readonly [string, LoadedModule])[]): number =>
  modules.reduce((sum, [, { text }]) => sum + text.length, 0);

const toPacked = ({ stamp, text, script }: LoadedModule): PackedModule => ({
  stamp,
  text,
  code: script.createCachedData(),
});

const fileOfLarge = (file: string, path: string): string => `${file}.${hash(path).slice(0, 16)}`;

const hash = (text: string): string => createHash("sha256").update(text).digest("hex");

const isDependency = (path: string): boolean => path.includes(DEPENDENCY) || path.startsWith(OWN_FOLDER);

const isCacheable = (path: string, source: string, format = "commonjs"): boolean =>
  format === "commonjs" && (!DYNAMIC_IMPORT.test(source) || path.endsWith(WITHOUT_DYNAMIC_IMPORT));

/**
 * Other versions of a package are other files: installing writes anew, which the number of the file and the time of its
 * last change tell. Packages' own times and sizes do not: npm gives every file the same time.
 */
function stampOf({ ino, size, ctimeMs, mtimeMs }: Stats): string {
  return `${ino} ${size} ${ctimeMs} ${mtimeMs}`;
}

function wrap(source: string): string {
  const [before, after] = internals.wrapper;
  return before + source.replace(/^#!.*/, "") + after;
}

function toScript(text: string, filename: string, code?: Uint8Array): Script | undefined {
  try {
    const script = new Script(text, {
      filename,
      // Positions in the module's first line stay what they are in its file.
      columnOffset: -internals.wrapper[0].length,
      ...(code && { cachedData: code as Buffer }),
    });
    return script.cachedDataRejected === true ? undefined : script;
  } catch {
    return undefined;
  }
}

function run(script: Script, module: NodeJS.Module, path: string): unknown {
  const evaluate = script.runInThisContext() as ModuleFunction;
  return evaluate.call(module.exports, module.exports, requireOf(module), module, path, dirname(path));
}

/** What Node gives a module as `require`. */
function requireOf(module: NodeJS.Module): NodeJS.Require {
  return Object.assign((id: string): unknown => module.require(id), {
    resolve: Object.assign(
      (request: string, options?: object) => internals._resolveFilename(request, module, false, options),
      { paths: (request: string) => internals._resolveLookupPaths(request, module) },
    ),
    main: process.mainModule ?? require.main,
    extensions: internals._extensions,
    cache: require.cache,
  });
}

function merge(
  pack: ReadonlyMap<string, PackedModule>,
  loaded: readonly (readonly [path: string, LoadedModule])[],
): Map<string, PackedModule> {
  const merged = new Map(loaded.map(([path, module]) => [path, toPacked(module)]));
  let characters = countCharacters(loaded);
  for (const [path, kept] of pack) {
    if (merged.has(path)) continue;
    characters += kept.text.length;
    if (characters <= MAX_CHARACTERS) merged.set(path, kept);
  }
  return merged;
}
