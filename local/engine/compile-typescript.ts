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

/**
 * Compiles a file and those that it imports, directly or not, in one go: one call of the compiler for each file would take
 * several times as long.
 *
 * @param wanted says which files still need it.
 * @throws Error with the compiler's message, which names the line.
 */
export function compileWithImports(
  file: string,
  options: { readonly tsconfig: string; readonly wanted: (file: string, source: string) => boolean },
): readonly Compiled[] {
  const sources = new Map<string, string>();
  collect(file, sources);
  const entries = [...sources].filter(([path, source]) => path === file || options.wanted(path, source));
  const { buildSync } = require("esbuild") as typeof esbuild;
  const { outputFiles } = buildSync({
    // An output beside each source, so that the maps name the source relative to it.
    entryPoints: entries.map(([path]) => ({ in: path, out: path.slice(1) })),
    absWorkingDir: sep,
    outdir: sep,
    tsconfigRaw: options.tsconfig,
    bundle: false,
    write: false,
    format: "cjs",
    target: "node20",
    sourcemap: "inline",
    sourcesContent: false,
    logLevel: "silent",
  });
  return entries.map(([path, source], index) => ({ file: path, source, code: outputFiles[index]!.text }));
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
