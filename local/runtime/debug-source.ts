import { existsSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { pathToFileURL } from "node:url";
import type { LambdaFunction } from "../cloud-state";
import { sourceMapLink, withSourceMapLink } from "./source-map-link";

const INLINE = /^data:application\/json[^,]*;base64,(.*)$/;

interface SourceMap {
  readonly sourceRoot?: string;
  readonly sources: readonly string[];
}

/**
 * A module's text with its source map inside, and in the map the files of this disk: a debugger that gets this shows the
 * developer's own TypeScript, although the module itself is in no folder.
 *
 * @param directory of the program; the sources' names begin there or in a folder above.
 */
export function debugSource(path: string, files: LambdaFunction["files"], directory: string): string {
  const text = String(files[path]);
  const link = sourceMapLink(text);
  if (link === undefined) return text;
  const map = readMap(link, path, files);
  if (map === undefined) return text;
  const { sourceRoot = "", sources, ...rest } = map;
  const own = {
    ...rest,
    sources: sources.map((source) => locate(posix.join(sourceRoot, source), directory)),
  };
  const encoded = Buffer.from(JSON.stringify(own)).toString("base64");
  return withSourceMapLink(text, `data:application/json;base64,${encoded}`);
}

function readMap(link: string, path: string, files: LambdaFunction["files"]): SourceMap | undefined {
  const inline = INLINE.exec(link)?.[1];
  const beside = files[posix.join(posix.dirname(path), link)];
  try {
    if (inline !== undefined) return JSON.parse(Buffer.from(inline, "base64").toString()) as SourceMap;
    return beside && (JSON.parse(beside.toString()) as SourceMap);
  } catch {
    return undefined;
  }
}

function locate(source: string, directory: string): string {
  if (/^[a-z][a-z+.-]+:/.test(source)) return source;
  for (let folder = directory; ; folder = dirname(folder)) {
    const file = join(folder, source);
    if (existsSync(file)) return pathToFileURL(file).href;
    if (folder === dirname(folder)) return source;
  }
}
