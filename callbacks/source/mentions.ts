import type * as ts from "typescript";
import type { ParsedSource } from "./parsed-source";
import { requiredModule } from "./required-module";

type TypeScript = ParsedSource["ts"];

/** Parentheses and types around an expression, which leave it what it is. */
export const isWrapping = (
  ts: TypeScript,
  node: ts.Node,
): node is ts.ParenthesizedExpression | ts.NonNullExpression | ts.AsExpression | ts.SatisfiesExpression =>
  ts.isParenthesizedExpression(node) ||
  ts.isNonNullExpression(node) ||
  ts.isAsExpression(node) ||
  ts.isSatisfiesExpression(node) ||
  ts.isTypeAssertionExpression(node);

/** An expression with all that only wraps it; also `(0, x)`, as compilers write the call of an import. */
export function outermostOf(ts: TypeScript, node: ts.Node): ts.Node {
  let outermost = node;
  while (
    isWrapping(ts, outermost.parent) ||
    (ts.isBinaryExpression(outermost.parent) && isCommaEnd(ts, outermost.parent, outermost))
  )
    outermost = outermost.parent;
  return outermost;
}

/** Whether an expression is what a call calls. */
export const isCallOf = (ts: TypeScript, callee: ts.Node): boolean =>
  ts.isCallExpression(callee.parent) && callee.parent.expression === callee;

export const isCommaEnd = (ts: TypeScript, node: ts.BinaryExpression, child: ts.Node): boolean =>
  node.operatorToken.kind === ts.SyntaxKind.CommaToken &&
  node.right === child &&
  ts.isNumericLiteral(node.left);

/** Whether nobody takes a call's result: then it is made for what it does. A chain's last call decides for the others. */
export function isStatement(ts: TypeScript, call: ts.Node): boolean {
  let node = call;
  while (!ts.isExpressionStatement(node)) {
    const { parent } = node;
    const continues =
      ts.isExpressionStatement(parent) ||
      ts.isAwaitExpression(parent) ||
      ts.isVoidExpression(parent) ||
      isWrapping(ts, parent) ||
      ((ts.isPropertyAccessExpression(parent) || ts.isCallExpression(parent)) && parent.expression === node);
    if (!continues) return false;
    node = parent;
  }
  return true;
}

/** The module that a declaration imports from, also as a compiler writes it. */
export function importedFrom(ts: TypeScript, declaration: ts.Declaration): string | undefined {
  if (ts.isVariableDeclaration(declaration))
    return declaration.initializer && requiredModule(ts, declaration.initializer);
  const statement = ts.findAncestor(declaration, ts.isImportDeclaration);
  return statement && (statement.moduleSpecifier as ts.StringLiteral).text;
}

export function isFunction(ts: TypeScript, declaration: ts.Declaration): boolean {
  if (ts.isFunctionDeclaration(declaration)) return true;
  if (!ts.isVariableDeclaration(declaration) || !declaration.initializer) return false;
  return ts.isArrowFunction(declaration.initializer) || ts.isFunctionExpression(declaration.initializer);
}
