import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, extname, join, sep } from "node:path";
import type { LambdaFunction } from "../cloud-state";
import { TASK_ROOT } from "./task-root";

/** What `require` loads, and the maps of it; a function looks for any other file on the disk. */
const MODULE_EXTENSIONS = new Set([".js", ".cjs", ".mjs", ".json", ".map"]);

type Files = LambdaFunction["files"];

/** A function's code as its sandboxes take it. */
export interface Code {
  /** Text of the modules and their source maps by path. */
  readonly sources: Readonly<Record<string, string>>;
  /** Paths of the `.node` files. */
  readonly nativeFiles: readonly string[];
  /** The folder of the code: a name only, unless there is more than modules. */
  readonly taskRoot: string;
}

export interface UnpackingOptions {
  /** A folder for everything that is unpacked; asked for when it is needed. */
  readonly folder: () => string;
  /** Unpacks modules too, for a process that really works in its folder. */
  readonly always: boolean;
  /** What is done to each module before it is loaded. */
  readonly prepare?: ((path: string, files: Files) => string) | undefined;
}

/** Modules stay in memory. The other files of a zip are written to the disk, once, where functions can read them. */
export class UnpackedCode {
  readonly #options: UnpackingOptions;
  readonly #codes = new WeakMap<Files, Code>();
  #count = 0;

  constructor(options: UnpackingOptions) {
    this.#options = options;
  }

  of({ files }: LambdaFunction): Code {
    let code = this.#codes.get(files);
    if (code === undefined) {
      code = this.#read(files);
      this.#codes.set(files, code);
    }
    return code;
  }

  #read(files: Files): Code {
    const paths = Object.keys(files);
    const { always, prepare = (path, { [path]: content }) => String(content) } = this.#options;
    const sources = Object.fromEntries(paths.filter(isModule).map((path) => [path, prepare(path, files)]));
    const isPlain = paths.every(isModule);
    return {
      sources,
      nativeFiles: paths.filter((path) => path.endsWith(".node")),
      taskRoot: isPlain && !always ? TASK_ROOT : this.#unpack(files),
    };
  }

  #unpack(files: Files): string {
    const root = join(this.#options.folder(), `task-${++this.#count}`);
    mkdirSync(root);
    for (const [path, content] of Object.entries(files)) {
      const file = join(root, path);
      if (!file.startsWith(root + sep)) throw new Error(`${path} lies outside of its zip`);
      mkdirSync(dirname(file), { recursive: true });
      // A function may read its code and not change it. Programs that it starts may be in its zip.
      writeFileSync(file, content, { mode: 0o555 });
    }
    return root;
  }
}

function isModule(path: string): boolean {
  return MODULE_EXTENSIONS.has(extname(path));
}
