import type * as ts from "typescript";
import { impliedNames, jsxOfFile, type JsxOfFile, type JsxSettings } from "./jsx";
import { loadTypeScript, type TypeScript } from "./load-typescript";

/** An identifier that stands for a variable, with the declaration it is bound to. */
export interface BoundIdentifier {
  readonly node: ts.Identifier;
  readonly start: number;
  /** Absent for a name that nothing in the file declares. */
  readonly declaration?: ts.Declaration;
  /** `{ users }`, in an object or in a pattern. */
  readonly shorthand: boolean;
  /** Not in the text: an element of JSX stands for it. */
  readonly isImplied?: true;
}

export interface ParsedSource {
  readonly ts: TypeScript;
  readonly file: ts.SourceFile;
  /** All of the file's variables wherever they are named, by position. Names in types are left out. */
  readonly identifiers: readonly BoundIdentifier[];
  readonly byDeclaration: ReadonlyMap<ts.Declaration, readonly BoundIdentifier[]>;
  readonly lineOf: (position: number) => number;
  /** The file's comments that say what its elements of JSX become. */
  readonly jsxPragmas: string;
}

/** Parses one file on its own: no library, no imports followed, so it takes milliseconds. */
export function parseSource(fileName: string, text: string, settings?: JsxSettings): ParsedSource {
  const ts = loadTypeScript();
  // Parsed as TypeScript even if it is JavaScript, so that `require` and `exports` stay ordinary names.
  const name = fileName.endsWith("x") ? "/source.tsx" : "/source.ts";
  const file = ts.createSourceFile(name, text, ts.ScriptTarget.ESNext, true);
  const program = ts.createProgram(
    [name],
    { noLib: true, noResolve: true, types: [], target: ts.ScriptTarget.ESNext },
    soleFileHost(name, file),
  );
  const jsx = settings && jsxOfFile(ts, text, settings);
  const identifiers = bindIdentifiers(ts, file, { checker: program.getTypeChecker(), jsx });
  const byDeclaration = new Map<ts.Declaration, BoundIdentifier[]>();
  for (const identifier of identifiers) {
    if (!identifier.declaration) continue;
    const list = byDeclaration.get(identifier.declaration);
    if (list) list.push(identifier);
    else byDeclaration.set(identifier.declaration, [identifier]);
  }
  return {
    ts,
    file,
    identifiers,
    byDeclaration,
    lineOf: (position) => file.getLineAndCharacterOfPosition(position).line + 1,
    jsxPragmas: jsx?.pragmas ?? "",
  };
}

const soleFileHost = (name: string, file: ts.SourceFile): ts.CompilerHost => ({
  getSourceFile: (requested) => (requested === name ? file : undefined),
  fileExists: (requested) => requested === name,
  readFile: (requested) => (requested === name ? file.text : undefined),
  writeFile: () => undefined,
  getDefaultLibFileName: () => "/lib.d.ts",
  getCurrentDirectory: () => "/",
  getCanonicalFileName: (requested) => requested,
  useCaseSensitiveFileNames: () => true,
  getNewLine: () => "\n",
});

interface Binding {
  readonly checker: ts.TypeChecker;
  readonly jsx: JsxOfFile | undefined;
}

function bindIdentifiers(ts: TypeScript, file: ts.SourceFile, { checker, jsx }: Binding): BoundIdentifier[] {
  const found: BoundIdentifier[] = [];
  const visit = (node: ts.Node): void => {
    if (isTypeOnly(ts, node)) return;
    if (ts.isIdentifier(node) && standsForVariable(ts, node)) {
      const shorthandObject = ts.isShorthandPropertyAssignment(node.parent) && node.parent.name === node;
      const symbol = shorthandObject
        ? checker.getShorthandAssignmentValueSymbol(node.parent)
        : checker.getSymbolAtLocation(node);
      const declared = symbol?.declarations?.find((candidate) => isValueDeclaration(ts, candidate));
      // In compiled JavaScript an exported constant is a property of `exports`: the file itself declares it.
      const declaration = declared ?? (node.text === "exports" ? file : undefined);
      const shorthandPattern =
        ts.isBindingElement(node.parent) &&
        node.parent.name === node &&
        !node.parent.propertyName &&
        !node.parent.dotDotDotToken &&
        ts.isObjectBindingPattern(node.parent.parent);
      found.push({
        node,
        start: node.getStart(file),
        shorthand: shorthandObject || shorthandPattern,
        ...(declaration && { declaration }),
      });
    }
    if (jsx && !jsx.isAutomatic)
      for (const name of impliedNames(ts, node, jsx)) found.push(implied(ts, { node, name, checker }));
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found.sort((a, b) => a.start - b.start);
}

interface Implied {
  readonly node: ts.Node;
  readonly name: string;
  readonly checker: ts.TypeChecker;
}

/** As if the name stood where the element does. */
function implied(ts: TypeScript, { node, name, checker }: Implied): BoundIdentifier {
  const symbol = checker.getSymbolsInScope(node, ts.SymbolFlags.Value).find((each) => each.name === name);
  const aliased =
    symbol ?? checker.getSymbolsInScope(node, ts.SymbolFlags.Alias).find((each) => each.name === name);
  const declaration = aliased?.declarations?.find((candidate) => isValueDeclaration(ts, candidate));
  const identifier = ts.setTextRange(ts.factory.createIdentifier(name), node);
  Object.assign(identifier, { parent: node });
  return {
    node: identifier,
    start: node.getStart(),
    shorthand: false,
    isImplied: true,
    ...(declaration && { declaration }),
  };
}

function isTypeOnly(ts: TypeScript, node: ts.Node): boolean {
  if (
    ts.isInterfaceDeclaration(node) ||
    ts.isTypeAliasDeclaration(node) ||
    ts.isTypeParameterDeclaration(node)
  )
    return true;
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return true;
  if (ts.isHeritageClause(node)) return node.token === ts.SyntaxKind.ImplementsKeyword;
  // `class A extends B<T>`: B is a value though the whole is a type to the compiler.
  return ts.isTypeNode(node) && !(ts.isExpressionWithTypeArguments(node) && !ts.isTypeNode(node.expression));
}

/** Whether an identifier names a variable, and not a property, a label or the like. */
function standsForVariable(ts: TypeScript, node: ts.Identifier): boolean {
  const parent = node.parent;
  if (ts.isPropertyAccessExpression(parent) || ts.isMetaProperty(parent)) return parent.name !== node;
  if (ts.isBindingElement(parent)) return parent.propertyName !== node;
  if (ts.isLabeledStatement(parent)) return parent.label !== node;
  if (ts.isBreakOrContinueStatement(parent) || ts.isJsxAttribute(parent) || ts.isQualifiedName(parent))
    return false;
  if (ts.isJsxOpeningLikeElement(parent) || ts.isJsxClosingElement(parent)) return !/^[a-z]/.test(node.text);
  const isMember =
    ts.isPropertyAssignment(parent) ||
    ts.isMethodDeclaration(parent) ||
    ts.isPropertyDeclaration(parent) ||
    ts.isAccessor(parent) ||
    ts.isEnumMember(parent);
  return !(isMember && parent.name === node);
}

function isValueDeclaration(ts: TypeScript, node: ts.Declaration): boolean {
  if (ts.isFunctionDeclaration(node)) return node.body !== undefined;
  return !(
    ts.isInterfaceDeclaration(node) ||
    ts.isTypeAliasDeclaration(node) ||
    ts.isTypeParameterDeclaration(node) ||
    isAmbient(ts, node)
  );
}

function isAmbient(ts: TypeScript, node: ts.Declaration): boolean {
  const statement = ts.isVariableDeclaration(node) ? node.parent.parent : node;
  return (
    ts.canHaveModifiers(statement) &&
    (ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.DeclareKeyword) ?? false)
  );
}
