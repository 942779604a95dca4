/** One piece of a pattern: text that stands for itself, or a wildcard. */
export type Atom = string | Wildcard;
export type Wildcard = { readonly wildcard: "*" | "?" };
export const ANY_TEXT: Wildcard = { wildcard: "*" };
export const ANY_CHARACTER: Wildcard = { wildcard: "?" };

/** What stands between two `*`: text in which the characters at `anyAt` match whatever is there. */
interface Chunk {
  readonly text: string;
  readonly anyAt: ReadonlySet<number> | undefined;
}

/**
 * A pattern with `*` and `?`, matched without a regular expression: the first chunk must begin the text, the
 * last must end it, and the leftmost place is right for each one between, so nothing is ever tried twice.
 */
export class Glob {
  readonly #chunks: readonly Chunk[];

  constructor(atoms: readonly Atom[]) {
    this.#chunks = toChunks(atoms);
  }

  matches(text: string): boolean {
    const chunks = this.#chunks;
    const first = chunks[0]!;
    if (chunks.length === 1) return text.length === first.text.length && isAt(first, text, 0);
    const last = chunks[chunks.length - 1]!;
    const end = text.length - last.text.length;
    if (end < first.text.length || !isAt(first, text, 0) || !isAt(last, text, end)) return false;
    const middle = text.slice(0, end);
    let from = first.text.length;
    for (let index = 1; index < chunks.length - 1; index++) {
      const chunk = chunks[index]!;
      const at = find(chunk, middle, from);
      if (at < 0) return false;
      from = at + chunk.text.length;
    }
    return true;
  }
}

/** Reads `*` and `?` in a text as wildcards; everything else stands for itself. */
export function parseWildcards(text: string): Atom[] {
  return text
    .split(/([*?])/)
    .map((piece) => (piece === "*" ? ANY_TEXT : piece === "?" ? ANY_CHARACTER : piece));
}

function toChunks(atoms: readonly Atom[]): Chunk[] {
  const chunks: Chunk[] = [];
  let text = "";
  let anyAt: Set<number> | undefined;
  for (const atom of atoms) {
    if (typeof atom === "string") {
      text += atom;
    } else if (atom.wildcard === "?") {
      (anyAt ??= new Set()).add(text.length);
      text += "?";
    } else {
      chunks.push({ text, anyAt });
      text = "";
      anyAt = undefined;
    }
  }
  chunks.push({ text, anyAt });
  return chunks;
}

function isAt(chunk: Chunk, text: string, at: number): boolean {
  const { text: expected, anyAt } = chunk;
  if (anyAt === undefined) return text.startsWith(expected, at);
  for (let index = 0; index < expected.length; index++) {
    if (!anyAt.has(index) && expected.charCodeAt(index) !== text.charCodeAt(at + index)) return false;
  }
  return true;
}

function find(chunk: Chunk, text: string, from: number): number {
  // Stryker disable next-line ConditionalExpression: the loop below finds the same place, later
  if (chunk.anyAt === undefined) return text.indexOf(chunk.text, from);
  const lastStart = text.length - chunk.text.length;
  for (let at = from; at <= lastStart; at++) if (isAt(chunk, text, at)) return at;
  return -1;
}
