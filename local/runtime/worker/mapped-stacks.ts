import { SourceMap, type SourceMapPayload } from "node:module";
import { posix } from "node:path";
import { fileURLToPath } from "node:url";
import type { LoadMessage } from "../messages";
import { sourceMapLink } from "../source-map-link";

const OPTION = /(?:^|\s)--enable-source-maps(?:\s|$)/;
const INLINE = /^data:application\/json[^,]*;base64,(.*)$/;

type Loaded = Pick<LoadMessage, "taskRoot" | "sources" | "environment">;

/**
 * Makes stack traces name the author's files, where `NODE_OPTIONS` says `--enable-source-maps`. Node itself does that for the
 * modules that it loads from a disk only.
 */
export function mapStacks({ taskRoot, sources, environment }: Loaded): void {
  if (!OPTION.test(environment["NODE_OPTIONS"] ?? "")) return;
  const maps = new Map<string, SourceMap | undefined>();
  const mapOf = (path: string): SourceMap | undefined => {
    if (!maps.has(path)) maps.set(path, readMap(path, sources));
    return maps.get(path);
  };
  const mapped = (frame: NodeJS.CallSite): string => {
    const text = (frame as { toString(): string }).toString();
    const [file, line, column] = [frame.getFileName(), frame.getLineNumber(), frame.getColumnNumber()];
    if (!file?.startsWith(`${taskRoot}/`) || line === null || column === null) return text;
    const entry = mapOf(posix.relative(taskRoot, file))?.findEntry(line - 1, column - 1);
    if (entry === undefined || !("originalSource" in entry) || !entry.originalSource) return text;
    const source = sourceFile(file, entry.originalSource);
    return text.replace(
      `${file}:${line}:${column}`,
      () => `${source}:${entry.originalLine + 1}:${entry.originalColumn + 1}`,
    );
  };
  Error.prepareStackTrace = (error, frames) =>
    [headOf(error), ...frames.map((frame) => `    at ${mapped(frame)}`)].join("\n");
}

/** While debugging a map names the files of this disk. */
const sourceFile = (file: string, source: string): string =>
  source.startsWith("file:") ? fileURLToPath(source) : posix.resolve(posix.dirname(file), source);

function headOf(error: Error): string {
  try {
    return Error.prototype.toString.call(error);
  } catch {
    return "<error>"; // V8's word for an error that cannot say its name
  }
}

function readMap(path: string, sources: LoadMessage["sources"]): SourceMap | undefined {
  const link = sourceMapLink(sources[path] ?? "");
  if (link === undefined) return undefined;
  const inline = INLINE.exec(link)?.[1];
  const text =
    inline === undefined
      ? sources[posix.join(posix.dirname(path), link)]
      : Buffer.from(inline, "base64").toString("utf8");
  try {
    return text === undefined ? undefined : new SourceMap(JSON.parse(text) as SourceMapPayload);
  } catch {
    return undefined;
  }
}
