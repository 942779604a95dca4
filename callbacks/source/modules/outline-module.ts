import type * as ts from "typescript";
import { commonExport } from "./common-exports";
import { isAssignedLater } from "./late-assignment";
import { loadTypeScript, type TypeScript } from "../load-typescript";
import { valueKind, withoutTypes } from "./value-kind";

export interface ModuleOutline {
  /** Where a module may export anything, its bundle tells. */
  readonly mayExport: boolean;
  /** Why the export is no function, if that is seen. */
  readonly fault?: ExportFault;
  /** The other module that the export comes from. */
  readonly passedOn?: PassedOn;
  /** Whether its code is strict, as that of every ES module is. */
  readonly isStrict: boolean;
}

export interface ExportFault {
  /** What it is: "a class and no function". */
  readonly is: string;
  /** Counted from 1. */
  readonly line: number;
}

/** An export of another module, by the specifier it is imported by. */
export interface PassedOn {
  readonly from: string;
  readonly name: string;
}

/** What a module says of one of its exports. */
export function outlineModule(fileName: string, text: string, name = "handler"): ModuleOutline {
  const ts = loadTypeScript();
  const file = ts.createSourceFile(fileName, text, ts.ScriptTarget.ESNext, true);
  const { statements } = file;
  const isTypeScripts = statements.some((each) => ts.isExportAssignment(each) && each.isExportEquals);
  const isModule = statements.some(
    (each) =>
      ts.isImportDeclaration(each) ||
      ts.isExportDeclaration(each) ||
      ts.isExportAssignment(each) ||
      isExported(ts, each),
  );
  return isModule && !isTypeScripts
    ? new EsModule(ts, file).outline(name)
    : outlineCommon(ts, file, { name, isStrict: isTypeScripts || /^\s*["']use strict["']/.test(text) });
}

interface CommonOptions {
  readonly name: string;
  readonly isStrict: boolean;
}

function outlineCommon(
  ts: TypeScript,
  file: ts.SourceFile,
  { name, isStrict }: CommonOptions,
): ModuleOutline {
  const { values, from, isOpen } = commonExport(ts, file, name);
  const fault = isOpen || from !== undefined ? undefined : new EsModule(ts, file).faultOf(values);
  return {
    mayExport: isOpen || from !== undefined || values.length > 0,
    isStrict,
    ...(fault && { fault }),
    ...(!isOpen && values.length === 0 && from !== undefined && { passedOn: { from, name } }),
  };
}

class EsModule {
  private readonly ts: TypeScript;
  private readonly file: ts.SourceFile;

  constructor(ts: TypeScript, file: ts.SourceFile) {
    this.ts = ts;
    this.file = file;
  }

  outline(name: string): ModuleOutline {
    const exported = this.file.statements.flatMap((statement) => exportedNames(this.ts, statement));
    const stars = this.starsOf(name, exported);
    const { local, passedOn, fault } = this.exportOf(name);
    const [found, from = stars] = local === undefined ? [fault, passedOn] : this.declaredAs(local);
    return {
      mayExport: exported.includes(name) || exported.includes("*"),
      isStrict: true,
      ...(found && { fault: found }),
      ...(from && { passedOn: from }),
    };
  }

  /** Of all that may be a value's, what all agree on: that it is no function. */
  faultOf(values: readonly ts.Expression[], depth = 0): ExportFault | undefined {
    const kinds = values.map((value) => this.kindOf(value, depth));
    const last = values.at(-1);
    if (!last || kinds.includes(undefined)) return undefined;
    return this.fault(last, kinds.at(-1)! === "undefined" ? "undefined" : `${kinds.at(-1)!} and no function`);
  }

  private starsOf(name: string, exported: readonly string[]): PassedOn | undefined {
    const { ts } = this;
    const stars = this.file.statements.flatMap((each) =>
      ts.isExportDeclaration(each) && !each.exportClause && each.moduleSpecifier
        ? [(each.moduleSpecifier as ts.StringLiteral).text]
        : [],
    );
    const isOnly = stars.length === 1 && !exported.includes(name);
    return isOnly ? { from: stars[0]!, name } : undefined;
  }

  /** What an export is called inside the module, or where else it comes from. */
  private exportOf(name: string): { local?: string; passedOn?: PassedOn; fault?: ExportFault } {
    const { ts } = this;
    for (const statement of this.file.statements) {
      if (ts.isExportAssignment(statement) && name === "default") {
        const { expression } = statement;
        if (ts.isIdentifier(expression)) return { local: expression.text };
        const fault = this.faultOf([expression]);
        return fault ? { fault } : {};
      }
      if (!ts.isExportDeclaration(statement) || !statement.exportClause) continue;
      const { exportClause: clause, moduleSpecifier: from } = statement;
      if (ts.isNamespaceExport(clause)) {
        if (clause.name.text === name) return { fault: this.fault(clause, "a module and no function") };
        continue;
      }
      const element = clause.elements.find((each) => each.name.text === name);
      if (!element) continue;
      const inside = (element.propertyName ?? element.name).text;
      return from ? { passedOn: { from: (from as ts.StringLiteral).text, name: inside } } : { local: inside };
    }
    return name === "default" ? {} : { local: name };
  }

  private declaredAs(
    local: string,
    depth = 0,
  ): readonly [fault?: ExportFault | undefined, passedOn?: PassedOn] {
    const { ts } = this;
    for (const statement of this.file.statements) {
      if (ts.isClassDeclaration(statement) && statement.name?.text === local)
        return [this.fault(statement, "a class and no function")];
      if (ts.isEnumDeclaration(statement) && statement.name.text === local)
        return [this.fault(statement, "an enum and no function")];
      const imported = ts.isImportDeclaration(statement) ? importedAs(ts, statement, local) : undefined;
      if (imported?.name === "*") return [this.fault(statement, "a module and no function")];
      if (imported) return [undefined, imported];
      if (!ts.isVariableStatement(statement)) continue;
      const { declarations } = statement.declarationList;
      const declared = declarations.find(({ name }) => ts.isIdentifier(name) && name.text === local);
      if (declared) return this.variable(declared, local, depth);
    }
    return [];
  }

  private variable(
    declared: ts.VariableDeclaration,
    local: string,
    depth: number,
  ): readonly [fault?: ExportFault | undefined, passedOn?: PassedOn] {
    const { ts } = this;
    const { initializer } = declared;
    const assigned = this.assignmentsTo(local);
    if (initializer && assigned.length === 0) {
      const value = withoutTypes(ts, initializer);
      return ts.isIdentifier(value) && value.text !== "undefined" && depth < 5
        ? this.declaredAs(value.text, depth + 1)
        : [this.faultOf([initializer], depth)];
    }
    const isAbsent = !initializer || valueKind(ts, initializer) === "undefined";
    if (isAbsent && assigned.length === 0)
      return this.mentions(local) > 1 ? [] : [this.fault(declared, "never assigned")];
    if (isAbsent && assigned.every((each) => isAssignedLater(ts, each)))
      return [this.fault(assigned[0]!, "assigned only after the file has been loaded")];
    const values = assigned.map(({ right }) => right);
    return [this.faultOf(initializer && !isAbsent ? [initializer, ...values] : values, depth)];
  }

  private kindOf(given: ts.Expression, depth: number): string | undefined {
    const value = withoutTypes(this.ts, given);
    const isAssignment =
      this.ts.isBinaryExpression(value) && value.operatorToken.kind === this.ts.SyntaxKind.EqualsToken;
    if (isAssignment) return this.kindOf(value.right, depth);
    return valueKind(this.ts, value);
  }

  private assignmentsTo(local: string): ts.BinaryExpression[] {
    const { ts } = this;
    const found: ts.BinaryExpression[] = [];
    const visit = (node: ts.Node): void => {
      const isAssignment =
        ts.isBinaryExpression(node) &&
        node.operatorToken.kind >= ts.SyntaxKind.FirstAssignment &&
        node.operatorToken.kind <= ts.SyntaxKind.LastAssignment;
      if (isAssignment && ts.isIdentifier(node.left) && node.left.text === local) found.push(node);
      ts.forEachChild(node, visit);
    };
    visit(this.file);
    return found;
  }

  /** How often a name is used other than to export it: `[handler] = …` may assign it too. */
  private mentions(local: string): number {
    const { ts } = this;
    let count = 0;
    const visit = (node: ts.Node): void => {
      if (ts.isExportDeclaration(node)) return;
      if (ts.isIdentifier(node) && node.text === local) count++;
      ts.forEachChild(node, visit);
    };
    visit(this.file);
    return count;
  }

  private fault(node: ts.Node, is: string): ExportFault {
    return { is, line: this.file.getLineAndCharacterOfPosition(node.getStart(this.file)).line + 1 };
  }
}

function importedAs(
  ts: TypeScript,
  { importClause, moduleSpecifier }: ts.ImportDeclaration,
  local: string,
): PassedOn | undefined {
  const from = (moduleSpecifier as ts.StringLiteral).text;
  if (importClause?.name?.text === local) return { from, name: "default" };
  const bindings = importClause?.namedBindings;
  if (!bindings) return undefined;
  if (ts.isNamespaceImport(bindings)) return bindings.name.text === local ? { from, name: "*" } : undefined;
  const element = bindings.elements.find(({ name }) => name.text === local);
  return element && { from, name: (element.propertyName ?? element.name).text };
}

function exportedNames(ts: TypeScript, statement: ts.Statement): string[] {
  if (ts.isExportAssignment(statement)) return ["default"];
  if (ts.isExportDeclaration(statement)) {
    const { exportClause: clause } = statement;
    if (statement.isTypeOnly) return [];
    if (!clause) return ["*"];
    return ts.isNamedExports(clause)
      ? clause.elements.flatMap(({ name, isTypeOnly }) => (isTypeOnly ? [] : [name.text]))
      : [clause.name.text];
  }
  if (!isExported(ts, statement) || hasModifier(ts, statement, ts.SyntaxKind.DeclareKeyword)) return [];
  if (hasModifier(ts, statement, ts.SyntaxKind.DefaultKeyword)) return ["default"];
  if (
    ts.isFunctionDeclaration(statement) ||
    ts.isClassDeclaration(statement) ||
    ts.isEnumDeclaration(statement)
  )
    return statement.name ? [statement.name.text] : [];
  if (!ts.isVariableStatement(statement)) return [];
  return statement.declarationList.declarations.flatMap(({ name }) => namesIn(ts, name));
}

const isExported = (ts: TypeScript, statement: ts.Statement): boolean =>
  hasModifier(ts, statement, ts.SyntaxKind.ExportKeyword);

function hasModifier(ts: TypeScript, statement: ts.Statement, wanted: ts.SyntaxKind): boolean {
  const modifiers = ts.canHaveModifiers(statement) ? ts.getModifiers(statement) : undefined;
  return modifiers?.some(({ kind }) => kind === wanted) ?? false;
}

function namesIn(ts: TypeScript, name: ts.BindingName): string[] {
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((element) => (ts.isBindingElement(element) ? namesIn(ts, element.name) : []));
}
