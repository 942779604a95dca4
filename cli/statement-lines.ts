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
export const lineAt = (text: string, index: number): number => text.slice(0, index).split("\n").length;
