import type * as ts from "typescript";
import { impliedNames, jsxSettings, type JsxSettings } from "../jsx";
import { loadTypeScript, type TypeScript } from "../load-typescript";

export interface MissingFactory {
  readonly name: string;
  /** Of the first element that stands for it, counted from 1. */
  readonly line: number;
}

/** The name that a file's elements of JSX stand for, if nothing in the file declares it. */
export function missingFactory(
  fileName: string,
  text: string,
  directory: string,
): MissingFactory | undefined {
  const settings = jsxSettings(fileName, directory);
  if (!settings || !/<[\w$>]/.test(text)) return undefined;
  const jsx = jsxOfBundler(text, settings);
  if (jsx.isAutomatic) return undefined;
  const isFound = [jsx.factory, ...(text.includes("<>") ? [jsx.fragment] : [])].every((name) =>
    mayDeclare(text, name),
  );
  // Most files are not worth loading the compiler for.
  if (isFound) return undefined;
  const ts = loadTypeScript();
  const file = ts.createSourceFile(fileName, text, ts.ScriptTarget.ESNext, true);
  const declared = new Set<string>();
  const implied = new Map<string, ts.Node>();
  const visit = (node: ts.Node): void => {
    const name = declaredName(ts, node);
    if (name !== undefined) declared.add(name);
    for (const each of impliedNames(ts, node, jsx)) if (!implied.has(each)) implied.set(each, node);
    ts.forEachChild(node, visit);
  };
  visit(file);
  const [missing] = [...implied].filter(([name]) => !declared.has(name) && name !== "this");
  return (
    missing && {
      name: missing[0],
      line: file.getLineAndCharacterOfPosition(missing[1].getStart(file)).line + 1,
    }
  );
}

/** The bundler takes what comments say wherever they stand, and what the elements become from `@jsxRuntime` alone. */
function jsxOfBundler(text: string, { isAutomatic, factory, fragment }: JsxSettings): JsxSettings {
  const said = (name: string) => new RegExp(String.raw`@${name}\s+([^\s*]+)`).exec(text)?.[1];
  const runtime = said("jsxRuntime");
  return {
    isAutomatic: runtime === undefined ? isAutomatic : runtime === "automatic",
    factory: said("jsx") ?? factory,
    fragment: said("jsxFrag") ?? fragment,
  };
}

function mayDeclare(text: string, factory: string): boolean {
  const name = factory.split(".")[0]!.replace(/\$/g, "\\$&");
  return new RegExp(
    String.raw`^\s*(?:import|export|const|let|var|function|class)\b[^;=]*?[\s{,*]${name}\b`,
    "m",
  ).test(text);
}

function declaredName(ts: TypeScript, node: ts.Node): string | undefined {
  const isDeclaration =
    ts.isImportClause(node) ||
    ts.isImportSpecifier(node) ||
    ts.isNamespaceImport(node) ||
    ts.isImportEqualsDeclaration(node) ||
    ts.isVariableDeclaration(node) ||
    ts.isBindingElement(node) ||
    ts.isParameter(node) ||
    ts.isFunctionDeclaration(node) ||
    ts.isFunctionExpression(node) ||
    ts.isClassLike(node) ||
    ts.isModuleDeclaration(node) ||
    ts.isEnumDeclaration(node);
  return isDeclaration && node.name && ts.isIdentifier(node.name) ? node.name.text : undefined;
}
