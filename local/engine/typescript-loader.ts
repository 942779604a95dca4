import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type * as esbuild from "esbuild";
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

const EXTENSIONS = { ".ts": "ts", ".cts": "ts", ".tsx": "tsx" } as const;

/**
 * From now on `require` loads TypeScript files of the project. Types are not checked: `tsc` does that. Dependencies
 * must be compiled; the compiler (esbuild) is loaded only when a file has changed since the last start.
 */
export function loadTypeScript({ directory, cacheFolder, positions }: LoaderOptions): void {
  const tsconfigFile = join(directory, "tsconfig.json");
  const tsconfig = existsSync(tsconfigFile) ? readFileSync(tsconfigFile, "utf8") : "{}";
  const compiler = compilerIdentity() + tsconfig;
  if (cacheFolder !== undefined) mkdirSync(cacheFolder, { recursive: true });

  for (const [extension, loader] of Object.entries(EXTENSIONS)) {
    require.extensions[extension] = (module, file) => {
      if (/[\\/]node_modules[\\/]/.test(file))
        throw new Error(`${file}: a dependency must be compiled JavaScript`);
      const source = readFileSync(file, "utf8");
      const compile = (): string => transform(source, { loader, sourcefile: file, tsconfigRaw: tsconfig });
      const code =
        cacheFolder === undefined
          ? compile()
          : cached(cacheFolder, { file, key: compiler + source }, compile);
      positions.add(file, code);
      (module as CompilingModule)._compile(code, file);
    };
  }
}

function compilerIdentity(): string {
  const { version } = require("esbuild/package.json") as { version: string };
  return `esbuild ${version}\n`;
}

function transform(
  source: string,
  options: { loader: "ts" | "tsx"; sourcefile: string; tsconfigRaw: string },
): string {
  const { transformSync } = require("esbuild") as typeof esbuild;
  const { code } = transformSync(source, {
    ...options,
    format: "cjs",
    target: "node20",
    sourcemap: "inline",
  });
  return code;
}

/** One entry per source file, replaced when the source changes: the folder does not grow with every edit. */
function cached(folder: string, entry: { file: string; key: string }, compile: () => string): string {
  const stamp = `//${sha256(entry.key)}\n`;
  const path = join(folder, `${sha256(entry.file).slice(0, 32)}.js`);
  if (existsSync(path)) {
    const text = readFileSync(path, "utf8");
    if (text.startsWith(stamp)) return text.slice(stamp.length);
  }
  const code = compile();
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.${process.pid}`, stamp + code);
  renameSync(`${path}.${process.pid}`, path);
  return code;
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
