import type * as ts from "typescript";
import type { ParsedSource } from "./parsed-source";

/** What can be told of a function from outside; guards against taking its neighbour's source. */
export interface FunctionShape {
  readonly parameters: number;
  readonly isAsync: boolean;
  readonly isGenerator: boolean;
}

export type FunctionNode = ts.FunctionLikeDeclaration & { readonly body: ts.Node };

const AsyncFunction = (async () => undefined).constructor;
const GeneratorFunction = function* () {}.constructor;
const AsyncGeneratorFunction = async function* () {}.constructor;

export function shapeOf(callback: Function): FunctionShape {
  const isAsyncGenerator = callback instanceof AsyncGeneratorFunction;
  return {
    parameters: callback.length,
    isAsync: callback instanceof AsyncFunction || isAsyncGenerator,
    isGenerator: callback instanceof GeneratorFunction || isAsyncGenerator,
  };
}

/** The function whose head (from its first word to its body) holds the position; `undefined` if none does for certain. */
export function findCallback(
  parsed: ParsedSource,
  at: { line: number; column: number },
  shape: FunctionShape,
): FunctionNode | undefined {
  const { ts, file } = parsed;
  const lineStart = file.getLineStarts()[at.line];
  if (lineStart === undefined) return undefined;
  const position = lineStart + at.column;
  let exact: FunctionNode | undefined;
  const onLine: FunctionNode[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) && "body" in node && node.body) {
      const candidate = node as FunctionNode;
      const start = candidate.getStart(file);
      if (start <= position && position <= candidate.body.getStart(file)) exact = candidate;
      if (parsed.lineOf(start) === at.line + 1 && fits(ts, candidate, shape)) onLine.push(candidate);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  if (exact && fits(ts, exact, shape)) return exact;
  // A sparse source map may point a little before the function: then it must be the only one of its shape on the line.
  return onLine.length === 1 ? onLine[0] : undefined;
}

function fits(ts: ParsedSource["ts"], node: FunctionNode, shape: FunctionShape): boolean {
  const flags = ts.canHaveModifiers(node) ? ts.getModifiers(node) : undefined;
  const isAsync = flags?.some(({ kind }) => kind === ts.SyntaxKind.AsyncKeyword) ?? false;
  const isGenerator = "asteriskToken" in node && node.asteriskToken !== undefined;
  const parameters = node.parameters.filter(({ name }) => !(ts.isIdentifier(name) && name.text === "this"));
  const firstOptional = parameters.findIndex(
    ({ initializer, dotDotDotToken }) => initializer !== undefined || dotDotDotToken !== undefined,
  );
  const length = firstOptional === -1 ? parameters.length : firstOptional;
  // Compilers for old engines turn async functions into plain ones and count default parameters, never the reverse.
  return (
    (shape.parameters === length || shape.parameters === parameters.length) &&
    (isAsync || !shape.isAsync) &&
    (isGenerator || !shape.isGenerator)
  );
}
