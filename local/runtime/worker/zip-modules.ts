import { builtinModules, createRequire } from "node:module";
import { posix } from "node:path";
import vm from "node:vm";
import type { LoadMessage } from "../messages";
import { hasOwnProcess } from "./channel";

const requireBuiltin = createRequire("/");
const BUILTINS = new Set(builtinModules);
const WRAPPER = ["(function (exports, require, module, __filename, __dirname) { ", "\n})"] as const;

interface ZipModule {
  readonly id: string;
  readonly filename: string;
  readonly children: ZipModule[];
  exports: unknown;
  loaded: boolean;
}

type Require = ((request: string) => unknown) & { resolve(request: string): string; readonly cache: object };
type ModuleFunction = (
  ...scope: [exports: unknown, require: Require, module: ZipModule, filename: string, directory: string]
) => void;

/**
 * CommonJS modules out of the files of a zip, which stay in memory. A request is a built-in module, a file of the zip or a
 * package inside the zip; nothing is looked for on the developer's disk, so what is missing on Lambda is missing here.
 */
export class ZipModules {
  readonly #root: string;
  readonly #sources: LoadMessage["sources"];
  readonly #nativeFiles: ReadonlySet<string>;
  readonly #codeCaches: LoadMessage["codeCaches"];
  readonly #cache: Record<string, ZipModule> = Object.create(null) as Record<string, ZipModule>;
  readonly #uncached = new Map<string, vm.Script>();

  constructor({
    taskRoot,
    sources,
    codeCaches,
    nativeFiles,
  }: Pick<LoadMessage, "taskRoot" | "sources" | "codeCaches" | "nativeFiles">) {
    this.#root = taskRoot;
    this.#nativeFiles = new Set(nativeFiles);
    this.#sources = sources;
    this.#codeCaches = codeCaches;
  }

  /** Loads a file by its path inside the zip. */
  load(path: string): unknown {
    return this.#load(path).exports;
  }

  /** Whether the zip has this file. */
  has(path: string): boolean {
    return Object.hasOwn(this.#sources, path) || this.#nativeFiles.has(path);
  }

  /** The file that a request made inside `parent` means. */
  require(request: string, parent: ZipModule | undefined): unknown {
    const name = request.startsWith("node:") ? request.slice("node:".length) : request;
    if (BUILTINS.has(name) || request.startsWith("node:")) return requireBuiltin(request);
    return this.#load(this.resolve(request, parent)).exports;
  }

  resolve(request: string, parent: ZipModule | undefined): string {
    const found = this.#candidates(request, parent).find((path) => this.has(path));
    if (found !== undefined) return found;
    const stack = [...(parent ? [parent.filename] : []), "/var/runtime/index.mjs"];
    const error: NodeJS.ErrnoException & { requireStack?: string[] } = new Error(
      `Cannot find module '${request}'\nRequire stack:\n- ${stack.join("\n- ")}`,
    );
    error.code = "MODULE_NOT_FOUND";
    error.requireStack = stack;
    throw error;
  }

  /** V8's cache of the scripts that were compiled without one, with every function that has run by now. Once. */
  takeCodeCaches(): { path: string; data: Uint8Array }[] {
    const caches = [...this.#uncached].map(([path, script]) => ({ path, data: script.createCachedData() }));
    this.#uncached.clear();
    return caches;
  }

  #candidates(request: string, parent: ZipModule | undefined): string[] {
    const directory = parent ? posix.dirname(parent.filename) : this.#root;
    if (/^(\.{0,2}\/|\.{1,2}$)/.test(request)) return this.#files(posix.resolve(directory, request));
    const candidates: string[] = [];
    for (let folder = directory; ; folder = posix.dirname(folder)) {
      candidates.push(...this.#files(posix.join(folder, "node_modules", request)));
      if (folder === this.#root || folder === "/") return candidates;
    }
  }

  #files(absolute: string): string[] {
    const path = posix.relative(this.#root, absolute);
    const manifest = this.#sources[posix.join(path, "package.json")];
    const main = manifest === undefined ? undefined : (JSON.parse(manifest) as { main?: string }).main;
    const bases = main === undefined ? [] : [posix.join(path, main), posix.join(path, main, "index")];
    return [
      path,
      ...["", ...bases].flatMap((base) => (base === "" ? extended(path) : [base, ...extended(base)])),
    ].concat(extended(posix.join(path, "index")));
  }

  #load(path: string): ZipModule {
    const cached = this.#cache[path];
    if (cached) return cached;
    const filename = posix.join(this.#root, path);
    const module: ZipModule = { id: filename, filename, children: [], exports: {}, loaded: false };
    this.#cache[path] = module;
    try {
      if (path.endsWith(".node")) loadNative(module);
      else if (path.endsWith(".json")) module.exports = JSON.parse(this.#sources[path] as string);
      else
        this.#compile(path, module)(
          module.exports,
          this.#requireOf(module),
          module,
          filename,
          posix.dirname(filename),
        );
      module.loaded = true;
      return module;
    } catch (error) {
      delete this.#cache[path];
      throw error;
    }
  }

  #compile(path: string, module: ZipModule): ModuleFunction {
    const source = (this.#sources[path] as string).replace(/^#!.*/, "");
    const cachedData = this.#codeCaches[path];
    const script = new vm.Script(WRAPPER[0] + source + WRAPPER[1], {
      filename: module.filename,
      columnOffset: -WRAPPER[0].length,
      ...(cachedData && {
        cachedData: Buffer.from(cachedData.buffer, cachedData.byteOffset, cachedData.byteLength),
      }),
      importModuleDynamically: (specifier: string) => this.#import(specifier, module),
    });
    if (cachedData === undefined || script.cachedDataRejected === true) this.#uncached.set(path, script);
    return script.runInThisContext() as ModuleFunction;
  }

  #requireOf(module: ZipModule): Require {
    return Object.assign((request: string) => this.require(request, module), {
      resolve: (request: string) => posix.join(this.#root, this.resolve(request, module)),
      cache: this.#cache,
    });
  }

  /** `import()` of a file of the zip: its exports under their names and as `default`, as Node does for CommonJS. */
  async #import(specifier: string, parent: ZipModule): Promise<vm.Module> {
    const value = this.require(specifier, parent);
    const exports = new Map<string, unknown>([["default", value]]);
    if (typeof value === "object" || typeof value === "function")
      for (const [name, member] of Object.entries(value ?? {}))
        if (name !== "default") exports.set(name, member);
    const module = new vm.SyntheticModule([...exports.keys()], () => {
      for (const [name, member] of exports) module.setExport(name, member);
    });
    await module.link(() => Promise.reject(new Error("a synthetic module imports nothing")));
    await module.evaluate();
    return module;
  }
}

function loadNative(module: ZipModule): void {
  if (!hasOwnProcess)
    throw new Error(
      `${module.filename} is native code, which runs in a process of its own only: start the local cloud with --runtime fork`,
    );
  process.dlopen(module, module.filename);
}

function extended(path: string): string[] {
  return [".js", ".json", ".node", ".cjs"].map((extension) => path + extension);
}
