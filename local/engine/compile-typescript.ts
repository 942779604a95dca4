import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, extname, join, resolve, sep } from "node:path";
import type * as esbuild from "esbuild";

/** TypeScript that is compiled as it is loaded, by extension. */
export const EXTENSIONS = [".ts", ".cts", ".tsx"] as const;

const RELATIVE_IMPORT = /\b(?:from|import|require)\s*\(?\s*["'](\.{1,2}(?:\/[^"']*)?)["']/g;

export interface Compiled {
  readonly file: string;
  readonly source: string;
  /** CommonJS with an inline source map. */
  readonly code: string;
}

export interface CompileOptions {
  /** The project's `tsconfig.json`, if it has one: with what it extends, it decides how classes and decorators compile. */
  readonly tsconfig: string | undefined;
  /** Says which files still need it. */
  readonly wanted: (file: string, source: string) => boolean;
}

/**
 * Compiles a file and those that it imports, directly or not, in one go: one call of the compiler for each file would take
 * several times as long.
 *
 * @throws Error with the compiler's message, which names the line.
 */
export function compileWithImports(file: string, { tsconfig, wanted }: CompileOptions): readonly Compiled[] {
  const entries = filesFrom(file).filter(([path, source]) => path === file || wanted(path, source));
  const { buildSync } = require("esbuild") as typeof esbuild;
  return toCompiled(entries, buildSync(buildOptions(entries, tsconfig)));
}

/** The same while this thread goes on with something else; the file itself only when it is wanted. */
export async function compileAhead(
  file: string,
  { tsconfig, wanted }: CompileOptions,
): Promise<readonly Compiled[]> {
  const entries = filesFrom(file).filter(([path, source]) => wanted(path, source));
  if (entries.length === 0) return [];
  const { build } = require("esbuild") as typeof esbuild;
  return toCompiled(entries, await build(buildOptions(entries, tsconfig)));
}

/** Starts the compiler's own process, which takes longer than a file or two. */
export function startCompiler(): void {
  const { transform } = require("esbuild") as typeof esbuild;
  void transform("").catch(() => undefined);
}

type SourceFile = readonly [path: string, source: string];

function buildOptions(entries: readonly SourceFile[], tsconfig: string | undefined) {
  return {
    // An output beside each source, so that the maps name the source relative to it.
    entryPoints: entries.map(([path]) => ({ in: path, out: path.slice(1) })),
    absWorkingDir: sep,
    outdir: sep,
    ...(tsconfig === undefined ? { tsconfigRaw: {} } : { tsconfig }),
    bundle: false,
    write: false,
    format: "cjs",
    target: "node20",
    sourcemap: "inline",
    sourcesContent: false,
    logLevel: "silent",
  } satisfies esbuild.BuildOptions;
}

function toCompiled(
  entries: readonly SourceFile[],
  { outputFiles }: { readonly outputFiles: readonly esbuild.OutputFile[] },
): readonly Compiled[] {
  return entries.map(([path, source], index) => ({ file: path, source, code: outputFiles[index]!.text }));
}

/** A file and all that it imports, with their sources. */
function filesFrom(file: string): readonly SourceFile[] {
  const sources = new Map<string, string>();
  collect(file, sources);
  return [...sources];
}

function collect(file: string, sources: Map<string, string>): void {
  if (sources.has(file)) return;
  const source = readFileSync(file, "utf8");
  sources.set(file, source);
  for (const [, specifier] of source.matchAll(RELATIVE_IMPORT)) {
    const target = find(resolve(dirname(file), specifier!));
    if (target !== undefined) collect(target, sources);
  }
}

/** As Node finds a module without its extension; undefined for what is no TypeScript. */
function find(path: string): string | undefined {
  if (path.split(sep).includes("node_modules")) return undefined;
  if (extname(path) !== "" && isFile(path)) return isTypeScript(path) ? path : undefined;
  return [
    ...EXTENSIONS.map((extension) => path + extension),
    ...EXTENSIONS.map((extension) => join(path, `index${extension}`)),
  ].find(isFile);
}

const isTypeScript = (path: string): boolean =>
  !path.endsWith(".d.ts") && EXTENSIONS.some((extension) => path.endsWith(extension));

const isFile = (path: string): boolean => existsSync(path) && statSync(path).isFile();
