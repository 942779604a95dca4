import type * as ts from "typescript";
import { loadTypeScript, type TypeScript } from "./load-typescript";

export interface ModuleOutline {
  /** `export *` and CommonJS may export anything: there the module's bundle tells. */
  readonly mayExportHandler: boolean;
  /** Whether its code is strict, as that of every ES module is. */
  readonly isStrict: boolean;
}

export function outlineModule(file: string, text: string): ModuleOutline {
  const ts = loadTypeScript();
  const { statements } = ts.createSourceFile(file, text, ts.ScriptTarget.ESNext, false);
  const isModule = statements.some(
    (each) => ts.isImportDeclaration(each) || ts.isExportDeclaration(each) || isExported(ts, each),
  );
  if (!isModule)
    return { mayExportHandler: /\bexports\b/.test(text), isStrict: /^\s*["']use strict["']/.test(text) };
  const exported = statements.flatMap((statement) => exportedNames(ts, statement));
  return { mayExportHandler: exported.includes("handler") || exported.includes("*"), isStrict: true };
}

function exportedNames(ts: TypeScript, statement: ts.Statement): string[] {
  if (ts.isExportDeclaration(statement)) {
    const { exportClause: clause } = statement;
    if (!clause) return ["*"];
    return ts.isNamedExports(clause) ? clause.elements.map(({ name }) => name.text) : [clause.name.text];
  }
  if (!isExported(ts, statement)) return [];
  if (ts.isFunctionDeclaration(statement)) return [statement.name?.text ?? "default"];
  if (!ts.isVariableStatement(statement)) return [];
  return statement.declarationList.declarations.flatMap(({ name }) => namesIn(ts, name));
}

function isExported(ts: TypeScript, statement: ts.Statement): boolean {
  const modifiers = ts.canHaveModifiers(statement) ? ts.getModifiers(statement) : undefined;
  return modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) ?? false;
}

function namesIn(ts: TypeScript, name: ts.BindingName): string[] {
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((element) => (ts.isBindingElement(element) ? namesIn(ts, element.name) : []));
}
