import { existsSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import type * as ts from "typescript";
import type { AnalyzedCallback } from "./analyze-callback";
import { CallbackError } from "./callback-error";
import { STRICT } from "./entry-text";
import { hashOf, keep, readKept, toolVersion } from "./kept-results";
import { loadTypeScript } from "./source/load-typescript";

/** A module that exports `handler`, for those who prefer files to callbacks. */
export interface EntryFile {
  /** An absolute path, or one relative to the project, the folder that the program runs in. The extension may be left out. */
  readonly entry: string;
}

export const isEntryFile = (value: unknown): value is EntryFile =>
  typeof value === "object" && value !== null && typeof (value as Partial<EntryFile>).entry === "string";

const ENDINGS = ["", ".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs", "/index.ts", "/index.js"];

/** @throws CallbackError for a file that is not there or does not export `handler`. */
export function analyzeEntryFile({ entry }: EntryFile, name: string): AnalyzedCallback {
  const wanted = resolve(entry);
  const file = ENDINGS.map((ending) => wanted + ending).find(isFile);
  if (file === undefined) {
    throw new CallbackError(name, {
      problem: `is to be the file ${JSON.stringify(entry)}, and there is no ${wanted}`,
      remedy: "Give a path relative to the project's folder, or an absolute one",
    });
  }
  if (!exportsHandler(file)) {
    throw new CallbackError(name, {
      problem: `is to be the file ${JSON.stringify(entry)}, which does not export 'handler'`,
      remedy: "Write export const handler = … there",
      place: { file, line: 1 },
    });
  }
  return {
    name,
    file,
    line: 1,
    directory: dirname(file),
    entry: `${STRICT}import * as entry from ${JSON.stringify(`./${basename(file)}`)};export const handler = entry.handler;\n`,
    captures: "",
    environment: {},
    stored: [],
  };
}

const isFile = (path: string): boolean => existsSync(path) && statSync(path).isFile();

function exportsHandler(file: string): boolean {
  const text = readFileSync(file, "utf8");
  const key = hashOf(toolVersion(), file, text);
  let exported = readKept<boolean>("entry", key);
  if (exported === undefined) keep("entry", key, (exported = mayExport(file, text)));
  return exported;
}

/** `export *` and CommonJS may export anything: there the bundle's build tells. */
function mayExport(file: string, text: string): boolean {
  const ts = loadTypeScript();
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ESNext, false);
  if (!source.statements.some((statement) => isModuleSyntax(statement))) return /\bexports\b/.test(text);
  return source.statements.some((statement) =>
    exportedNames(statement).some((name) => /^(\*|handler)$/.test(name)),
  );

  function isModuleSyntax(statement: ts.Statement): boolean {
    return ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement) || isExported(statement);
  }
  function isExported(statement: ts.Statement): boolean {
    const modifiers = ts.canHaveModifiers(statement) ? ts.getModifiers(statement) : undefined;
    return modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) ?? false;
  }
  function exportedNames(statement: ts.Statement): string[] {
    if (ts.isExportDeclaration(statement)) {
      const clause = statement.exportClause;
      if (!clause) return ["*"];
      return ts.isNamedExports(clause) ? clause.elements.map(({ name }) => name.text) : [clause.name.text];
    }
    if (!isExported(statement)) return [];
    if (ts.isFunctionDeclaration(statement)) return [statement.name?.text ?? "default"];
    return ts.isVariableStatement(statement)
      ? statement.declarationList.declarations.flatMap(({ name }) => namesIn(name))
      : [];
  }
  function namesIn(name: ts.BindingName): string[] {
    if (ts.isIdentifier(name)) return [name.text];
    return name.elements.flatMap((element) => (ts.isBindingElement(element) ? namesIn(element.name) : []));
  }
}
