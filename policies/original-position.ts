import { readFileSync } from "node:fs";
import { SourceMap } from "node:module";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { SourcePlace } from "./document-notes";
import type { CodePosition } from "./source-place";

const MAP_COMMENT = /\/\/# sourceMappingURL=(\S+)\s*$/;
const INLINE_MAP = /^data:application\/json;(?:charset=[^;]*;)?base64,(.*)$/;

interface FileMap {
  readonly map: SourceMap;
  /** Where the paths in the map begin. */
  readonly folder: string;
}

const maps = new Map<string, FileMap | undefined>();

/**
 * The author's line behind a line of compiled JavaScript, by the map that the file names in its last line; undefined
 * without one. Node does the same if it is asked to before the file is loaded, and then for every file that is loaded.
 */
export function findOriginal({ file, line, column }: CodePosition): SourcePlace | undefined {
  if (!maps.has(file)) maps.set(file, readMap(file));
  const { map, folder } = maps.get(file) ?? {};
  const entry = map?.findEntry(line - 1, column - 1);
  if (folder === undefined || entry === undefined || !("originalSource" in entry)) return undefined;
  return { file: toPath(entry.originalSource, folder), line: entry.originalLine + 1 };
}

function readMap(file: string): FileMap | undefined {
  try {
    const [, url] = MAP_COMMENT.exec(readFileSync(file, "utf8")) ?? [];
    if (url === undefined) return undefined;
    const [, encoded] = INLINE_MAP.exec(url) ?? [];
    const path = encoded === undefined ? resolve(dirname(file), decodeURIComponent(url)) : file;
    const text =
      encoded === undefined ? readFileSync(path, "utf8") : Buffer.from(encoded, "base64").toString();
    const payload = JSON.parse(text) as SourceMap["payload"];
    return { map: new SourceMap(payload), folder: resolve(dirname(path), payload.sourceRoot ?? "") };
  } catch {
    return undefined; // a place is a help to people: without a map they get the line that runs
  }
}

const toPath = (source: string, folder: string): string =>
  source.startsWith("file://") ? fileURLToPath(source) : resolve(folder, source);
