import type * as ts from "typescript";
import { loadTypeScript, type TypeScript } from "../load-typescript";
import { pathBeside } from "./path-beside";

/** A place where a package's module asks for a file of its own package by where the module lies. */
export interface PackageFileUse {
  readonly path: string;
  /** Where the expression begins and ends; both count from 0. */
  readonly start: ts.LineAndCharacter;
  readonly end: ts.LineAndCharacter;
}

const MAY_ASK =
  /\bcreateRequire\b|\brequire\.resolve\(|\breadFileSync\b[^]*\b__dirname\b|\brequire\(["']bindings["']\)/;
/** A file of the package itself. Other packages may be there: some are looked for to no avail, some lie in a layer. */
const OWN_FILE = /^(?:\.|#)/;

/**
 * What surely fails: a file that is read, or asked for by `require.resolve`, when the module is loaded, what is required by a
 * function that is made for the module, and machine code that is looked for from the package's folder. Other functions of CommonJS modules are in a bundle whether anybody calls them or
 * not, and what is tried may fail.
 */
export function findPackageFiles(fileName: string, text: string): readonly PackageFileUse[] {
  if (!MAY_ASK.test(text)) return [];
  const ts = loadTypeScript();
  const file = ts.createSourceFile(fileName, text, ts.ScriptTarget.ESNext, true);
  const uses: PackageFileUse[] = [];
  const requires = new Set<string>();
  const visit = (node: ts.Node, isLoading: boolean): void => {
    if (ts.isTryStatement(node) && node.catchClause) return;
    if (ts.isVariableDeclaration(node) && ts.isIdentifier(node.name) && makesRequire(ts, node.initializer))
      requires.add(node.name.text);
    const path = ts.isCallExpression(node) ? askedFor(ts, node, { requires, isLoading }) : undefined;
    if (path !== undefined) {
      uses.push({
        path,
        start: file.getLineAndCharacterOfPosition(node.getStart(file)),
        end: file.getLineAndCharacterOfPosition(node.end),
      });
    }
    const isFunction = ts.isFunctionLike(node) || ts.isPropertyDeclaration(node);
    ts.forEachChild(node, (child) => visit(child, isLoading && !isFunction));
  };
  visit(file, true);
  return uses;
}

interface Surroundings {
  /** Names of what `createRequire(import.meta.url)` has made. */
  readonly requires: ReadonlySet<string>;
  /** Whether the code runs when its module is loaded. */
  readonly isLoading: boolean;
}

function askedFor(
  ts: TypeScript,
  { expression, arguments: [first] }: ts.CallExpression,
  { requires, isLoading }: Surroundings,
): string | undefined {
  if (!first) return undefined;
  if (isLoading && /(?:^|\.)readFileSync$/.test(nameOf(ts, expression) ?? "")) return pathBeside(ts, first);
  if (isBindings(ts, expression) && ts.isStringLiteralLike(first)) return first.text;
  const path = ts.isStringLiteralLike(first) && OWN_FILE.test(first.text) ? first.text : undefined;
  if (path === undefined) return undefined;
  const isResolve = ts.isPropertyAccessExpression(expression) && expression.name.text === "resolve";
  const called = isResolve ? expression.expression : expression;
  if (makesRequire(ts, called)) return path;
  if (!ts.isIdentifier(called)) return undefined;
  return requires.has(called.text) || (isResolve && isLoading && called.text === "require")
    ? path
    : undefined;
}

/** `createRequire(import.meta.url)`, or what a compiler to CommonJS makes of it. */
const makesRequire = (ts: TypeScript, node: ts.Expression | undefined): boolean =>
  node !== undefined &&
  ts.isCallExpression(node) &&
  /(?:^|\.)createRequire$/.test(nameOf(ts, node.expression) ?? "") &&
  node.arguments.some((each) => /\bimport\.meta\.url\b|\b__filename\b/.test(each.getText()));

/** `require("bindings")("x.node")` */
const isBindings = (ts: TypeScript, node: ts.Expression): boolean =>
  ts.isCallExpression(node) && /^require\(["']bindings["']\)$/.test(node.getText());

function nameOf(ts: TypeScript, node: ts.Expression): string | undefined {
  if (ts.isParenthesizedExpression(node)) return nameOf(ts, node.expression);
  if (ts.isPropertyAccessExpression(node)) return `.${node.name.text}`;
  return ts.isIdentifier(node) ? node.text : undefined;
}
