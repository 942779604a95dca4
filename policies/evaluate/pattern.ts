import { Glob, parseWildcards, type Atom } from "./glob";
import { toContextKey, type RequestContext } from "./request-context";

/** `${key}` or `${key, 'default'}`. */
interface VariableReference {
  /** As written. */
  readonly name: string;
  readonly key: string;
  readonly fallback: string | undefined;
}
type Part = Atom | VariableReference;

/** A text of a policy for people, with the values of one request in place of its variables. */
export interface FormattedText {
  readonly text: string;
  /** The variables for which the request has no value, which keep the text from matching anything. */
  readonly unset: readonly string[];
}

/** How a text of a policy is read. */
export interface Reading {
  /** `${…}` is replaced; false in documents of version 2008-10-17 and in elements that take no variables. */
  readonly variables: boolean;
  /** `*` and `?` are wildcards. */
  readonly wildcards: boolean;
}

/**
 * A text of a policy with its wildcards and variables. What a variable brings in is always literal: its `*`
 * matches only a `*`.
 */
export class Pattern {
  readonly #parts: readonly Part[];
  readonly #fixed: Glob | undefined;

  constructor(parts: readonly Part[]) {
    this.#parts = parts;
    this.#fixed = parts.some(isVariable) ? undefined : new Glob(parts as readonly Atom[]);
  }

  get hasVariables(): boolean {
    return this.#fixed === undefined;
  }

  /** What the pattern consists of, if no variable is among it. */
  // Stryker disable next-line BlockStatement: taken apart for each request, it would be the same
  get fixedAtoms(): readonly Atom[] | undefined {
    return this.hasVariables ? undefined : (this.#parts as readonly Atom[]);
  }

  /**
   * The pattern for this request, or undefined if a variable has no value, which makes the pattern match
   * nothing.
   */
  resolve(context: RequestContext): Glob | undefined {
    // Stryker disable next-line ConditionalExpression: made anew for each request, it would be the same
    if (this.#fixed !== undefined) return this.#fixed;
    const atoms = this.resolveAtoms(context);
    return atoms && new Glob(atoms);
  }

  resolveAtoms(context: RequestContext): Atom[] | undefined {
    const atoms: Atom[] = [];
    for (const part of this.#parts) {
      if (!isVariable(part)) {
        atoms.push(part);
        continue;
      }
      const value = resolveVariable(part, context);
      if (value === undefined) return undefined;
      atoms.push(value);
    }
    return atoms;
  }

  /** The text that a pattern without wildcards stands for, or undefined if a variable has no value. */
  resolveText(context: RequestContext): string | undefined {
    const texts = this.resolveAtoms(context) as readonly string[] | undefined;
    return texts?.join("");
  }

  matches(text: string, context: RequestContext): boolean {
    return this.resolve(context)?.matches(text) ?? false;
  }

  format(context: RequestContext): FormattedText {
    const unset: string[] = [];
    const texts = this.#parts.map((part) => {
      if (typeof part === "string") return part;
      if (!isVariable(part)) return part.wildcard;
      const value = resolveVariable(part, context);
      if (value === undefined) unset.push(part.name);
      return value ?? `\${${part.name}}`;
    });
    return { text: texts.join(""), unset };
  }
}

/** The default stands in for an absent key only; a multi-valued key has no one value to put in. */
function resolveVariable({ key, fallback }: VariableReference, context: RequestContext): string | undefined {
  const value = context.get(key);
  if (value === undefined) return fallback;
  return typeof value === "string" ? value : undefined;
}

/** @throws Error with the reason alone, for the caller to add the place */
export function parsePattern(text: string, reading: Reading): Pattern {
  return new Pattern(parseParts(text, reading));
}

function parseParts(text: string, { variables, wildcards }: Reading): Part[] {
  const literal = (piece: string): Part[] => (wildcards ? parseWildcards(piece) : [piece]);
  if (!variables) return literal(text);
  const parts: Part[] = [];
  let from = 0;
  for (let at = text.indexOf("${"); at >= 0; at = text.indexOf("${", from)) {
    const end = text.indexOf("}", at);
    // Stryker disable next-line EqualityOperator: no closing brace comes before the opening one
    if (end < 0) throw new Error(`"\${" without "}": close the variable, or write \${$} for a dollar sign`);
    parts.push(...literal(text.slice(from, at)), parseVariable(text.slice(at + 2, end)));
    from = end + 1;
  }
  return [...parts, ...literal(text.slice(from))];
}

function parseVariable(inner: string): Part {
  if (inner === "*" || inner === "?" || inner === "$") return inner;
  const match = /^([^,'{}$*?]+)(?:, '([^']*)')?$/.exec(inner);
  if (!match) {
    throw new Error(
      `\${${inner}} is no policy variable: write \${key} or \${key, 'default'}, or one of \${*} \${?} \${$}`,
    );
  }
  const name = match[1]!;
  return { name, key: toContextKey(name), fallback: match[2] };
}

const isVariable = (part: Part): part is VariableReference => typeof part === "object" && "name" in part;

/** Splits atoms at the first `limit - 1` colons; a colon that a variable brought in counts like any other. */
export function splitAtColons(atoms: readonly Atom[], limit: number): Atom[][] {
  const segments: Atom[][] = [[]];
  for (const atom of atoms) {
    if (typeof atom !== "string") {
      segments[segments.length - 1]!.push(atom);
      continue;
    }
    let from = 0;
    while (segments.length < limit) {
      const at = atom.indexOf(":", from);
      if (at < 0) break;
      segments[segments.length - 1]!.push(atom.slice(from, at));
      segments.push([]);
      from = at + 1;
    }
    segments[segments.length - 1]!.push(atom.slice(from));
  }
  return segments;
}
