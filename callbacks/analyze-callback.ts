import { types } from "node:util";
import type { AnalyzedCallback } from "./analyzed-callback";
import { background } from "./background/background";
import { CallbackError } from "./callback-error";
import { loadsPulumi } from "./captures/loaded-modules";
import { resolveCaptures, type ResolvedCaptures } from "./captures/resolve-captures";
import { analyzeEntryFile, isEntryFile, type EntryFile } from "./entry-file";
import { writeEntry } from "./entry-text";
import { keptCode } from "./source/kept-code";
import { keptAnalysis } from "./source/kept-analysis";
import { shapeOf } from "./source/find-callback";
import { inspectFunction } from "./source/inspect-function";
import { locateSource } from "./source/locate-source";
import { MODULE_GLOBALS } from "./source/find-refusal";
import { isOnlyHere } from "./source/process-globals";
import type { SourceAnalysis } from "./source/source-analysis";

export interface CallbackOptions {
  /** Says in error messages which callback is meant: a route, or a function's name. */
  readonly name: string;
}

/**
 * Finds a callback's source and what it captures: code by source, data by value. A file is taken as it is. Synchronous, so
 * that a callback which cannot become a function fails before any resource is registered.
 * @throws CallbackError naming the callback, the captured path, the place and the remedy.
 */
export function analyzeCallback(callback: Function | EntryFile, { name }: CallbackOptions): AnalyzedCallback {
  if (!isEntryFile(callback)) return analyzeClosure(callback, name);
  const analyzed = analyzeEntryFile(callback, name);
  background.begin(analyzed, { isNew: false });
  return analyzed;
}

function analyzeClosure(callback: Function, name: string): AnalyzedCallback {
  const { position, closure } = inspectCallback(callback, name);
  const located = position && locateSource(position);
  if (!located) {
    throw new CallbackError(name, {
      problem: "has no source: neither its file nor a source map with its text can be read",
      remedy: "Write it in a file of the program",
    });
  }
  const { source } = located;
  const kept = keptAnalysis(located, shapeOf(callback));
  if (!kept) {
    throw new CallbackError(name, {
      problem: "cannot be found in its source",
      remedy: "Put it on a line of its own; if its file was compiled, compile it again with a source map",
      place: { file: source.file, line: located.line + 1 },
    });
  }
  const { analysis, isNew } = kept;
  const captures = resolveCaptures({
    callbackName: name,
    analysis,
    located,
    closure,
    inspect: inspectFunction,
  });
  refuseGlobals(name, { analysis, captures, file: source.file });
  refuseFactories(name, { analysis, captures, file: source.file });
  const { text, captures: captured } = writeEntry({
    text: source.text,
    analysis,
    captures,
    keepsImport: (from) => !loadsPulumi(from, source.scriptFile),
  });
  const analyzed = {
    name,
    file: source.file,
    line: analysis.callback.line,
    directory: source.directory,
    entry: text,
    captures: captured,
    environment: captures.environment.toVariables(),
    stored: captures.environment.stored,
  };
  background.begin(analyzed, { isNew });
  return analyzed;
}

interface KeptSource {
  readonly analysis: SourceAnalysis;
  readonly captures: ResolvedCaptures;
  readonly file: string;
}

function refuseGlobals(name: string, { analysis, captures, file }: KeptSource): void {
  const place = { file, line: analysis.callback.line };
  for (const global of keptCode(analysis, captures).flatMap(({ globals }) => globals)) {
    const remedy = MODULE_GLOBALS.get(global);
    if (remedy) {
      const problem = `uses '${global}', which in a bundle would mean the bundle's own file`;
      throw new CallbackError(name, { problem, remedy, place });
    }
    if (!isOnlyHere(global)) continue;
    throw new CallbackError(name, {
      problem: `uses '${global}', a global that this process has and a function does not`,
      remedy: "Import it, or declare it in the callback's file",
      path: global,
      place,
    });
  }
}

/** An element of JSX stands for a name that it does not write: two that are equal cannot come together in one module. */
function refuseFactories(name: string, { analysis, captures, file }: KeptSource): void {
  const factories = new Map<string, number>();
  for (const index of keptCode(analysis, captures).flatMap(({ implied }) => implied)) {
    const { text } = analysis.names[index]!;
    if ((factories.get(text) ?? index) !== index) {
      throw new CallbackError(name, {
        problem: `has elements of JSX that stand for different variables named '${text}'`,
        remedy: `Give '${text}' one meaning in the file`,
        place: { file, line: analysis.callback.line },
      });
    }
    factories.set(text, index);
  }
}

function inspectCallback(callback: unknown, name: string) {
  const refuse = (what: string, remedy: string) => new CallbackError(name, { problem: `is ${what}`, remedy });
  if (typeof callback !== "function")
    throw refuse(
      `not a function but ${callback === null ? "null" : `of type ${typeof callback}`}`,
      "Give a function",
    );
  if (types.isProxy(callback))
    throw refuse("a proxy, whose source cannot be known", "Give the function itself");
  const inspected = inspectFunction(callback);
  if (inspected.isBound)
    throw refuse(
      "a bound function, whose 'this' and arguments cannot be seen",
      "Write an arrow function that calls it",
    );
  if (!inspected.position)
    throw refuse("a native function, which has no source", "Write an arrow function that calls it");
  if (/^class\b/.test(Function.prototype.toString.call(callback)))
    throw refuse("a class", "Give a function that uses it");
  return inspected;
}
