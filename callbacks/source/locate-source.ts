import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { CompiledNames } from "./compiled-names";
import type { ScriptPosition } from "./inspect-function";
import { toPath, type Script } from "./scripts";

/** A place in the source as its author wrote it. Line and column are counted from 0. */
export interface SourcePosition {
  readonly source: SourceFile;
  /** Absent where the script has no source map, and so its own names. */
  readonly compiledNames?: CompiledNames;
  readonly line: number;
  readonly column: number;
}

export interface SourceFile {
  /** Where the author's file is, or was when it was compiled. */
  readonly file: string;
  readonly text: string;
  /** SHA-256 of the text, in hexadecimal. */
  readonly hash: string;
  /** The JavaScript file that the engine loaded; the same as `file` when a loader compiled it in memory. */
  readonly scriptFile: string;
  /** The folder that the file's relative imports start from. */
  readonly directory: string;
}

const sourceFiles = new WeakMap<Script, Map<string, SourceFile | undefined>>();

/** From the compiled script back to the author's source. `undefined` when neither is on disk nor in a source map. */
export function locateSource({ script, line, column }: ScriptPosition): SourcePosition | undefined {
  const { map } = script;
  const origin = map?.findEntry(line, column);
  if (map && origin && "originalSource" in origin && origin.originalSource) {
    const source = openSource(script, origin.originalSource);
    if (source) {
      const compiledNames = new CompiledNames(map, origin.originalSource, script.text);
      return { source, compiledNames, line: origin.originalLine, column: origin.originalColumn };
    }
  }
  const source = openSource(script);
  return source && { source, line, column };
}

function openSource(script: Script, origin?: string): SourceFile | undefined {
  let files = sourceFiles.get(script);
  if (!files) sourceFiles.set(script, (files = new Map()));
  const key = origin ?? "";
  if (!files.has(key)) files.set(key, readSource(script, origin));
  return files.get(key);
}

function readSource({ file: scriptFile, map }: Script, origin: string | undefined): SourceFile | undefined {
  const file =
    origin === undefined ? scriptFile : originPath(scriptFile, map?.payload.sourceRoot ?? "", origin);
  // The text in the map is what was compiled; the file on disk may have been edited since, or not been published.
  const embedded =
    origin === undefined ? undefined : map?.payload.sourcesContent?.[map.payload.sources.indexOf(origin)];
  if (typeof embedded !== "string" && !existsSync(file)) return undefined;
  const text = typeof embedded === "string" ? embedded : readFileSync(file, "utf8");
  return {
    file,
    text,
    hash: createHash("sha256").update(text).digest("hex"),
    scriptFile,
    directory: dirname(existsSync(file) ? file : scriptFile),
  };
}

const originPath = (scriptFile: string, root: string, origin: string): string =>
  origin.startsWith("file:") ? toPath(origin) : resolve(dirname(scriptFile), root, origin);
