import { hashOf, keep, readKept, toolVersion } from "../kept-results";
import type { FunctionShape } from "./find-callback";
import type { SourcePosition } from "./locate-source";
import type { SourceAnalysis } from "./source-analysis";

/** Of this process; a program that is loaded again has mostly the same sources. */
const analyses = new Map<string, SourceAnalysis>();

/** The analysis of a callback's source, kept between runs by the file's content and the callback's position. */
export function keptAnalysis(
  { source, line, column }: SourcePosition,
  shape: FunctionShape,
): SourceAnalysis | undefined {
  const key = hashOf(
    toolVersion(),
    source.hash,
    `${line}:${column}`,
    source.file.endsWith("x") ? "x" : "",
    JSON.stringify(shape),
  );
  const kept = analyses.get(key) ?? readKept<SourceAnalysis>("analysis", key);
  if (kept) {
    analyses.set(key, kept);
    return kept;
  }
  // Loaded only when needed: with everything kept, a start does without the analyser and its TypeScript.
  const { analyzeSource } = require("./analyze-source") as typeof import("./analyze-source");
  const analysis = analyzeSource(source, { line, column }, shape);
  if (analysis) {
    analyses.set(key, analysis);
    keep("analysis", key, analysis);
  }
  return analysis;
}
