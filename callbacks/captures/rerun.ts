import type { Code, SourceAnalysis } from "../source/source-analysis";

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
  for (const { name } of code.references) {
    const imported = analysis.declarations[analysis.names[name]!.declaration]!;
    if (imported.kind === "import" && OUTSIDE_WORLD.has(imported.from.replace(/^node:/, "")))
      return `comes from '${imported.from}' at deploy time`;
  }
  return !isRead && code.globals.includes("process")
    ? "comes from 'process' at deploy time, and no function uses it"
    : undefined;
}
