import { parse } from "velocityjs";
import { TemplateError } from "./template-error";
import type { Node } from "./template-syntax";

const END_MARKER = "\n#set($endOfTemplate = 1)";

/** @throws {TemplateError} when the text is not a template */
export function parseTemplate(source: string): readonly Node[] {
  checkBlocksAreClosed(source);
  return parseNodes(source);
}

function parseNodes(source: string): readonly Node[] {
  try {
    return parse(source) as unknown as readonly Node[];
  } catch (cause) {
    const [reason] = String(cause instanceof Error ? cause.message : cause).split("\nExpecting");
    throw new TemplateError(`not a valid template: ${reason}`, { cause });
  }
}

/**
 * The parser takes an `#if` without `#end` as closed by the end of the text, and drops what follows an `#end` too many. A directive
 * added at the end must therefore come out last, at the outermost level, and nowhere else.
 */
function checkBlocksAreClosed(source: string): void {
  const nodes = parseNodes(source + END_MARKER);
  const last = nodes.at(-1);
  const isOutermost = typeof last === "object" && "type" in last && last.type === "set";
  if (!isOutermost || JSON.stringify(nodes.slice(0, -1)).includes('"endOfTemplate"'))
    throw new TemplateError("an #if or #foreach has no #end, or there is an #end too many.");
}

/** The parser cuts text into pieces at `#` and `$`. Joined, a directive that it does not know cannot hide between two of them. */
export function joinText<Entry>(nodes: readonly Entry[]): readonly Entry[] {
  const joined: Entry[] = [];
  for (const node of nodes) {
    const previous = joined.at(-1);
    if (typeof node === "string" && typeof previous === "string")
      joined[joined.length - 1] = (previous + node) as Entry;
    else joined.push(node);
  }
  return joined;
}
