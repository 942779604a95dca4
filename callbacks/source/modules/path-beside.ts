import type * as ts from "typescript";
import type { TypeScript } from "../load-typescript";

/** The path from a module's folder that is written out: `join(__dirname, "x.txt")`, `__dirname + "/x.txt"`, `${__dirname}/x.txt`. */
export function pathBeside(ts: TypeScript, node: ts.Node): string | undefined {
  if (ts.isBinaryExpression(node))
    return isFolder(ts, node.left) && ts.isStringLiteralLike(node.right) ? node.right.text : undefined;
  if (ts.isTemplateExpression(node)) {
    const [span, ...others] = node.templateSpans;
    const isWhole = node.head.text === "" && others.length === 0;
    return isWhole && isFolder(ts, span!.expression) ? span!.literal.text : undefined;
  }
  if (!ts.isCallExpression(node)) return undefined;
  const [folder, ...rest] = node.arguments;
  if (!isFolder(ts, folder) || !/(?:^|\.)(?:join|resolve)$/.test(node.expression.getText())) return undefined;
  const parts = rest.flatMap((each) => (ts.isStringLiteralLike(each) ? [each.text] : []));
  return parts.length > 0 && parts.length === rest.length ? parts.join("/") : undefined;
}

const isFolder = (ts: TypeScript, node: ts.Node | undefined): boolean =>
  node !== undefined && ts.isIdentifier(node) && node.text === "__dirname";
