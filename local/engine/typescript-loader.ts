import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { compileWithImports, EXTENSIONS } from "./compile-typescript";
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

/**
 * From now on `require` loads TypeScript files of the project. Types are not checked: `tsc` does that. Dependencies
 * must be compiled; the compiler (esbuild) is loaded only when a file has changed since the last start.
 */
export function loadTypeScript({ directory, cacheFolder, positions }: LoaderOptions): void {
  const tsconfigFile = join(directory, "tsconfig.json");
  const tsconfig = existsSync(tsconfigFile) ? readFileSync(tsconfigFile, "utf8") : "{}";
  const compiled = new CompiledFiles(compilerIdentity() + tsconfig, cacheFolder);

  for (const extension of EXTENSIONS) {
    require.extensions[extension] = (module, file) => {
      if (/[\\/]node_modules[\\/]/.test(file))
        throw new Error(`${file}: a dependency must be compiled JavaScript`);
      const source = readFileSync(file, "utf8");
      let code = compiled.find(file, source);
      if (code === undefined) {
        const wanted = (path: string, text: string): boolean => compiled.find(path, text) === undefined;
        for (const each of compileWithImports(file, { tsconfig, wanted })) compiled.add(each);
        code = compiled.find(file, source)!;
      }
      positions.add(file, code);
      (module as CompilingModule)._compile(code, file);
    };
  }
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
