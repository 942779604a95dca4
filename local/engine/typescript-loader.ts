import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { compileAhead, compileWithImports, EXTENSIONS } from "./compile-typescript";
import type { SourcePositions } from "./source-positions";

interface CompilingModule extends NodeJS.Module {
  _compile(code: string, file: string): void;
}

export interface LoaderOptions {
  /** The project folder: its tsconfig.json decides how classes and decorators compile. */
  readonly directory: string;
  /** Compiled files are kept here by source path; without it every start compiles anew. */
  readonly cacheFolder?: string;
  readonly positions: SourcePositions;
}

export interface TypeScriptLoader {
  /**
   * Compiles a program's file, or folder, with its imports before it is loaded, while this thread goes on. What it does not find
   * or cannot compile is left to `require`, which then says what is wrong.
   */
  compileAhead(main: string): Promise<void>;
}

/** Read by the analysis of callbacks, which needs no debugger then. A program may hold a copy of it of its own. */
const COMPILED_TEXTS = Symbol.for("secure-serverless-api.compiled-texts");
const compiledTexts = ((globalThis as { [COMPILED_TEXTS]?: Map<string, string> })[COMPILED_TEXTS] ??= new Map<
  string,
  string
>());

/**
 * From now on `require` loads TypeScript files of the project. Types are not checked: `tsc` does that. Dependencies
 * must be compiled; the compiler (esbuild) is loaded only when a file has changed since the last start.
 */
export function loadTypeScript({ directory, cacheFolder, positions }: LoaderOptions): TypeScriptLoader {
  const tsconfigFile = join(directory, "tsconfig.json");
  const tsconfig = existsSync(tsconfigFile) ? tsconfigFile : undefined;
  const settings = tsconfig === undefined ? "{}" : readFileSync(tsconfig, "utf8");
  // What another file decides is not seen here: then nothing is kept.
  const keptIn = /"extends"/.test(settings) ? undefined : cacheFolder;
  const compiled = new CompiledFiles(compilerIdentity() + settings, keptIn);
  const wanted = (path: string, text: string): boolean => compiled.find(path, text) === undefined;

  for (const extension of EXTENSIONS) {
    require.extensions[extension] = (module, file) => {
      if (/[\\/]node_modules[\\/]/.test(file))
        throw new Error(`${file}: a dependency must be compiled JavaScript`);
      const source = readFileSync(file, "utf8");
      let code = compiled.find(file, source);
      if (code === undefined) {
        for (const each of compileWithImports(file, { tsconfig, wanted })) compiled.add(each);
        code = compiled.find(file, source)!;
      }
      positions.add(file, code);
      compiledTexts.set(file, code);
      (module as CompilingModule)._compile(code, file);
    };
  }
  return {
    async compileAhead(main) {
      try {
        const file = createRequire(join(directory, "package.json")).resolve(main);
        for (const each of await compileAhead(file, { tsconfig, wanted })) compiled.add(each);
      } catch {
        return;
      }
    },
  };
}

function compilerIdentity(): string {
  const { version } = require("esbuild/package.json") as { version: string };
  return `esbuild ${version}\n`;
}

/** One entry per source file, replaced when the source changes: the folder does not grow with every edit. */
class CompiledFiles {
  private readonly identity: string;
  private readonly folder: string | undefined;
  /** By file: the stamp of the source, and the code. */
  private readonly entries = new Map<string, { readonly stamp: string; readonly code: string }>();

  constructor(identity: string, folder: string | undefined) {
    this.identity = identity;
    this.folder = folder;
    if (folder !== undefined) mkdirSync(folder, { recursive: true });
  }

  find(file: string, source: string): string | undefined {
    const stamp = this.stampOf(source);
    const known = this.entries.get(file);
    if (known?.stamp === stamp) return known.code;
    if (this.folder === undefined || !existsSync(this.pathOf(file))) return undefined;
    const text = readFileSync(this.pathOf(file), "utf8");
    if (!text.startsWith(stamp)) return undefined;
    const code = text.slice(stamp.length);
    this.entries.set(file, { stamp, code });
    return code;
  }

  add({
    file,
    source,
    code,
  }: {
    readonly file: string;
    readonly source: string;
    readonly code: string;
  }): void {
    const stamp = this.stampOf(source);
    this.entries.set(file, { stamp, code });
    if (this.folder === undefined) return;
    const path = this.pathOf(file);
    writeFileSync(`${path}.${process.pid}`, stamp + code);
    renameSync(`${path}.${process.pid}`, path);
  }

  private stampOf(source: string): string {
    return `//${sha256(this.identity + source)}\n`;
  }

  private pathOf(file: string): string {
    return join(this.folder!, `${sha256(file).slice(0, 32)}.js`);
  }
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
