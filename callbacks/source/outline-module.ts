import type * as ts from "typescript";
import { loadTypeScript, type TypeScript } from "./load-typescript";

export interface ModuleOutline {
  /** `export *` and CommonJS may export anything: there the module's bundle tells. */
  readonly mayExportHandler: boolean;
  /** What `handler` is, if it is seen to be no function: "a class". */
  readonly handlerIs?: string;
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
  const handlerIs = whatIsExported(ts, statements);
  return {
    mayExportHandler: exported.includes("handler") || exported.includes("*"),
    ...(handlerIs !== undefined && { handlerIs }),
    isStrict: true,
  };
}

/** Of the module's own `handler`; `undefined` for what may be a function. */
function whatIsExported(ts: TypeScript, statements: readonly ts.Statement[]): string | undefined {
  const renamed = statements.flatMap((statement) =>
    ts.isExportDeclaration(statement) &&
    !statement.moduleSpecifier &&
    statement.exportClause &&
    ts.isNamedExports(statement.exportClause)
      ? statement.exportClause.elements.filter(({ name }) => name.text === "handler")
      : [],
  );
  const local = renamed[0] ? (renamed[0].propertyName ?? renamed[0].name).text : "handler";
  for (const statement of statements) {
    if (ts.isClassDeclaration(statement) && statement.name?.text === local) return "a class";
    if (!ts.isVariableStatement(statement)) continue;
    const { declarations } = statement.declarationList;
    const declared = declarations.find(({ name }) => ts.isIdentifier(name) && name.text === local);
    if (declared?.initializer) return whatIs(ts, declared.initializer);
  }
  return undefined;
}

function whatIs(ts: TypeScript, value: ts.Expression): string | undefined {
  if (ts.isParenthesizedExpression(value) || ts.isAsExpression(value) || ts.isSatisfiesExpression(value))
    return whatIs(ts, value.expression);
  if (ts.isClassExpression(value)) return "a class";
  if (ts.isObjectLiteralExpression(value)) return "an object";
  if (ts.isArrayLiteralExpression(value)) return "an array";
  if (ts.isNumericLiteral(value)) return "a number";
  if (ts.isStringLiteralLike(value) || ts.isTemplateExpression(value)) return "a string";
  return undefined;
}

function exportedNames(ts: TypeScript, statement: ts.Statement): string[] {
  if (ts.isExportDeclaration(statement)) {
    const { exportClause: clause } = statement;
    if (!clause) return ["*"];
    return ts.isNamedExports(clause) ? clause.elements.map(({ name }) => name.text) : [clause.name.text];
  }
  if (!isExported(ts, statement)) return [];
  if (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement))
    return [statement.name?.text ?? "default"];
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
