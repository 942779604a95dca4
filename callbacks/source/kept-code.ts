import type { Code, SourceAnalysis } from "./source-analysis";

/** The code that is kept when these declarations are taken by source. */
export function keptCode({ callback, declarations }: SourceAnalysis, sources: readonly number[]): Code[] {
  const kept = sources.flatMap((index) => {
    const declaration = declarations[index]!;
    return declaration.kind === "code"
      ? declaration.parts
      : declaration.kind === "variable"
        ? [declaration.code]
        : [];
  });
  return [callback.code, ...kept];
}
