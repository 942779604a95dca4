import type { Closure, Variable } from "../source/inspect-function";
import type { SourcePosition } from "../source/locate-source";
import type { ImportDeclaration, Name } from "../source/source-analysis";
import { loadedExports, ownExports } from "./loaded-modules";

/** Where the variables of a piece of code are read. */
export interface Reader {
  readonly closure: Closure;
  /** Whether the closure is that of the code itself, so that its own view of a name counts. */
  readonly isOwn: boolean;
}

export interface VariableRequest {
  readonly name: Name;
  readonly reader: Reader;
  /** Where the source mentions the variable, as offsets. */
  readonly mentions: readonly number[];
}

/** A variable; `ambiguous` if it cannot be told from another of its name, `undefined` if no closure holds it. */
export type Reading = Variable | "ambiguous" | undefined;

/** The variable that a name of the source means in the running program. */
export function readVariable(
  { source, compiledNames }: SourcePosition,
  { name, reader, mentions }: VariableRequest,
): Reading {
  // The closure has none, or another one of its name.
  if (name.isNamespaceExport) return undefined;
  const places = mentions.map((mention) => positionOf(source.text, mention));
  const compiled = compiledNames ? compiledNames.find(name.text, places) : name.text;
  if (compiled === undefined) return "ambiguous";
  const { closure, isOwn } = reader;
  // From another function's place, a name that was shadowed on the way to it cannot be seen, unless it was renamed.
  if (!isOwn && !name.topLevel && name.isShadowed && compiled === name.text) return "ambiguous";
  const found = name.topLevel && !isOwn ? closure.outer(compiled) : closure.inner(compiled);
  if (found || !name.topLevel) return found;
  // Compilers to CommonJS keep exported variables on the module's exports alone.
  const exports = ownExports(source.scriptFile);
  return exports && exportOf(exports, name.text);
}

/** The value that an import of the program's own modules has now. */
export function readImport(
  { source }: SourcePosition,
  { from, imported }: ImportDeclaration,
): Variable | undefined {
  const exports = loadedExports(from, source.scriptFile);
  if (!exports) return undefined;
  return imported === "*" || imported === "=" ? { value: exports } : exportOf(exports, imported);
}

function exportOf(exports: Readonly<Record<string, unknown>>, name: string): Variable | undefined {
  try {
    return name in exports ? { value: exports[name] } : undefined;
  } catch {
    return undefined; // a module that is still loading has no value for it yet
  }
}

function positionOf(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset);
  return { line: before.split("\n").length - 1, column: offset - (before.lastIndexOf("\n") + 1) };
}
