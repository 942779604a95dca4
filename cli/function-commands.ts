import { SourceMap, type SourceMapPayload } from "node:module";
import { readCode } from "../local/engine/function-code";
import type { Archive } from "../local/engine/wire-values";
import type { CodeCommands, ReadCode } from "../policies/access/read-functions";
import { findCommands } from "./bundle-commands";

/**
 * Finds the AWS SDK's commands in the code that functions are deployed with. It needs a bundle with a source map,
 * which tells the author's own code from what packages carry along.
 *
 * @param directory where relative paths of archives begin.
 */
export function commandsIn(directory: string): ReadCode {
  return ({ inputs }) => {
    const { code, handler } = inputs as { readonly code?: Archive; readonly handler?: string };
    if (code === undefined || handler === undefined) return unknown("it has no code archive");
    const files = readCode(code, directory);
    const [file] = [".js", ".cjs", ".mjs"]
      .map((ending) => handler.replace(/\.[^./]+$/, ending))
      .filter((path) => Object.hasOwn(files, path));
    if (file === undefined) return unknown(`its code has no file for the handler ${handler}`);
    const text = files[file]!.toString("utf8");
    const map = readSourceMap(text, files[`${file}.map`]?.toString("utf8"));
    if (!map) return unknown(`${file} has no source map`);
    const hasOwnSource = map.payload.sources.some((source) => isOwnSource(source));
    if (!hasOwnSource) return unknown(`the source map of ${file} names none of the author's files`);
    const commands = findCommands(text, (line, column) => isOwnPosition(map, line, column));
    return commands
      ? { commands }
      : unknown(`${file} is wrapped in one function: bundle it as CommonJS or an ES module`);
  };
}

const unknown = (reason: string): CodeCommands => ({ unknownBecause: reason });

const isOwnSource = (source: string): boolean => !/(^|[\\/])node_modules[\\/]/.test(source);

function isOwnPosition(map: SourceMap, line: number, column: number): boolean {
  const entry = map.findEntry(line, column) as { readonly originalSource?: string };
  return entry.originalSource !== undefined && isOwnSource(entry.originalSource);
}

const INLINE_MAP = /^\/\/# sourceMappingURL=data:application\/json[^,]*;base64,([\w+/=]+)\s*$/m;

function readSourceMap(code: string, beside: string | undefined): SourceMap | undefined {
  const inline = INLINE_MAP.exec(code)?.[1];
  const text = beside ?? (inline === undefined ? undefined : Buffer.from(inline, "base64").toString("utf8"));
  if (text === undefined) return undefined;
  try {
    return new SourceMap(JSON.parse(text) as SourceMapPayload);
  } catch {
    return undefined;
  }
}
