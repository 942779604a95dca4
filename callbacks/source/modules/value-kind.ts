import type * as ts from "typescript";
import type { TypeScript } from "../load-typescript";

/** Constructors whose instances nobody can call. */
const NO_FUNCTIONS =
  /^(?:Array|Boolean|Date|Error|Map|Number|Object|Promise|RegExp|Set|String|URL|WeakMap|WeakSet)$/;

/** What an expression's value is, if it is seen to be no function: "an object". */
export function valueKind(ts: TypeScript, given: ts.Expression): string | undefined {
  const value = withoutTypes(ts, given);
  if (ts.isClassExpression(value)) return "a class";
  if (ts.isObjectLiteralExpression(value)) return "an object";
  if (ts.isArrayLiteralExpression(value)) return "an array";
  if (ts.isNumericLiteral(value)) return "a number";
  if (ts.isStringLiteralLike(value) || ts.isTemplateExpression(value)) return "a string";
  if (ts.isBigIntLiteral(value)) return "a bigint";
  if (ts.isRegularExpressionLiteral(value)) return "a regular expression";
  if (value.kind === ts.SyntaxKind.TrueKeyword || value.kind === ts.SyntaxKind.FalseKeyword)
    return "a boolean";
  if (value.kind === ts.SyntaxKind.NullKeyword) return "null";
  if (ts.isVoidExpression(value) || (ts.isIdentifier(value) && value.text === "undefined"))
    return "undefined";
  if (ts.isAwaitExpression(value)) return undefined;
  if (ts.isNewExpression(value) && ts.isIdentifier(value.expression))
    return NO_FUNCTIONS.test(value.expression.text) ? `an instance of ${value.expression.text}` : undefined;
  return ts.isCallExpression(value) && makesPromise(ts, value) ? "a promise" : undefined;
}

export function withoutTypes(ts: TypeScript, value: ts.Expression): ts.Expression {
  const isWrapped =
    ts.isParenthesizedExpression(value) ||
    ts.isAsExpression(value) ||
    ts.isSatisfiesExpression(value) ||
    ts.isNonNullExpression(value) ||
    ts.isTypeAssertionExpression(value);
  return isWrapped ? withoutTypes(ts, value.expression) : value;
}

function makesPromise(ts: TypeScript, { expression }: ts.CallExpression): boolean {
  const called = withoutTypes(ts, expression);
  if (ts.isArrowFunction(called) || ts.isFunctionExpression(called))
    return called.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.AsyncKeyword) ?? false;
  return (
    ts.isPropertyAccessExpression(called) &&
    ts.isIdentifier(called.expression) &&
    called.expression.text === "Promise"
  );
}
