import { background } from "../background/background";
import { hashOf, keep, readKept, toolVersion } from "../kept-results";
import type { FunctionShape } from "./find-callback";
import { jsxSettings, type AnalyzedSource } from "./jsx";
import type { SourcePosition } from "./locate-source";
import type { SourceAnalysis } from "./source-analysis";

/** All that an analysis depends on, as plain data. */
export interface AnalysisRequest {
  readonly source: AnalyzedSource;
  readonly at: { readonly line: number; readonly column: number };
  readonly shape: FunctionShape;
}

/** Of this process; a program that is loaded again has mostly the same sources. */
const analyses = new Map<string, SourceAnalysis>();

export interface KeptAnalysis {
  readonly analysis: SourceAnalysis;
  /** It was not there from an earlier run. */
  readonly isNew: boolean;
}

/** The analysis of a callback's source, kept between runs by the file's content and the callback's position. */
export function keptAnalysis(
  { source: { file, text, hash, directory }, line, column }: SourcePosition,
  shape: FunctionShape,
): KeptAnalysis | undefined {
  const jsx = jsxSettings(file, directory);
  const request: AnalysisRequest = {
    source: { file, text, hash, ...(jsx && { jsx }) },
    at: { line, column },
    shape,
  };
  const key = keyOf(request);
  let analysis = analyses.get(key) ?? readKept<SourceAnalysis>("analysis", key);
  const isNew = analysis === undefined;
  if (analysis === undefined) {
    const answer = background.analyze(request);
    const isAnswered = answer !== undefined && "analysis" in answer;
    analysis = isAnswered ? answer.analysis : analyzeRequest(request);
    if (analysis && !isAnswered) keepAnalysis(request, analysis);
  }
  if (!analysis) return undefined;
  analyses.set(key, analysis);
  return { analysis, isNew };
}

/** Analyses in this thread. */
export function analyzeRequest({ source, at, shape }: AnalysisRequest): SourceAnalysis | undefined {
  // Loaded only when needed: with everything kept, a start does without the analyser and its TypeScript.
  const { analyzeSource } = require("./analyze-source") as typeof import("./analyze-source");
  return analyzeSource(source, at, shape);
}

export function keepAnalysis(request: AnalysisRequest, analysis: SourceAnalysis): void {
  keep("analysis", keyOf(request), analysis);
}

function keyOf({ source: { file, hash, jsx }, at: { line, column }, shape }: AnalysisRequest): string {
  const dialect = file.at(-1) === "x" ? "x" : "";
  return hashOf(toolVersion(), hash, `${line}:${column}`, dialect, JSON.stringify([shape, jsx]));
}
