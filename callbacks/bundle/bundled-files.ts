import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { BuildFailure } from "esbuild";
import type { BundledCallback } from "./bundle-entry";
import { findTsconfig } from "./tsconfig";
import { tsconfigChain } from "./tsconfig-chain";
import { unitOfCallback } from "./virtual-modules";

/**
 * Set by whoever runs programs and runs them again after an edit: a set that takes the files of the project, packages left
 * out, that bundles depend on. Most of them the program itself never loads.
 */
const BUNDLED_FILES = Symbol.for("secure-serverless-api.bundled-files");

/** What an import may leave out, of files that may still be missing. */
const ENDINGS = ["", ".ts", ".tsx", ".js", ".json", "/index.ts", "/index.js"];

const noted = (): Set<string> | undefined =>
  (globalThis as { readonly [BUNDLED_FILES]?: Set<string> })[BUNDLED_FILES];

export const isOfProject = (file: string): boolean => !/[\\/]node_modules[\\/]/.test(file);

/** The name of the package that a file or a folder in `node_modules` belongs to. */
export const packageNameOf = (file: string): string | undefined =>
  /^.*[\\/]node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)/.exec(file)?.[1];

export function noteFiles(files: readonly string[]): void {
  for (const file of files.filter(isOfProject)) noted()?.add(file);
}

/** What was read for a bundle. */
export function noteInputs(inputs: readonly string[]): void {
  if (!noted()) return;
  const own = inputs.filter(isOfProject);
  noteFiles([...own, ...own.flatMap(packageFileOf)]);
}

/** What a callback's bundle depends on before anything of it is read. */
export function noteCallback({ file, directory }: BundledCallback): void {
  if (!noted()) return;
  const tsconfig = findTsconfig(directory);
  noteFiles([file, ...(tsconfig === undefined ? [] : tsconfigChain(tsconfig))]);
}

/** The files that a build stumbled over, and those that it did not find: an edit of any may mend it. */
export function noteFailure({ directory }: BundledCallback, error: unknown): void {
  for (const { text, location } of (error as Partial<BuildFailure>).errors ?? []) {
    if (!location) continue;
    const isCallback = unitOfCallback(location.file) !== undefined;
    const [, missing] = /^Could not resolve "(\.[^"]*)"/.exec(text) ?? [];
    if (!isCallback) noteFiles([`/${location.file}`]);
    if (missing !== undefined) {
      const path = resolve(isCallback ? directory : dirname(`/${location.file}`), missing);
      noteFiles(ENDINGS.map((ending) => path + ending));
    }
  }
}

/** The description of the package that a file of the project belongs to: it may say what the file's imports mean. */
export function packageFileOf(file: string): string[] {
  const folder = dirname(file);
  const here = join(folder, "package.json");
  if (existsSync(here)) return [here];
  return folder === dirname(folder) ? [] : packageFileOf(folder);
}
