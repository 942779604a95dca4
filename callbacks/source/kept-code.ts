import type { Change, Code, Declaration, SourceAnalysis } from "./source-analysis";

/** The code of a declaration that is taken by source. */
export function codeOf(declaration: Declaration): readonly Code[] {
  if (declaration.kind === "code") return declaration.parts;
  return declaration.kind === "variable" ? [declaration.code] : [];
}

/** All code that is kept when these declarations, and what happens to them, are taken by source. */
export function keptCode(
  { callback, declarations }: SourceAnalysis,
  { sources, changes }: { readonly sources: readonly number[]; readonly changes: readonly Change[] },
): Code[] {
  return [
    callback.code,
    ...sources.flatMap((index) => codeOf(declarations[index]!)),
    ...changes.map(({ code }) => code),
  ];
}
