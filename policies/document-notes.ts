/** What a built statement knows and its JSON cannot hold. */
export interface StatementNotes {
  /** Why it needs `"Resource": "*"`. */
  readonly everything?: string;
  /** Why it names what the service modules do not know. */
  readonly unchecked?: string;
  /** Warnings of the lint that are meant, by check, each with its reason. */
  readonly accepted?: Readonly<Record<string, string>>;
  /** Where the statement was written. */
  readonly source?: SourcePlace;
}

export interface SourcePlace {
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
}

// Shared through the process, not the module: a program and the tool that runs it may hold a copy of this
// package each, and only the document's text passes between them.
const REGISTRY = Symbol.for("secure-serverless-api.policy-document-notes");

type Registry = Map<string, readonly StatementNotes[]>;

const registry = (): Registry =>
  ((globalThis as { [REGISTRY]?: Registry })[REGISTRY] ??= new Map<string, readonly StatementNotes[]>());

/** Remembers, for the text of a built document, what its statements know beside it. */
export function recordNotes(text: string, notes: readonly StatementNotes[]): void {
  registry().set(text, notes);
}

/** By statement, for exactly this text; undefined for a document that no builder of this process wrote. */
export function findNotes(text: string): readonly StatementNotes[] | undefined {
  return registry().get(text);
}

/** The notes of every document that a builder of this process wrote, by its text. */
export const allNotes = (): ReadonlyMap<string, readonly StatementNotes[]> => registry();
