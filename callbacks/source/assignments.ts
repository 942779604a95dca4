import type * as ts from "typescript";
import type { ParsedSource } from "./parsed-source";

/** The declarations that something in the file assigns to again. */
export function findAssigned({ ts, identifiers }: ParsedSource): ReadonlySet<ts.Declaration> {
  const assigned = new Set<ts.Declaration>();
  for (const { node, declaration } of identifiers)
    if (declaration && isTarget(ts, node)) assigned.add(declaration);
  return assigned;
}

/** Whether a variable or a property is assigned to where it stands. */
export function isTarget(ts: ParsedSource["ts"], node: ts.Node): boolean {
  let child: ts.Node = node;
  for (let parent: ts.Node = node.parent; ; child = parent, parent = parent.parent) {
    if (ts.isBinaryExpression(parent)) {
      const { kind } = parent.operatorToken;
      return (
        parent.left === child && kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment
      );
    }
    if (ts.isPrefixUnaryExpression(parent) || ts.isPostfixUnaryExpression(parent)) {
      return (
        parent.operator === ts.SyntaxKind.PlusPlusToken || parent.operator === ts.SyntaxKind.MinusMinusToken
      );
    }
    if (ts.isForOfStatement(parent) || ts.isForInStatement(parent)) return parent.initializer === child;
    const isPattern =
      ts.isParenthesizedExpression(parent) ||
      ts.isNonNullExpression(parent) ||
      ts.isAsExpression(parent) ||
      ts.isArrayLiteralExpression(parent) ||
      ts.isObjectLiteralExpression(parent) ||
      ts.isSpreadElement(parent) ||
      ts.isSpreadAssignment(parent) ||
      ts.isShorthandPropertyAssignment(parent) ||
      (ts.isPropertyAssignment(parent) && parent.initializer === child);
    if (!isPattern) return false;
  }
}
