import { existsSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import type { AnalyzedCallback } from "./analyzed-callback";
import { noteFiles } from "./bundle/bundled-files";
import { CallbackError } from "./callback-error";
import { STRICT } from "./entry-text";
import { hashOf, keep, readKept, toolVersion } from "./kept-results";
import type { ModuleOutline } from "./source/modules/outline-module";

/** A module that exports `handler`, for those who prefer files to callbacks. */
export interface EntryFile {
  /** An absolute path, or one relative to the project, the folder that the program runs in. The extension may be left out. */
  readonly entry: string;
}

export const isEntryFile = (value: unknown): value is EntryFile =>
  typeof value === "object" && value !== null && typeof (value as Partial<EntryFile>).entry === "string";

const ENDINGS = ["", ".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs", "/index.ts", "/index.js"];

/** @throws CallbackError for a file that is not there or does not export a function as `handler`. */
export function analyzeEntryFile({ entry }: EntryFile, name: string): AnalyzedCallback {
  const wanted = resolve(entry);
  const possible = ENDINGS.map((ending) => wanted + ending);
  const file = possible.find(isFile);
  noteFiles(file === undefined ? possible : [file]);
  if (file === undefined) {
    throw new CallbackError(name, {
      problem: `is to be the file ${JSON.stringify(entry)}, and there is no ${wanted}`,
      remedy: "Give a path relative to the project's folder, or an absolute one",
    });
  }
  const { mayExport, fault, passedOn, isStrict } = outlineOf(file);
  const what = `is to be the file ${JSON.stringify(entry)}`;
  if (!mayExport) {
    throw new CallbackError(name, {
      problem: `${what}, which does not export 'handler'`,
      remedy: "Write export const handler = … there",
      place: { file, line: 1 },
    });
  }
  if (fault) {
    throw new CallbackError(name, {
      problem: `${what}, whose 'handler' is ${fault.is}`,
      remedy: "Write export const handler = async (event) => … there",
      place: { file, line: fault.line },
    });
  }
  return {
    name,
    file,
    line: 1,
    directory: dirname(file),
    entry: `${isStrict ? STRICT : ""}import * as entry from ${JSON.stringify(`./${basename(file)}`)};export const handler = entry.handler;\n`,
    captures: "",
    environment: {},
    stored: [],
    ...(passedOn && { passedOn }),
  };
}

const isFile = (path: string): boolean => existsSync(path) && statSync(path).isFile();

export function outlineOf(file: string, name = "handler"): ModuleOutline {
  const text = readFileSync(file, "utf8");
  const key = hashOf(toolVersion(), file, name, text);
  let outline = readKept<ModuleOutline>("entry", key);
  if (!outline) {
    // Loaded only when needed, as with it the compiler is.
    const { outlineModule } =
      require("./source/modules/outline-module") as typeof import("./source/modules/outline-module");
    keep("entry", key, (outline = outlineModule(file, text, name)));
  }
  return outline;
}
