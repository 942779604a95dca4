import type * as ts from "typescript";
import { isJsxText } from "../jsx";
import { isWrapping } from "../mentions";
import type { ParsedSource } from "../parsed-source";
import type { Use } from "../source-analysis";

type TypeScript = ParsedSource["ts"];

/** Whether the expression around a value has that value, or may have it. */
export function passesOn(ts: TypeScript, parent: ts.Node, node: ts.Node): parent is ts.Expression {
  if (isWrapping(ts, parent) || ts.isAwaitExpression(parent)) return true;
  if (ts.isConditionalExpression(parent)) return parent.condition !== node;
  if (!ts.isBinaryExpression(parent)) return false;
  const { kind } = parent.operatorToken;
  if (kind === ts.SyntaxKind.QuestionQuestionToken || kind === ts.SyntaxKind.BarBarToken) return true;
  const isLast = kind === ts.SyntaxKind.AmpersandAmpersandToken || kind === ts.SyntaxKind.CommaToken;
  return isLast && parent.right === node;
}

/** What the code around a value does with it, where the value goes no further. */
export function directUse(ts: TypeScript, node: ts.Expression): Use["as"] | undefined {
  const { parent } = node;
  if (ts.isBinaryExpression(parent)) return useByOperator(ts, parent, node);
  if (isAskedIfThere(ts, parent, node)) return "presence";
  if (ts.isPrefixUnaryExpression(parent))
    return parent.operator === ts.SyntaxKind.ExclamationToken ? "presence" : "operand";
  if (ts.isTemplateSpan(parent))
    return ts.isTaggedTemplateExpression(parent.parent.parent) ? "value" : "text";
  if (ts.isComputedPropertyName(parent) || isJsxText(ts, parent)) return "text";
  if (ts.isElementAccessExpression(parent) && parent.expression !== node) return "text";
  if (ts.isForInStatement(parent)) return "parts";
  if (!ts.isSwitchStatement(parent)) return undefined;
  const isOfData = parent.caseBlock.clauses.some(
    (clause) => ts.isCaseClause(clause) && isData(ts, clause.expression),
  );
  return isOfData ? "operand" : "value";
}

const isAskedIfThere = (ts: TypeScript, parent: ts.Node, node: ts.Node): boolean =>
  ts.isIfStatement(parent) ||
  ts.isWhileStatement(parent) ||
  ts.isDoStatement(parent) ||
  ts.isForStatement(parent) ||
  ts.isExpressionStatement(parent) ||
  ts.isTypeOfExpression(parent) ||
  ts.isVoidExpression(parent) ||
  (ts.isConditionalExpression(parent) && parent.condition === node);

function useByOperator(ts: TypeScript, operation: ts.BinaryExpression, node: ts.Node): Use["as"] {
  const { SyntaxKind } = ts;
  const isLeft = operation.left === node;
  const other = isLeft ? operation.right : operation.left;
  const { kind } = operation.operatorToken;
  switch (kind) {
    case SyntaxKind.AmpersandAmpersandToken:
    case SyntaxKind.CommaToken:
      return "presence";
    case SyntaxKind.PlusToken:
      return "text";
    case SyntaxKind.PlusEqualsToken:
      return isLeft ? "value" : "text";
    case SyntaxKind.InKeyword:
      return isLeft ? "text" : "parts";
    case SyntaxKind.EqualsEqualsToken:
    case SyntaxKind.ExclamationEqualsToken:
      return isNothing(ts, other) ? "presence" : "operand";
    case SyntaxKind.EqualsEqualsEqualsToken:
    case SyntaxKind.ExclamationEqualsEqualsToken:
      if (isNothing(ts, other)) return "presence";
      // Whether two are one and the same can be asked of any values.
      return isData(ts, other) ? "operand" : "value";
    default:
      return CALCULATES.has(ts.tokenToString(kind)!) ? "operand" : "value";
  }
}

/** Operators that ask an object for a number. */
const CALCULATES: ReadonlySet<string> = new Set(
  "- * / % ** < > <= >= & | ^ << >> >>> -= *= /= %= **= &= |= ^= <<= >>= >>>=".split(" "),
);

/** Plain data, as no Output is. */
const isData = (ts: TypeScript, node: ts.Node): boolean =>
  ts.isLiteralExpression(node) ||
  ts.isTemplateExpression(node) ||
  ts.isPrefixUnaryExpression(node) ||
  node.kind === ts.SyntaxKind.TrueKeyword ||
  node.kind === ts.SyntaxKind.FalseKeyword;

export const isNothing = (ts: TypeScript, node: ts.Node): boolean =>
  node.kind === ts.SyntaxKind.NullKeyword ||
  ts.isVoidExpression(node) ||
  (ts.isIdentifier(node) && node.text === "undefined");
