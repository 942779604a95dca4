import type * as ts from "typescript";
import { unwrapped } from "./declarations";
import type { BoundIdentifier, ParsedSource } from "./parsed-source";
import type { Reference } from "./source-analysis";

/** When a piece of code reads a name. */
export function momentsOf(
  { ts }: ParsedSource,
  identifiers: readonly BoundIdentifier[],
  root: ts.Node,
): Pick<Reference, "isEager" | "isCalled" | "isDirect"> {
  const isLate = (node: ts.Node): boolean =>
    ts.isFunctionLike(node) ||
    (ts.isPropertyDeclaration(node) &&
      !node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.StaticKeyword));
  const body = functionOf(ts, root);
  const direct = identifiers.filter(({ node: identifier }) => {
    for (let node: ts.Node = identifier; node !== root && node !== body; node = node.parent)
      if (isLate(node)) return false;
    return true;
  });
  return {
    isEager: direct.length > 0 && body === undefined && !isLate(root),
    isCalled: direct.some(
      ({ node: { parent }, node }) =>
        (ts.isCallExpression(parent) || ts.isNewExpression(parent)) && parent.expression === node,
    ),
    isDirect: direct.length > 0,
  };
}

/** The function that a declaration is. */
function functionOf(ts: ParsedSource["ts"], node: ts.Node): ts.Node | undefined {
  if (ts.isFunctionDeclaration(node)) return node;
  const initializer = ts.isVariableDeclaration(node) && node.initializer && unwrapped(ts, node.initializer);
  return initializer && ts.isFunctionLike(initializer) ? initializer : undefined;
}
