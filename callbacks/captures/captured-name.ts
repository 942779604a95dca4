import { CallbackError } from "../callback-error";
import type { InspectedFunction } from "../source/inspect-function";
import type { SourcePosition } from "../source/locate-source";
import type { Name, SourceAnalysis, Use } from "../source/source-analysis";
import { NotData, RefusedCapture } from "./not-data";
import type { Reader, Reading } from "./read-variable";

export interface CaptureRequest {
  readonly callbackName: string;
  readonly analysis: SourceAnalysis;
  readonly located: SourcePosition;
  readonly closure: InspectedFunction["closure"];
  readonly inspect: (callback: Function) => InspectedFunction;
}

/** A name that the callback reaches. Taking it by source is final; until then more uses may come. */
export interface CapturedName {
  readonly index: number;
  readonly name: Name;
  reader: Reader;
  readonly uses: Use[];
  /** Where the source mentions it, as offsets. */
  readonly mentions: number[];
  taken: "undecided" | "import" | "source" | "value";
  reading?: Reading;
}

/** An error about a name, or about a property of its value. */
export function captureError(
  { callbackName, located }: CaptureRequest,
  { name, uses }: CapturedName,
  {
    problem,
    remedy,
    path = name.text,
    line,
  }: { problem: string; remedy: string; path?: string; line?: number | undefined },
): CallbackError {
  const [, ...properties] = path.split(".");
  const use =
    uses.find((candidate) => properties.every((property, index) => candidate.path[index] === property)) ??
    uses[0]!;
  return new CallbackError(callbackName, {
    problem,
    remedy,
    path,
    place: { file: located.source.file, line: line ?? use.line },
  });
}

/** What writing a value failed with, for the callback's author. */
export function explainCapture(request: CaptureRequest, capture: CapturedName, error: unknown): unknown {
  if (!(error instanceof NotData) && !(error instanceof RefusedCapture)) return error;
  const remedy = error instanceof RefusedCapture ? error.remedy : remedyFor(error);
  return captureError(request, capture, {
    problem: `captures '${error.path}', ${error.message}`,
    remedy,
    path: error.path,
    line: error instanceof RefusedCapture ? error.line : undefined,
  });
}

function remedyFor({ message }: NotData): string {
  return message === "a function"
    ? "Import it in the callback's file, or declare it there beside the callback: a function given as a value cannot be told apart from its surroundings"
    : "Create it inside the callback or at the top of its file, or capture only the plain data that it is made of";
}
