import { existsSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import type { BundleUnit } from "./bundle-entry";
import { MappingsWriter, readMappings } from "../mappings";
import { unitOfCallback } from "./virtual-modules";

interface RawSourceMap {
  readonly version: number;
  readonly sources: readonly string[];
  readonly names: readonly string[];
  readonly mappings: string;
}

export const SOURCE_MAP = "index.js.map";

/**
 * Links a bundle with its map. Node takes note of a link in evaluated text as it does of one at a file's end, but there it
 * first goes through the whole file, character by character: a fifth of what a function added to the start of Node.
 * The word is in two parts because Node 20 looks for it in strings as well.
 */
export const LINK_SOURCE_MAP = `try{(0,eval)("//# sourceURL="+require("node:url").pathToFileURL(__filename)+"\\n//# source"+"MappingURL=${SOURCE_MAP}")}catch{}`;

/** The name a source gets in the map; `undefined` for sources that are not the author's. */
export type SourceName = (source: string) => string | undefined;

/**
 * Names sources by their paths inside their project, so that the map is the same on every machine. Packages are left out:
 * they are nine tenths of a map, which every cold start would read.
 */
export function namedFiles(units: readonly BundleUnit[], outputFolder: string): SourceName {
  return (source) => {
    const unit = unitOfCallback(source);
    if (unit !== undefined) return projectPath(units[unit]!.analyzed.file);
    if (/^[a-z-]+:/.test(source)) return undefined;
    const file = resolve(outputFolder, source);
    return file.includes(`${sep}node_modules${sep}`) ? undefined : projectPath(file);
  };
}

/** A source map cut down to the author's own files. */
export function ownSourceMap(text: string, nameOf: SourceName): string {
  const map = JSON.parse(text) as RawSourceMap;
  const sources: string[] = [];
  const names: string[] = [];
  const newSource = map.sources.map((source) => {
    const name = nameOf(source);
    return name === undefined ? undefined : sources.push(name) - 1;
  });
  const writer = new MappingsWriter();
  let isOwn = false;
  readMappings(map.mappings, (segment) => {
    const source = segment.source === -1 ? undefined : newSource[segment.source];
    if (source !== undefined) {
      const name = segment.name === -1 ? -1 : addTo(names, map.names[segment.name]!);
      writer.add({ ...segment, source, name });
    } else if (isOwn) writer.add({ ...segment, source: -1 }); // the end of what came from the file before
    isOwn = source !== undefined;
  });
  return JSON.stringify({ version: 3, sources, names, mappings: String(writer) });
}

function addTo(list: string[], item: string): number {
  const index = list.indexOf(item);
  return index === -1 ? list.push(item) - 1 : index;
}

const projects = new Map<string, string>();

function projectPath(file: string): string {
  return relative(projectOf(dirname(file)), file)
    .split(sep)
    .join("/");
}

/** The nearest folder above with a `package.json`. */
function projectOf(directory: string): string {
  let project = projects.get(directory);
  if (project === undefined) {
    const parent = dirname(directory);
    project =
      existsSync(join(directory, "package.json")) || parent === directory ? directory : projectOf(parent);
    projects.set(directory, project);
  }
  return project;
}
