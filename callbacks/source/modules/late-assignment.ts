import type * as ts from "typescript";
import type { TypeScript } from "../load-typescript";

/** What calls the functions it is given at another time. */
const LATER =
  /^(?:then|catch|finally|setTimeout|setInterval|setImmediate|queueMicrotask|nextTick|on|once|addEventListener)$/;

/** Whether it is seen that an assignment happens only after its module has been loaded. */
export function isAssignedLater(ts: TypeScript, assignment: ts.BinaryExpression): boolean {
  for (let node: ts.Node = assignment; !ts.isSourceFile(node); node = node.parent) {
    if (!ts.isFunctionLike(node)) continue;
    if (waitsBefore(ts, node, assignment.end)) return true;
    const { parent } = node;
    const isGiven = ts.isCallExpression(parent) && parent.expression !== node;
    if (isGiven && LATER.test(/[\w$]*$/.exec(parent.expression.getText())![0])) return true;
  }
  return false;
}

function waitsBefore(ts: TypeScript, around: ts.Node, end: number): boolean {
  const visit = (node: ts.Node): boolean => {
    if (node.pos >= end || (node !== around && ts.isFunctionLike(node))) return false;
    return (
      ts.isAwaitExpression(node) || (ts.forEachChild(node, (child) => visit(child) || undefined) ?? false)
    );
  };
  return visit(around);
}
