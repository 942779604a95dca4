import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import type * as ts from "typescript";
import { loadTypeScript, type TypeScript } from "../load-typescript";
import { pathBeside } from "./path-beside";

/** A place where a package's module asks, when somebody uses that part of it, for what no bundle has. */
export interface LateAsk {
  /** The file, relative to the module; `undefined` for a module whose name is known only then. */
  readonly path: string | undefined;
  /** Where the expression begins and ends; both count from 0. */
  readonly start: ts.LineAndCharacter;
  readonly end: ts.LineAndCharacter;
}

const MAY_ASK = /\b__dirname\b|\brequire\(\s*[^"'\s)]/;

/** What a package tries, it can do without. */
export function findLateAsks(fileName: string, text: string): readonly LateAsk[] {
  if (!MAY_ASK.test(text)) return [];
  const ts = loadTypeScript();
  const file = ts.createSourceFile(fileName, text, ts.ScriptTarget.ESNext, true);
  const asks: LateAsk[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isTryStatement(node) && node.catchClause) {
      visit(node.catchClause);
      return;
    }
    // What a function is given by that name is none of Node's.
    if (ts.isFunctionLike(node) && node.parameters.some(({ name }) => name.getText(file) === "require"))
      return;
    const path = fileBeside(ts, node, file);
    if (path !== undefined || isComputedRequire(ts, node)) {
      asks.push({
        path,
        start: file.getLineAndCharacterOfPosition(node.getStart(file)),
        end: file.getLineAndCharacterOfPosition(node.end),
      });
      return;
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return asks;
}

function isComputedRequire(ts: TypeScript, node: ts.Node): boolean {
  if (!ts.isCallExpression(node) || !ts.isIdentifier(node.expression)) return false;
  const [asked] = node.arguments;
  return node.expression.text === "require" && asked !== undefined && !ts.isStringLiteralLike(asked);
}

/** Where the package has that file. */
function fileBeside(ts: TypeScript, node: ts.Node, file: ts.SourceFile): string | undefined {
  const path = pathBeside(ts, node);
  if (path === undefined || !/[^./]/.test(path)) return undefined;
  return existsSync(join(dirname(file.fileName), path)) ? path.replace(/^\//, "") : undefined;
}
