import { existsSync, readFileSync } from "node:fs";
import type { Debugger, InspectorNotification, Profiler } from "node:inspector";
import { SourceMap } from "node:module";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { connected, post } from "./inspector-session";

/** A loaded script. */
export interface Script {
  /** The JavaScript file that the engine loaded; the author's own when a loader compiled it in memory. */
  readonly file: string;
  readonly map: SourceMap | undefined;
  /** The compiled text. */
  readonly text: string;
}

/** A function's place in its script, as the engine tells it: lines and columns count from 0. */
type Location = Debugger.Location;

const scripts = new Map<string, Script>();

/** The script that a function belongs to. */
export function findScript(location: Location, callback: Function): Script | undefined {
  const id = location.scriptId;
  let script = scripts.get(id);
  if (!script) {
    const file = fileOf(id);
    script = (file === undefined ? undefined : undebugged(file, location, callback)) ?? debugged(id);
    if (script) scripts.set(id, script);
  }
  return script;
}

let files = new Map<string, string>();

/**
 * Read off the coverage that the engine always keeps: a tenth of the time that its debugger takes to be switched on. A tool
 * that measures this process's coverage is left alone.
 */
function fileOf(id: string): string | undefined {
  if (process.env["NODE_V8_COVERAGE"]) return undefined;
  if (!files.has(id)) {
    const { result } = post<Profiler.GetBestEffortCoverageReturnType>("Profiler.getBestEffortCoverage");
    files = new Map(result.map(({ scriptId, url }) => [scriptId, toPath(url)]));
  }
  return files.get(id);
}

/** Where a loader that compiles in memory may keep the texts it has loaded, by file. */
const COMPILED_TEXTS = Symbol.for("secure-serverless-api.compiled-texts");

/** The script by the loader's text or the file's, if the function stands there where the engine has it. */
function undebugged(file: string, location: Location, callback: Function): Script | undefined {
  const texts = (globalThis as { [COMPILED_TEXTS]?: ReadonlyMap<string, string> })[COMPILED_TEXTS];
  const text =
    texts?.get(file) ?? (/\.[cm]?js$/.test(file) && existsSync(file) ? readFileSync(file, "utf8") : "");
  if (!standsAt(text, location, callback)) return undefined;
  const [, url] = /\n\/\/[#@] sourceMappingURL=(\S+)\s*$/.exec(text) ?? [];
  return { file, map: readMap(file, url), text };
}

function standsAt(text: string, { lineNumber, columnNumber = 0 }: Location, callback: Function): boolean {
  let lineStart = 0;
  for (let line = 0; line < lineNumber; line++) {
    const end = text.indexOf("\n", lineStart);
    if (end === -1) return false;
    lineStart = end + 1;
  }
  const position = lineStart + columnNumber;
  const source = Function.prototype.toString.call(callback);
  const start = text.lastIndexOf(source, position);
  return start !== -1 && position < start + source.length;
}

/** While the debugger is on, each script that is loaded costs; it is switched off again at once. */
function debugged(id: string): Script | undefined {
  let found: Debugger.ScriptParsedEventDataType | undefined;
  const listen = ({ params }: InspectorNotification<Debugger.ScriptParsedEventDataType>): void => {
    if (params.scriptId === id) found = params;
  };
  const session = connected();
  session.on("Debugger.scriptParsed", listen);
  post("Debugger.enable");
  const source =
    found && post<Debugger.GetScriptSourceReturnType>("Debugger.getScriptSource", { scriptId: id });
  post("Debugger.disable");
  session.off("Debugger.scriptParsed", listen);
  if (!found || !source) return undefined;
  const file = toPath(found.url);
  return { file, map: readMap(file, found.sourceMapURL), text: source.scriptSource };
}

/** @param url as the script names it: a data URL, or a file relative to the script */
function readMap(scriptFile: string, url: string | undefined): SourceMap | undefined {
  if (!url) return undefined;
  const inline = /^data:application\/json[^,]*?(;base64)?,(.*)$/s.exec(url);
  if (inline) {
    const [, isBase64, text] = inline;
    return mapOf(isBase64 ? Buffer.from(text!, "base64").toString() : decodeURIComponent(text!));
  }
  const file = url.startsWith("file:") ? toPath(url) : resolve(dirname(scriptFile), url);
  return existsSync(file) ? mapOf(readFileSync(file, "utf8")) : undefined;
}

const mapOf = (json: string): SourceMap => new SourceMap(JSON.parse(json));

export function toPath(url: string): string {
  return url.startsWith("file:") ? fileURLToPath(url.replace(/[?#].*$/, "")) : url;
}
