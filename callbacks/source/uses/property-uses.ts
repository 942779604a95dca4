import type * as ts from "typescript";
import { isNothing } from "./direct-uses";
import { isWrapping } from "../mentions";
import type { ParsedSource } from "../parsed-source";
import type { Use } from "../source-analysis";
import type { ValueFlow } from "./value-flow";

interface Context {
  readonly parsed: ParsedSource;
  readonly flow: ValueFlow;
}

/**
 * Follows one mention of a variable as far as it is plain property access: `tables.users.name.get()` uses the path
 * `users.name.get`, also through `?.`, `!`, casts, `??`, destructuring and constants that only rename it. What becomes of it
 * beyond that is its use's `further`.
 */
export function usesOf(context: Context, identifier: ts.Identifier): readonly Use[] {
  return context.flow.allowing(identifier, follow(context, identifier, []));
}

function follow(context: Context, node: ts.Expression, path: readonly string[]): readonly Use[] {
  const { parsed, flow } = context;
  const { ts } = parsed;
  const parent = node.parent;
  const use = (as: Use["as"]): Use[] => [{ path, as, line: parsed.lineOf(node.getStart(parsed.file)) }];
  const value = (): Use[] => withFurther(use("value"), flow.of(node));
  if (ts.isPropertyAccessExpression(parent) && !ts.isPrivateIdentifier(parent.name))
    return follow(context, parent, [...path, parent.name.text]);
  if (ts.isElementAccessExpression(parent) && parent.expression === node) {
    return ts.isStringLiteralLike(parent.argumentExpression) || ts.isNumericLiteral(parent.argumentExpression)
      ? follow(context, parent, [...path, parent.argumentExpression.text])
      : value();
  }
  if (isWrapping(ts, parent)) return follow(context, parent, path);
  if (ts.isCallExpression(parent) && parent.expression === node) {
    const name = path.at(-1);
    return withFurther(use("call"), name === undefined ? undefined : flow.ofMethod(parent, name));
  }
  if (ts.isConditionalExpression(parent))
    return parent.condition === node ? use("presence") : follow(context, parent, path);
  if (ts.isBinaryExpression(parent)) return followOperator(context, parent, { node, path });
  if (ts.isPrefixUnaryExpression(parent))
    return parent.operator === ts.SyntaxKind.ExclamationToken ? use("presence") : value();
  if (ts.isIfStatement(parent) || ts.isWhileStatement(parent) || ts.isExpressionStatement(parent))
    return use("presence");
  if (ts.isTemplateSpan(parent))
    return ts.isTaggedTemplateExpression(parent.parent.parent) ? value() : use("text");
  if (ts.isVariableDeclaration(parent) && parent.initializer === node && isConstant(ts, parent))
    return followPattern(context, parent.name, path);
  return value();
}

const withFurther = (uses: Use[], further: readonly Use[] | undefined): Use[] =>
  further ? uses.map((use) => ({ ...use, further })) : uses;

function followOperator(
  context: Context,
  operation: ts.BinaryExpression,
  { node, path }: { node: ts.Expression; path: readonly string[] },
): readonly Use[] {
  const { parsed, flow } = context;
  const { ts } = parsed;
  const line = parsed.lineOf(node.getStart(parsed.file));
  const isLeft = operation.left === node;
  const value = (): Use[] => withFurther([{ path, as: "value", line }], flow.of(node));
  switch (operation.operatorToken.kind) {
    case ts.SyntaxKind.QuestionQuestionToken:
    case ts.SyntaxKind.BarBarToken:
      return follow(context, operation, path);
    case ts.SyntaxKind.AmpersandAmpersandToken:
      return isLeft ? [{ path, as: "presence", line }] : follow(context, operation, path);
    case ts.SyntaxKind.CommaToken:
      return isLeft ? [{ path, as: "presence", line }] : follow(context, operation, path);
    case ts.SyntaxKind.PlusToken:
      return [{ path, as: "text", line }];
    case ts.SyntaxKind.EqualsEqualsEqualsToken:
    case ts.SyntaxKind.ExclamationEqualsEqualsToken:
    case ts.SyntaxKind.EqualsEqualsToken:
    case ts.SyntaxKind.ExclamationEqualsToken:
      return isNothing(ts, isLeft ? operation.right : operation.left)
        ? [{ path, as: "presence", line }]
        : value();
    default:
      return value();
  }
}

function followPattern(context: Context, name: ts.BindingName, path: readonly string[]): readonly Use[] {
  const { parsed, flow } = context;
  const { ts } = parsed;
  const line = parsed.lineOf(name.getStart(parsed.file));
  const whole = (): Use[] => withFurther([{ path, as: "value", line }], flow.ofPattern(name));
  if (ts.isIdentifier(name)) {
    const mentions = (parsed.byDeclaration.get(name.parent as ts.Declaration) ?? []).filter(
      ({ node }) => node !== name,
    );
    return mentions.length === 0
      ? [{ path, as: "presence", line }]
      : mentions.flatMap(({ node }) => flow.allowing(node, follow(context, node, path)));
  }
  if (ts.isArrayBindingPattern(name)) return whole();
  const keys = name.elements.map((element) => (element.dotDotDotToken ? undefined : keyOf(ts, element)));
  if (keys.includes(undefined)) return whole();
  return name.elements.flatMap((element, index) =>
    followPattern(context, element.name, [...path, keys[index]!]),
  );
}

function keyOf(ts: ParsedSource["ts"], { propertyName, name }: ts.BindingElement): string | undefined {
  const key = propertyName ?? name;
  return ts.isIdentifier(key) || ts.isStringLiteral(key) || ts.isNumericLiteral(key) ? key.text : undefined;
}

const isConstant = (ts: ParsedSource["ts"], declaration: ts.VariableDeclaration): boolean =>
  ts.isVariableDeclarationList(declaration.parent) &&
  (declaration.parent.flags & ts.NodeFlags.BlockScoped) === ts.NodeFlags.Const;
