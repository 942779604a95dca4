/** A JSONPath that the local cloud does not cover, or that is none. */
export class JsonPathError extends Error {
  override readonly name = "JsonPathError";
}

type Step =
  | { readonly type: "name"; readonly name: string }
  | { readonly type: "index"; readonly index: number }
  | { readonly type: "all" }
  | { readonly type: "descend" };

/** A compiled path. `definite` ones lead to one value at most; others to a list. */
export interface JsonPath {
  readonly definite: boolean;
  /** The value; undefined when a definite path leads nowhere. */
  find(root: unknown): unknown;
}

const DOT_NAME = /\.([^.[\]()*?@\s]+)/y;
const DOT_ALL = /\.\*/y;
const DESCEND = /\.\.(?=[^.])/y;
const NAME_AFTER_DESCEND = /([^.[\]()*?@\s]+)/y;
const ALL_AFTER_DESCEND = /\*/y;
const BRACKET_NAME = /\[\s*(?:'([^'\\]*)'|"([^"\\]*)")\s*\]/y;
const BRACKET_INDEX = /\[\s*(-?\d+)\s*\]/y;
const BRACKET_ALL = /\[\s*\*\s*\]/y;

/**
 * Compiles the part of JSONPath that mapping templates use: `$`, `.name`, `['name']`, `[n]`, `[*]`, `.*` and `..`.
 * @throws {JsonPathError} for filters, slices, unions and functions.
 */
export function parseJsonPath(source: string): JsonPath {
  const text = source.trim();
  if (!text.startsWith("$")) throw new JsonPathError(`JSONPath "${source}" must begin with "$".`);
  const steps: Step[] = [];
  let position = 1;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = position;
    const match = pattern.exec(text);
    if (match) position += match[0].length;
    return match;
  };
  while (position < text.length) {
    const afterDescend = steps.at(-1)?.type === "descend";
    let match: RegExpExecArray | null;
    if ((match = take(BRACKET_INDEX))) steps.push({ type: "index", index: Number(match[1]) });
    else if ((match = take(BRACKET_NAME))) steps.push({ type: "name", name: match[1] ?? match[2] ?? "" });
    else if (take(BRACKET_ALL)) steps.push({ type: "all" });
    else if (afterDescend && take(ALL_AFTER_DESCEND)) steps.push({ type: "all" });
    else if (afterDescend && (match = take(NAME_AFTER_DESCEND)))
      steps.push({ type: "name", name: match[1] ?? "" });
    else if (!afterDescend && take(DESCEND)) steps.push({ type: "descend" });
    else if (!afterDescend && take(DOT_ALL)) steps.push({ type: "all" });
    else if (!afterDescend && (match = take(DOT_NAME))) steps.push({ type: "name", name: match[1] ?? "" });
    else {
      throw new JsonPathError(
        `JSONPath "${source}": "${text.slice(position)}" is not covered by the local cloud. ` +
          `Use $, .name, ['name'], [n], [*] and .. only.`,
      );
    }
  }
  if (steps.at(-1)?.type === "descend")
    throw new JsonPathError(`JSONPath "${source}" must not end with "..".`);
  const definite = steps.every((step) => step.type === "name" || step.type === "index");
  return {
    definite,
    find(root) {
      const found = steps.reduce<readonly unknown[]>(
        (values, step) => values.flatMap((v) => follow(v, step)),
        [root],
      );
      return definite ? found[0] : found;
    },
  };
}

function follow(value: unknown, step: Step): readonly unknown[] {
  if (step.type === "descend") return descendants(value);
  if (value === null || typeof value !== "object") return [];
  switch (step.type) {
    case "name":
      if (!Array.isArray(value) && Object.hasOwn(value, step.name))
        return [(value as Record<string, unknown>)[step.name]];
      return [];
    case "index": {
      if (!Array.isArray(value)) return [];
      const index = step.index < 0 ? value.length + step.index : step.index;
      return index in value ? [value[index]] : [];
    }
    case "all":
      return Object.values(value);
  }
}

function descendants(value: unknown): readonly unknown[] {
  if (value === null || typeof value !== "object") return [value];
  return [value, ...Object.values(value).flatMap(descendants)];
}
