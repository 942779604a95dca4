import type * as ts from "typescript";
import { outermostOf } from "../mentions";
import type { ParsedSource } from "../parsed-source";

type TypeScript = ParsedSource["ts"];

/** Methods of arrays and promises that call what they are given, once or more, and soon. */
const CALLING =
  /^(?:forEach|map|flatMap|filter|some|every|find|findIndex|findLast|findLastIndex|reduce|reduceRight|sort|toSorted|replace|replaceAll|from|then|catch|finally)$/;

/** Whether a function runs where it is written: `(() => { … })()`, `paths.forEach((path) => …)`. */
export function runsAtOnce(ts: TypeScript, node: ts.Node): boolean {
  const whole = outermostOf(ts, node);
  const call = whole.parent;
  if (!ts.isCallExpression(call)) return false;
  if (call.expression === whole) return true;
  return ts.isPropertyAccessExpression(call.expression) && CALLING.test(call.expression.name.text);
}

/** The declaration by which others call a function. */
export function namedFunction(ts: TypeScript, node: ts.Node): ts.Declaration | undefined {
  if (ts.isFunctionDeclaration(node)) return node;
  const { parent } = outermostOf(ts, node);
  return ts.isVariableDeclaration(parent) ? parent : undefined;
}

/** The function that returns a function. */
export function returnedBy(ts: TypeScript, node: ts.Node): ts.Node | undefined {
  const whole = outermostOf(ts, node);
  const { parent } = whole;
  if (ts.isArrowFunction(parent) && parent.body === whole) return parent;
  return ts.isReturnStatement(parent) ? ts.findAncestor(parent, ts.isFunctionLike) : undefined;
}
