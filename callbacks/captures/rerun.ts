import { codeOf } from "../source/kept-code";
import type { Code, Reference, SourceAnalysis } from "../source/source-analysis";

/** What a file lacks once it is in a bundle: everything around it. */
const OUTSIDE_WORLD = new Set(["fs", "fs/promises", "child_process"]);

/**
 * Why code must not be evaluated again when a function starts; `undefined` if it may. A client or a
 * cache is made anew there, but what came from the machine that deployed cannot be had a second time.
 */
export function whyNotRerun(
  analysis: SourceAnalysis,
  code: Code,
  { isRead }: { isRead: boolean },
): string | undefined {
  const outside = outsideOf(analysis, code, new Set());
  if (outside !== undefined) return `comes from '${outside}' at deploy time`;
  return !isRead && code.globals.includes("process")
    ? "comes from 'process' at deploy time, and no function uses it"
    : undefined;
}

/** The module that code, or a function that it calls, has its data from. */
function outsideOf(analysis: SourceAnalysis, code: Code, visited: Set<Code>): string | undefined {
  if (visited.has(code)) return undefined;
  visited.add(code);
  for (const { name, isCalled, isDirect } of code.references) {
    const declaration = analysis.declarations[analysis.names[name]!.declaration]!;
    const isOfFunction = visited.size > 1;
    if (declaration.kind === "import") {
      const isOutside = OUTSIDE_WORLD.has(declaration.from.replace(/^node:/, ""));
      if (isOutside && (isDirect || !isOfFunction)) return declaration.from;
    }
    const isFunction =
      declaration.kind === "code"
        ? declaration.what === "function"
        : declaration.kind === "variable" && declaration.initializer === "function";
    if (!isCalled || !isFunction) continue;
    for (const part of codeOf(declaration)) {
      const outside = outsideOf(analysis, part, visited);
      if (outside !== undefined) return outside;
    }
  }
  return undefined;
}

/** The names that code reads when it runs, itself or by functions and classes of the file that it calls. */
export function readsWhenRun(analysis: SourceAnalysis, code: Code): ReadonlySet<number> {
  const reads = new Set<number>();
  const visited = new Set<Code>();
  const visit = (part: Code, isRead: (reference: Reference) => boolean): void => {
    if (visited.has(part)) return;
    visited.add(part);
    for (const reference of part.references.filter(isRead)) {
      reads.add(reference.name);
      const declaration = analysis.declarations[analysis.names[reference.name]!.declaration]!;
      // Which of its methods a class calls is not looked at.
      const isClass = declaration.kind === "code" && declaration.what === "class";
      const isFunction =
        declaration.kind === "code"
          ? declaration.what === "function"
          : declaration.kind === "variable" && declaration.initializer === "function";
      if (!reference.isCalled || !(isClass || isFunction)) continue;
      for (const inner of codeOf(declaration)) visit(inner, ({ isDirect }) => isClass || isDirect);
    }
  };
  visit(code, ({ isEager }) => isEager);
  return reads;
}
