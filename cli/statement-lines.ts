/**
 * The line, counted from 1, on which each statement of a policy document begins: of a list the line of each element,
 * else that of the only one. Empty where the document has none.
 *
 * @param json a text that JSON.parse accepts
 */
export function findStatementLines(json: string): number[] {
  const lines: number[] = [];
  let depth = 0;
  let isList = false;
  let isInStatement = false;
  for (const { 0: token, index } of json.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\],]/g)) {
    if (depth === 1 && token === '"Statement"') isInStatement = true;
    else if (depth === 1 && token === ",") isInStatement = false;
    if (isInStatement && token === "{" && depth === (isList ? 2 : 1)) lines.push(lineAt(json, index));
    if (isInStatement && token === "[" && depth === 1) isList = true;
    if (token === "{" || token === "[") depth++;
    if (token === "}" || token === "]") depth--;
  }
  return lines;
}

/** Counted from 1. */
const lineAt = (text: string, index: number): number => text.slice(0, index).split("\n").length;

const TOKEN = /\s+|"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null|[{}[\]:,]/y;

/**
 * The line, counted from 1, on which a text stops being JSON: where JSON.parse says so, else at the first characters that
 * JSON has no use for; 1 where neither tells.
 */
export function findBrokenLine(text: string, error: Error): number {
  const [, position] = /position (\d+)/.exec(error.message) ?? [];
  if (position !== undefined) return lineAt(text, Number(position));
  let at = 0;
  for (TOKEN.lastIndex = 0; TOKEN.test(text);) at = TOKEN.lastIndex;
  return at < text.length ? lineAt(text, at) : 1;
}
