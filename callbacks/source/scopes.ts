import type * as ts from "typescript";
import type { ParsedSource } from "./parsed-source";

/** The part of the file in which a declaration is seen. */
export function scopeOf(ts: ParsedSource["ts"], declaration: ts.Node): ts.Node {
  let scope = declaration.parent ?? declaration;
  while (!(
    ts.isFunctionLike(scope) ||
    ts.isBlock(scope) ||
    ts.isModuleBlock(scope) ||
    ts.isSourceFile(scope) ||
    isStatementScope(ts, scope)
  )) {
    scope = scope.parent;
  }
  // What a function's outermost block declares is as far in as its parameters.
  return ts.isBlock(scope) && ts.isFunctionLike(scope.parent) ? scope.parent : scope;
}

const isStatementScope = (ts: ParsedSource["ts"], node: ts.Node): boolean =>
  ts.isIterationStatement(node, false) || ts.isCaseBlock(node) || ts.isCatchClause(node);

export const isInside = (inner: ts.Node, outer: ts.Node): boolean =>
  inner.pos >= outer.pos && inner.end <= outer.end;

/** The declarations of a statement's or a pattern's names. */
export function declaredBy({ ts }: ParsedSource, node: ts.Node): ts.Declaration[] {
  if (!ts.isVariableDeclaration(node)) return [node as ts.Declaration];
  const collect = (name: ts.BindingName, declaration: ts.Declaration): ts.Declaration[] =>
    ts.isIdentifier(name)
      ? [declaration]
      : name.elements.flatMap((element) =>
          ts.isOmittedExpression(element) ? [] : collect(element.name, element),
        );
  return collect(node.name, node);
}
