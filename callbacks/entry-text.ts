import type { ResolvedCaptures } from "./captures/resolve-captures";
import { keptCode } from "./source/kept-code";
import type { Code, ImportDeclaration, Occurrence, SourceAnalysis } from "./source/source-analysis";

export interface EntryTextRequest {
  readonly text: string;
  readonly analysis: SourceAnalysis;
  readonly captures: ResolvedCaptures;
  /** Which of the file's `import "…"` statements are part of the function. */
  readonly keepsImport: (from: string) => boolean;
}

export interface EntryText {
  /** A module that exports the callback as `handler`. */
  readonly text: string;
  /** The module {@link CAPTURES} that it imports its data from. */
  readonly captures: string;
}

/** The import specifier of the captured data. */
export const CAPTURES = "callback:captures";
/** The import specifier of what captured Outputs become. */
export const CAPTURED_OUTPUT = "callback:captured-output";

/** How the entry of a strict file begins. */
export const STRICT = '"use strict";';

/** The import specifier of what captured `parameter()`s and `secret()`s become. */
export const STORED_VALUE = "callback:stored-value";

/** A part of the entry, at its place in the author's text. */
interface Piece {
  readonly start: number;
  readonly end: number;
  /** What comes before the author's text to make a statement of it, and what after. */
  readonly before: string;
  readonly text: string;
  readonly after: string;
  /** What is to be said when all pieces have been: the text itself stays at its place, for its line's sake. */
  readonly finally?: string;
}

/**
 * The author's own file with everything blank that the callback does not need. What is kept stays on its line, so that
 * stack traces and breakpoints are true.
 */
export function writeEntry(request: EntryTextRequest): EntryText {
  return new EntryWriter(request).write();
}

class EntryWriter {
  private readonly used = new Set<string>();
  private readonly newNames = new Map<number, string>();
  private readonly request: EntryTextRequest;

  constructor(request: EntryTextRequest) {
    this.request = request;
  }

  write(): EntryText {
    const { analysis } = this.request;
    this.chooseNames();
    const { pieces, copies } = apart([...this.imports(), ...this.sources(), this.callback()]);
    const body = this.inPlace(pieces);
    const atLast = pieces.flatMap((piece) => piece.finally ?? []).join("");
    const repeated = copies.map(({ before, text, after, finally: end = "" }) => before + text + after + end);
    return {
      text: `${analysis.isStrict ? STRICT : ""}${analysis.jsxPragmas}${this.capturesImport()}${[body, ...(atLast ? [atLast] : []), ...repeated].join("\n")}\n`,
      captures: this.capturesModule(),
    };
  }

  /** Names from different scopes come together in one module; where two are equal, one is renamed. */
  private chooseNames(): void {
    const { analysis, captures } = this.request;
    for (const code of keptCode(analysis, captures)) for (const name of code.globals) this.used.add(name);
    const kept = analysis.names.flatMap((name, index) =>
      captures.imports.includes(index) ||
      captures.values.has(index) ||
      captures.sources.includes(name.declaration)
        ? [index]
        : [],
    );
    // First those that cannot be renamed, then the module's own, which are the ones that are seen in other files.
    const implied = new Set(keptCode(analysis, captures).flatMap((code) => code.implied));
    const rank = (index: number) => 2 * Number(implied.has(index)) + Number(analysis.names[index]!.topLevel);
    kept.sort((a, b) => rank(b) - rank(a) || a - b);
    for (const index of kept) this.newNames.set(index, this.unused(analysis.names[index]!.text));
  }

  private unused(wanted: string): string {
    let name = wanted;
    for (let count = 2; this.used.has(name) || (name !== wanted && this.request.text.includes(name)); count++)
      name = `${wanted}$${count}`;
    this.used.add(name);
    return name;
  }

  private *imports(): Iterable<Piece> {
    const { analysis, captures, keepsImport } = this.request;
    const statements = new Map<number, string>();
    const add = (start: number, statement: string) =>
      statements.set(start, `${statements.get(start) ?? ""}${statement}`);
    for (const { start, from, attributes } of analysis.bareImports) {
      if (keepsImport(from)) add(start, `import ${JSON.stringify(from)}${attributes && ` ${attributes}`};`);
    }
    for (const index of captures.imports) {
      const declaration = analysis.declarations[analysis.names[index]!.declaration] as ImportDeclaration;
      add(declaration.start, importStatement(declaration, this.newNames.get(index)!));
    }
    for (const [start, text] of statements) yield { start, end: start, before: text, text: "", after: "" };
  }

  private *sources(): Iterable<Piece> {
    const { analysis, captures } = this.request;
    for (const { code, isLocal } of captures.changes) {
      const piece = { ...code, before: "", text: this.textOf(code), after: ";" };
      yield isLocal ? this.later(piece, []) : piece;
    }
    for (const index of captures.sources) {
      const declaration = analysis.declarations[index]!;
      const names = (code: Code) => code.own.flatMap(({ name }) => this.newNames.get(name) ?? []);
      if (declaration.kind === "code")
        for (const part of declaration.parts) {
          const piece = { ...part, before: "", text: this.textOf(part), after: "" };
          // Functions are there before anything runs.
          const isLater = declaration.isLocal && declaration.what === "class";
          yield isLater ? this.later(piece, names(part)) : piece;
        }
      if (declaration.kind === "variable") {
        const { code, keyword, isLocal, initializer } = declaration;
        const piece = { ...code, before: `${keyword} `, text: this.textOf(code), after: ";" };
        yield isLocal && initializer === "expression" ? this.later(piece, names(code)) : piece;
      }
    }
  }

  /**
   * What a function holds was made when the function was called: when the file had been loaded, or most of it. Whatever the
   * function's place in the file is, what it needs is there by then.
   */
  private later({ start, end, before, text, after }: Piece, names: readonly string[]): Piece {
    const run = this.unused("later");
    const declared = names.length === 0 ? "" : `let ${names.join(", ")};`;
    const given = names.length === 0 ? "" : ` return [${names.join(", ")}];`;
    return {
      start,
      end,
      before: `${declared}function ${run}() { ${before}`,
      text,
      after: `${after}${given} }`,
      finally: names.length === 0 ? `${run}();` : `[${names.join(", ")}] = ${run}();`,
    };
  }

  private callback(): Piece {
    const { analysis, captures } = this.request;
    const { code, head, tail } = analysis.callback;
    // A callback that others call by its name is kept by that name.
    const own = captures.sources.find(
      (index) => "isCallback" in analysis.declarations[index]! && analysis.declarations[index].isCallback,
    );
    if (own !== undefined) {
      const name = this.newNames.get(analysis.names.findIndex(({ declaration }) => declaration === own))!;
      const end = this.request.text.length;
      return { start: end, end, before: `export { ${name} as handler };`, text: "", after: "" };
    }
    const name = this.unused("handler");
    return {
      ...code,
      before: `const ${name} = ${head}`,
      text: this.textOf(code),
      after: `${tail}; export { ${name} as handler };`,
    };
  }

  /** The author's text with its new names. */
  private textOf(code: Code): string {
    const edits = [
      ...code.blanks.map(({ start, end }) => ({ start, end, text: " ".repeat(end - start) })),
      ...[...code.references, ...code.own].flatMap(({ name, occurrences }) =>
        this.renames(name, occurrences),
      ),
    ].sort((a, b) => a.start - b.start);
    let text = "";
    let position = code.start;
    for (const edit of edits) {
      text += this.request.text.slice(position, edit.start) + edit.text;
      position = edit.end;
    }
    return text + this.request.text.slice(position, code.end);
  }

  private renames(index: number, occurrences: readonly Occurrence[]) {
    const { text } = this.request.analysis.names[index]!;
    const name = this.newNames.get(index);
    if (name === undefined || name === text) return [];
    return occurrences.map(({ start, shorthand }) => ({
      start,
      end: start + text.length,
      text: shorthand ? `${text}: ${name}` : name,
    }));
  }

  /** Pieces at their lines, and at their columns where there is room. */
  private inPlace(pieces: readonly Piece[]): string {
    let written = "";
    let position = 0;
    for (const { start, end, before, text, after } of pieces) {
      const gap = this.request.text.slice(position, start);
      const lineBreaks = gap.replace(/[^\n]/g, "");
      const column = gap.length - (gap.lastIndexOf("\n") + 1);
      written += lineBreaks + " ".repeat(Math.max(0, column - before.length)) + before + text + after;
      position = end;
    }
    return written;
  }

  private capturesImport(): string {
    const { analysis, captures } = this.request;
    const specifiers: string[] = [];
    const variables: string[] = [];
    for (const index of captures.values.keys()) {
      const name = this.newNames.get(index)!;
      if (!analysis.names[index]!.assigned) specifiers.push(`value${index} as ${name}`);
      else {
        // Imports cannot be assigned to.
        const initial = this.unused(`${name}$initial`);
        specifiers.push(`value${index} as ${initial}`);
        variables.push(`let ${name} = ${initial};`);
      }
    }
    return specifiers.length === 0
      ? ""
      : `import { ${specifiers.join(", ")} } from ${JSON.stringify(CAPTURES)};${variables.join("")}`;
  }

  private capturesModule(): string {
    const { valueDeclarations, values, environment } = this.request.captures;
    const stored = `import { storedParameter, storedSecret } from ${JSON.stringify(STORED_VALUE)};`;
    return [
      ...(environment.stored.length > 0 ? [stored] : []),
      `import { capturedOutput, capturedPromise } from ${JSON.stringify(CAPTURED_OUTPUT)};`,
      ...valueDeclarations,
      ...[...values].map(([index, expression]) => `export const value${index} = ${expression};`),
      "",
    ].join("\n");
  }
}

function importStatement({ from, imported, attributes }: ImportDeclaration, name: string): string {
  if (imported === "=") return `import ${name} = require(${JSON.stringify(from)});`;
  const clause =
    imported === "*"
      ? `* as ${name}`
      : imported === "default"
        ? name
        : imported === name
          ? `{ ${name} }`
          : `{ ${/^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(imported) ? imported : JSON.stringify(imported)} as ${name} }`;
  return `import ${clause} from ${JSON.stringify(from)}${attributes && ` ${attributes}`};`;
}

/** Pieces that lie inside others are written again after everything else: there each needs a name of its own. */
function apart(all: readonly Piece[]): { pieces: Piece[]; copies: Piece[] } {
  const pieces: Piece[] = [];
  const copies: Piece[] = [];
  let end = 0;
  for (const piece of [...all].sort((a, b) => a.start - b.start || b.end - a.end)) {
    if (piece.start < end) copies.push(piece);
    else {
      pieces.push(piece);
      end = piece.end;
    }
  }
  return { pieces, copies };
}
