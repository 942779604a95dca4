import type * as ts from "typescript";
import type { TypeScript } from "../load-typescript";
import { withoutTypes } from "./value-kind";

/** What a CommonJS module says of one of its exports. */
export interface CommonExport {
  /** Everything that is assigned to it, in the order of the text. */
  readonly values: readonly ts.Expression[];
  /** The module whose exports are all of this one's. */
  readonly from?: string;
  /** Whether `exports` is also used in ways that may export anything. */
  readonly isOpen: boolean;
}

export function commonExport(ts: TypeScript, file: ts.SourceFile, name: string): CommonExport {
  const values: ts.Expression[] = [];
  let from: string | undefined;
  let isOpen = false;
  const exportAll = (given: ts.Expression): void => {
    const whole = withoutTypes(ts, given);
    if (ts.isObjectLiteralExpression(whole)) {
      for (const property of whole.properties) {
        const value = propertyValue(ts, property, name);
        if (value === "unknown") isOpen = true;
        else if (value) values.push(value);
      }
    } else if (isRequire(ts, whole)) from = whole.arguments[0].text;
    else if (!ts.isFunctionLike(whole)) isOpen = true;
  };
  const visit = (node: ts.Node): void => {
    if (ts.isExportAssignment(node) && node.isExportEquals) exportAll(node.expression);
    if (!isExports(ts, node)) {
      // Whoever has the module has its exports.
      if (isModule(ts, node) && !isOfExports(ts, node) && !isCompared(ts, node)) isOpen = true;
      return ts.forEachChild(node, visit);
    }
    const { parent } = node;
    const written = assignedTo(ts, node);
    if (ts.isPropertyAccessExpression(parent) && parent.expression === node) {
      const value = assignedTo(ts, parent);
      if (value && parent.name.text === name) values.push(value);
    } else if (written) {
      if (!isExported(ts, written)) exportAll(written);
      if (!isStatement(ts, node.parent)) isOpen = true;
    } else if (!definesOther(ts, node, name)) isOpen = true;
  };
  visit(file);
  return { values, isOpen, ...(from !== undefined && { from }) };
}

const isModule = (ts: TypeScript, node: ts.Node): boolean =>
  ts.isIdentifier(node) &&
  node.text === "module" &&
  !(ts.isPropertyAccessExpression(node.parent) && node.parent.name === node) &&
  !(ts.isPropertyAssignment(node.parent) && node.parent.name === node);

const isOfExports = (ts: TypeScript, { parent }: ts.Node): boolean => ts.isPropertyAccessExpression(parent);

const isCompared = (ts: TypeScript, { parent }: ts.Node): boolean =>
  ts.isBinaryExpression(parent) || ts.isTypeOfExpression(parent);

/** `exports`, or `module.exports`. */
function isExports(ts: TypeScript, node: ts.Node): boolean {
  if (ts.isPropertyAccessExpression(node))
    return node.name.text === "exports" && isModule(ts, node.expression);
  const isName = ts.isIdentifier(node) && node.text === "exports";
  return isName && !(ts.isPropertyAccessExpression(node.parent) && node.parent.name === node);
}

function assignedTo(ts: TypeScript, node: ts.Node): ts.Expression | undefined {
  const { parent } = node;
  const isAssignment =
    ts.isBinaryExpression(parent) &&
    parent.operatorToken.kind === ts.SyntaxKind.EqualsToken &&
    parent.left === node;
  return isAssignment ? parent.right : undefined;
}

/** `exports = module.exports = …` is told by what stands to the right of it. */
const isExported = (ts: TypeScript, value: ts.Expression): boolean =>
  ts.isBinaryExpression(value) && isExports(ts, value.left);

/** Who else has the exports may add to them: `const all = (module.exports = {})`. */
function isStatement(ts: TypeScript, { parent }: ts.Node): boolean {
  if (ts.isBinaryExpression(parent)) return isExports(ts, parent.left) && isStatement(ts, parent);
  return ts.isExpressionStatement(parent);
}

/** `Object.defineProperty(exports, "__esModule", …)` */
function definesOther(ts: TypeScript, node: ts.Node, name: string): boolean {
  const { parent } = node;
  if (!ts.isCallExpression(parent) || !/\bdefineProperty$/.test(parent.expression.getText())) return false;
  const [on, key] = parent.arguments;
  return on === node && key !== undefined && ts.isStringLiteralLike(key) && key.text !== name;
}

function propertyValue(
  ts: TypeScript,
  property: ts.ObjectLiteralElementLike,
  name: string,
): ts.Expression | "unknown" | undefined {
  const key = property.name;
  if (!key || ts.isComputedPropertyName(key)) return "unknown";
  if (key.text !== name) return undefined;
  if (ts.isPropertyAssignment(property)) return property.initializer;
  return ts.isShorthandPropertyAssignment(property) ? property.name : "unknown";
}

const isRequire = (
  ts: TypeScript,
  node: ts.Expression,
): node is ts.CallExpression & { arguments: readonly [ts.StringLiteral] } =>
  ts.isCallExpression(node) &&
  ts.isIdentifier(node.expression) &&
  node.expression.text === "require" &&
  node.arguments.length === 1 &&
  ts.isStringLiteral(node.arguments[0]!);
