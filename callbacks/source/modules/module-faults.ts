import type * as ts from "typescript";
import { loadTypeScript, type TypeScript } from "../load-typescript";

/** Something in a module that a bundle cannot have. */
export interface ModuleFault {
  readonly problem: string;
  readonly remedy: string;
  /** Counted from 1. */
  readonly line: number;
}

type Find = (ts: TypeScript, node: ts.Node) => Omit<ModuleFault, "line"> | undefined;

/** An import whose module nobody knows before it runs. */
export const findComputedImport = (file: string, text: string): ModuleFault | undefined =>
  MAY_COMPUTE.test(text) ? findIn(file, text, computedImport) : undefined;

/** A class whose decorators are told the types of what they stand at. */
export const findMetadata = (file: string, text: string): ModuleFault | undefined =>
  /@[\w$]/.test(text) ? findIn(file, text, metadataOf) : undefined;

/** Most modules are not worth loading the compiler for. */
const MAY_COMPUTE =
  /\brequire\s*\.\s*resolve\b|\bmodule\s*\.\s*require\b|[=(,]\s*require\s*(?:[;,)]|$)|\b(?:require|import)\s*\(\s*(?!(?:"[^"]*"|'[^']*')\s*[,)])/m;

function findIn(fileName: string, text: string, find: Find): ModuleFault | undefined {
  const ts = loadTypeScript();
  const file = ts.createSourceFile(fileName, text, ts.ScriptTarget.ESNext, true);
  const visit = (node: ts.Node): ModuleFault | undefined => {
    const fault = find(ts, node);
    if (fault) return { ...fault, line: file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1 };
    return ts.forEachChild(node, visit);
  };
  return visit(file);
}

function computedImport(ts: TypeScript, node: ts.Node): Omit<ModuleFault, "line"> | undefined {
  if (isHandedOn(ts, node)) {
    return {
      problem: "hands 'require' on, and what is loaded by another name a bundle cannot hold",
      remedy: "Import the module, or call 'require' itself with the module's name",
    };
  }
  if (!ts.isCallExpression(node)) return undefined;
  const { expression, arguments: given } = node;
  const isResolve =
    ts.isPropertyAccessExpression(expression) &&
    isRequire(ts, expression.expression) &&
    expression.name.text === "resolve";
  if (isResolve) {
    return {
      problem: "asks for the path of a module, which in a bundle has none",
      remedy: "Read what it needs when the program is deployed, and capture the value",
    };
  }
  const isImport = expression.kind === ts.SyntaxKind.ImportKeyword || isRequire(ts, expression);
  if (!isImport || given.length === 0 || isConstant(ts, given[0]!)) return undefined;
  return {
    problem: "loads a module whose name is computed, which a bundle cannot hold",
    remedy: "Name the module literally",
  };
}

/** The module's own, not one that was made by `createRequire`. */
function isRequire(ts: TypeScript, node: ts.Node): boolean {
  if (!ts.isIdentifier(node) || node.text !== "require") return false;
  return !/\b(?:const|let|var|function)\s+require\b/.test(node.getSourceFile().text);
}

/** `const load = require`, `load(require)`, `module.require`; whoever asks whether it is there does not use it. */
function isHandedOn(ts: TypeScript, node: ts.Node): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(node))
    return node.name.text === "require" && node.expression.getText() === "module";
  if (!isRequire(ts, node)) return false;
  if (ts.isVariableDeclaration(parent)) return parent.initializer === node;
  if (ts.isBinaryExpression(parent))
    return parent.operatorToken.kind === ts.SyntaxKind.EqualsToken && parent.right === node;
  return ts.isCallExpression(parent) && parent.expression !== node;
}

/** The bundler knows the names of these. */
function isConstant(ts: TypeScript, node: ts.Expression): boolean {
  if (ts.isParenthesizedExpression(node)) return isConstant(ts, node.expression);
  if (ts.isConditionalExpression(node))
    return isConstant(ts, node.whenTrue) && isConstant(ts, node.whenFalse);
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken)
    return isConstant(ts, node.left) && isConstant(ts, node.right);
  return ts.isStringLiteralLike(node);
}

function metadataOf(ts: TypeScript, node: ts.Node): Omit<ModuleFault, "line"> | undefined {
  if (!ts.isClassLike(node)) return undefined;
  const isDecorated = (each: ts.Node): boolean =>
    ts.canHaveDecorators(each) && (ts.getDecorators(each)?.length ?? 0) > 0;
  const isToldTypes = [node, ...node.members].some(
    (each) =>
      (isDecorated(each) && (each !== node || node.members.some(ts.isConstructorDeclaration))) ||
      (ts.isFunctionLike(each) && each.parameters.some(isDecorated)),
  );
  if (!isToldTypes) return undefined;
  return {
    problem: `takes along the class '${node.name?.text ?? "(unnamed)"}', whose decorators are told types by 'emitDecoratorMetadata', which a bundle does not have`,
    remedy:
      "Name the types to the decorators, as @inject(Logger) or @Type(() => Item) does, and set 'emitDecoratorMetadata' to false",
  };
}
