import type * as ts from "typescript";
import type { TypeScript } from "../load-typescript";

export const isNamed = (ts: TypeScript, node: ts.Node, name: string): boolean =>
  ts.isIdentifier(node) && node.text === name;

export const withoutParentheses = (ts: TypeScript, node: ts.Expression): ts.Expression =>
  ts.isParenthesizedExpression(node) ? withoutParentheses(ts, node.expression) : node;
