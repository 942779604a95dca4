import { readFileSync, writeFileSync } from "node:fs";
import { createRequire, Module, syncBuiltinESMExports } from "node:module";
import { join, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";

/** What the process that loads packages is told, in `load.json` of the folder that it runs in. */
export interface LoadRequest {
  /** Each in a file of its own. */
  readonly files: readonly string[];
  /** The folder above, which has nothing else in it. */
  readonly root: string;
  /** Packages that lie beside the function; here, beside the program. */
  readonly external: readonly string[];
  /** The folder that imports them. */
  readonly directory: string;
}

/** What it found, in `loaded.json`, in the order of the files. */
export interface LoadReport {
  /** Why the package could not be loaded, if it could not. */
  readonly error?: { readonly message: string; readonly stack: string; readonly isMissingModule: boolean };
  /** Whether it has looked for a file in vain, below the root. */
  readonly lacksFiles: boolean;
  /** Modules that were not found, and from where they were required. */
  readonly missing: readonly { readonly request: string; readonly stack: string }[];
}

interface Loader {
  _load: (request: string, ...rest: unknown[]) => unknown;
  _resolveFilename: (request: string, ...rest: unknown[]) => string;
}

const LOOKS = [
  "accessSync",
  "existsSync",
  "lstatSync",
  "openSync",
  "opendirSync",
  "readdirSync",
  "readFileSync",
  "realpathSync",
  "statSync",
] as const;

/** Loads each as Lambda does, and notes what is not there. */
function load(folder: string): LoadReport[] {
  const { files, root, external, directory } = JSON.parse(
    readFileSync(join(folder, "load.json"), "utf8"),
  ) as LoadRequest;
  let lacksFiles = false;
  let missing: LoadReport["missing"][number][] = [];
  noteLooks((path) => (lacksFiles ||= resolve(path).startsWith(root + sep)));
  const loader = Module as unknown as Loader;
  const { _load: loadModule, _resolveFilename: resolveName } = loader;
  const beside = createRequire(join(directory, "importer.js"));
  const patterns = external.map(toPattern);
  const isExternal = (request: string) => patterns.some((pattern) => pattern.test(request));
  loader._resolveFilename = (request, ...rest) =>
    isExternal(request) ? beside.resolve(request) : resolveName(request, ...rest);
  loader._load = (request, ...rest) => {
    try {
      return loadModule(request, ...rest);
    } catch (error) {
      const { code, message, stack } = Object(error) as NodeJS.ErrnoException;
      const isOwn = code === "MODULE_NOT_FOUND" && message.startsWith(`Cannot find module '${request}'`);
      if (isOwn && !isExternal(request)) missing.push({ request, stack: String(stack) });
      throw error;
    }
  };
  return files.map((file) => {
    lacksFiles = false;
    missing = [];
    try {
      require(file);
      return { lacksFiles, missing };
    } catch (thrown) {
      const { message, stack, code } = Object(thrown) as Error & { readonly code?: unknown };
      const isMissingModule = code === "MODULE_NOT_FOUND" && missing.length > 0;
      return {
        error: { message: String(message), stack: String(stack), isMissingModule },
        lacksFiles,
        missing,
      };
    }
  });
}

/** As the bundler understands it: a package with all its modules, or any text for the star. */
const toPattern = (external: string): RegExp =>
  new RegExp(`^${external.replace(/[.+?^${}()|[\]\\]/g, "\\$&").replace("*", ".*")}(?:/.*)?$`);

function noteLooks(missed: (path: string) => void): void {
  const fs = require("node:fs") as Record<string, unknown>;
  for (const name of LOOKS) {
    const original = fs[name] as (...args: unknown[]) => unknown;
    const noting = (...args: unknown[]): unknown => {
      const note = () => missed(args[0] instanceof URL ? fileURLToPath(args[0]) : String(args[0]));
      try {
        const found = original(...args);
        if (found === false) note();
        return found;
      } catch (error) {
        note();
        throw error;
      }
    };
    fs[name] = Object.assign(noting, original);
  }
  syncBuiltinESMExports();
}

const folder = process.cwd();
const reports = load(folder);
writeFileSync(join(folder, "loaded.json"), JSON.stringify(reports));
// Whatever else a package has begun: it was loaded to see whether it can be.
process.kill(process.pid, "SIGKILL");
