import { createHash } from "node:crypto";
import Module from "node:module";
import { dirname } from "node:path";
import vm from "node:vm";
import { readCodePack, writeCodePack } from "./code-pack";

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

/**
 * `import()` does not work in a script that comes from a cache (Node 20), so code that may contain it is compiled as ever. A
 * comment may stand between the two.
 */
const DYNAMIC_IMPORT = /\bimport\s*(?:\(|\/[/*])/;
/** While less than one part in so many was missing, writing the file anew costs more than it saves. */
const MISSING_PART = 20;

const internals = Module as unknown as Internals;
let isInstalled = false;

/**
 * From now on, modules that were compiled by an earlier process are not compiled again. That halves the time that loading
 * them takes.
 *
 * @param file where the code is kept: one for each kind of process, because it holds what that process has loaded.
 * @returns keeps the code for the next process, with every function that has run by now.
 */
export function cacheModuleCode(file: string): () => void {
  // Node learns of source maps only when it compiles a module itself.
  if (isInstalled || process.sourceMapsEnabled) return () => undefined;
  isInstalled = true;
  const pack = readCodePack(file);
  const scripts = new Map<string, vm.Script>();
  const characters = { loaded: 0, missing: 0 };
  const compile = internals.prototype._compile;

  internals.prototype._compile = function (...file) {
    const [source, path, format] = file;
    if ((format ?? "commonjs") !== "commonjs" || DYNAMIC_IMPORT.test(source))
      return compile.apply(this, file);
    const key = createHash("sha256").update(source).digest("hex");
    const script = toScript(source, path, pack.get(key));
    // The error of Node's own compiler names the line.
    if (!script) return compile.apply(this, file);
    scripts.set(key, script);
    characters.loaded += source.length;
    if (script.cachedDataRejected !== false) characters.missing += source.length;
    const run = script.runInThisContext() as ModuleFunction;
    return run.call(this.exports, this.exports, requireOf(this), this, path, dirname(path));
  };
  return () => {
    if (characters.missing * MISSING_PART > characters.loaded)
      writeCodePack(file, new Map([...scripts].map(([key, script]) => [key, script.createCachedData()])));
    scripts.clear();
  };
}

function toScript(
  source: string,
  filename: string,
  cachedData: Uint8Array | undefined,
): vm.Script | undefined {
  const [before, after] = internals.wrapper;
  try {
    return new vm.Script(before + source.replace(/^#!.*/, "") + after, {
      filename,
      // Positions in the module's first line stay what they are in its file.
      columnOffset: -before.length,
      ...(cachedData && { cachedData: cachedData as Buffer }),
    });
  } catch {
    return undefined;
  }
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
