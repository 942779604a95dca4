import Module from "node:module";
import { dirname, resolve } from "node:path";

interface Loader {
  load: (this: NodeJS.Module, file: string) => void;
}

interface ModuleNotFound extends Error {
  readonly requireStack?: readonly string[];
}

/**
 * Takes the files that `callbacks` has bundled from, many of which the program never loads. A program may hold a copy of it
 * of its own.
 */
const BUNDLED_FILES = Symbol.for("secure-serverless-api.bundled-files");
const DEPENDENCY = /[\\/]node_modules[\\/]/;
/** What an import may leave out. */
const ENDINGS = ["", ".ts", ".tsx", ".js", ".json", "/index.ts", "/index.js"];

/**
 * The files that a program depends on, dependencies left out: what it loads from now on, also modules that fail, which Node
 * forgets, and what it bundles.
 */
export class ProgramFiles {
  private readonly files = new Set<string>();
  private readonly load = (Module.prototype as unknown as Loader).load;

  constructor() {
    const { files, load } = this;
    (Module.prototype as unknown as Loader).load = function (file) {
      if (!DEPENDENCY.test(file)) files.add(file);
      load.call(this, file);
    };
    (globalThis as { [BUNDLED_FILES]?: Set<string> })[BUNDLED_FILES] = files;
  }

  get all(): readonly string[] {
    return [...this.files];
  }

  /** A module that was not found may be written yet. */
  addMissing(error: unknown): void {
    if (!(error instanceof Error)) return;
    const { message, requireStack: [importer] = [] } = error as ModuleNotFound;
    const [, path] = /^Cannot find module '(\.{1,2}\/[^']*)'/.exec(message) ?? [];
    if (path === undefined || importer === undefined) return;
    const missing = resolve(dirname(importer), path);
    for (const ending of ENDINGS) this.files.add(missing + ending);
  }

  /** Nothing that is loaded afterwards counts. */
  close(): void {
    (Module.prototype as unknown as Loader).load = this.load;
  }
}
