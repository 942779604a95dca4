import type * as ts from "typescript";
import type { ParsedSource } from "./parsed-source";
import type { Use } from "./source-analysis";

/**
 * Follows one mention of a variable as far as it is plain property access: `tables.users.name.get()` uses the path
 * `users.name.get`, also through `?.`, `!`, casts, `??`, destructuring and constants that only rename it.
 */
export function usesOf(parsed: ParsedSource, identifier: ts.Identifier): Use[] {
  return follow(parsed, identifier, []);
}

function follow(parsed: ParsedSource, node: ts.Expression, path: readonly string[]): Use[] {
  const { ts } = parsed;
  const parent = node.parent;
  const use = (as: Use["as"]): Use[] => [{ path, as, line: parsed.lineOf(node.getStart(parsed.file)) }];
  if (ts.isPropertyAccessExpression(parent) && !ts.isPrivateIdentifier(parent.name))
    return follow(parsed, parent, [...path, parent.name.text]);
  if (ts.isElementAccessExpression(parent) && parent.expression === node) {
    return ts.isStringLiteralLike(parent.argumentExpression) || ts.isNumericLiteral(parent.argumentExpression)
      ? follow(parsed, parent, [...path, parent.argumentExpression.text])
      : use("value");
  }
  if (isTransparent(ts, parent)) return follow(parsed, parent, path);
  if (ts.isCallExpression(parent) && parent.expression === node) return use("call");
  if (ts.isConditionalExpression(parent))
    return parent.condition === node ? use("presence") : follow(parsed, parent, path);
  if (ts.isBinaryExpression(parent)) return followOperator(parsed, parent, { node, path });
  if (ts.isPrefixUnaryExpression(parent))
    return use(parent.operator === ts.SyntaxKind.ExclamationToken ? "presence" : "value");
  if (ts.isIfStatement(parent) || ts.isWhileStatement(parent) || ts.isExpressionStatement(parent))
    return use("presence");
  if (ts.isTemplateSpan(parent)) return use("text");
  if (ts.isVariableDeclaration(parent) && parent.initializer === node && isConstant(ts, parent))
    return followPattern(parsed, parent.name, path);
  return use("value");
}

function followOperator(
  parsed: ParsedSource,
  operation: ts.BinaryExpression,
  { node, path }: { node: ts.Node; path: readonly string[] },
): Use[] {
  const { ts } = parsed;
  const line = parsed.lineOf(node.getStart(parsed.file));
  const isLeft = operation.left === node;
  switch (operation.operatorToken.kind) {
    case ts.SyntaxKind.QuestionQuestionToken:
    case ts.SyntaxKind.BarBarToken:
      return follow(parsed, operation, path);
    case ts.SyntaxKind.AmpersandAmpersandToken:
      return isLeft ? [{ path, as: "presence", line }] : follow(parsed, operation, path);
    case ts.SyntaxKind.CommaToken:
      return isLeft ? [{ path, as: "presence", line }] : follow(parsed, operation, path);
    case ts.SyntaxKind.PlusToken:
      return [{ path, as: "text", line }];
    case ts.SyntaxKind.EqualsEqualsEqualsToken:
    case ts.SyntaxKind.ExclamationEqualsEqualsToken:
    case ts.SyntaxKind.EqualsEqualsToken:
    case ts.SyntaxKind.ExclamationEqualsToken:
      return [
        { path, as: isNothing(ts, isLeft ? operation.right : operation.left) ? "presence" : "value", line },
      ];
    default:
      return [{ path, as: "value", line }];
  }
}

function followPattern(parsed: ParsedSource, name: ts.BindingName, path: readonly string[]): Use[] {
  const { ts } = parsed;
  const whole: Use[] = [{ path, as: "value", line: parsed.lineOf(name.getStart(parsed.file)) }];
  if (ts.isIdentifier(name)) {
    const mentions = (parsed.byDeclaration.get(name.parent as ts.Declaration) ?? []).filter(
      ({ node }) => node !== name,
    );
    return mentions.length === 0
      ? [{ ...whole[0]!, as: "presence" }]
      : mentions.flatMap(({ node }) => follow(parsed, node, path));
  }
  if (ts.isArrayBindingPattern(name)) return whole;
  const keys = name.elements.map((element) => (element.dotDotDotToken ? undefined : keyOf(ts, element)));
  if (keys.includes(undefined)) return whole;
  return name.elements.flatMap((element, index) =>
    followPattern(parsed, element.name, [...path, keys[index]!]),
  );
}

function keyOf(ts: ParsedSource["ts"], { propertyName, name }: ts.BindingElement): string | undefined {
  const key = propertyName ?? name;
  return ts.isIdentifier(key) || ts.isStringLiteral(key) || ts.isNumericLiteral(key) ? key.text : undefined;
}

const isTransparent = (ts: ParsedSource["ts"], node: ts.Node): node is ts.Expression =>
  ts.isParenthesizedExpression(node) ||
  ts.isNonNullExpression(node) ||
  ts.isAsExpression(node) ||
  ts.isSatisfiesExpression(node) ||
  ts.isTypeAssertionExpression(node);

const isNothing = (ts: ParsedSource["ts"], node: ts.Node): boolean =>
  node.kind === ts.SyntaxKind.NullKeyword || (ts.isIdentifier(node) && node.text === "undefined");

const isConstant = (ts: ParsedSource["ts"], declaration: ts.VariableDeclaration): boolean =>
  ts.isVariableDeclarationList(declaration.parent) &&
  (declaration.parent.flags & ts.NodeFlags.BlockScoped) === ts.NodeFlags.Const;
