import type * as ts from "typescript";
import type { CodeRequest } from "./analyze-source";
import type { ParsedSource } from "./parsed-source";
import { requiredModule } from "./required-module";
import type { Code, Declaration, Span, VariableDeclaration } from "./source-analysis";

interface DeclarationContext {
  readonly code: (request: CodeRequest) => Code;
  readonly callback: ts.Node;
}

/** Says how a declaration can travel: as an import, as its source, or only as the value it has. */
export function declarationOf(parsed: ParsedSource, node: ts.Node, context: DeclarationContext): Declaration {
  const { ts, file } = parsed;
  const line = parsed.lineOf(node.getStart(file));
  const imported = importOf(parsed, node);
  if (imported) return imported;
  if (
    ts.isFunctionDeclaration(node) ||
    ts.isClassDeclaration(node) ||
    ts.isEnumDeclaration(node) ||
    ts.isModuleDeclaration(node)
  ) {
    const topLevel = isTopLevel(ts, node);
    const parts = mergedWith(parsed, node).map((part) =>
      context.code({
        node: part,
        start: part.getStart(file),
        blanks: exportSpans(parsed, part),
        topLevel,
        bindsOutside: false,
      }),
    );
    return {
      kind: "code",
      what: whatOf(ts, node),
      parts,
      isCallback: node === context.callback,
      isLocal: isLocal(ts, node),
      line,
    };
  }
  if (
    ts.isVariableDeclaration(node) &&
    ts.isVariableDeclarationList(node.parent) &&
    ts.isVariableStatement(node.parent.parent)
  ) {
    const keyword = keywordOf(ts, node.parent);
    if (keyword) return variableOf(parsed, node, { ...context, keyword, line });
  }
  return { kind: "value", what: kindOf(ts, node), line };
}

function variableOf(
  parsed: ParsedSource,
  node: ts.VariableDeclaration,
  {
    code,
    callback,
    keyword,
    line,
  }: DeclarationContext & { keyword: VariableDeclaration["keyword"]; line: number },
): VariableDeclaration {
  const { ts, file } = parsed;
  const from = node.initializer && requiredModule(ts, unwrapped(ts, node.initializer));
  return {
    kind: "variable",
    keyword,
    initializer: initializerOf(parsed, node.initializer),
    ...(from !== undefined && { from }),
    code: code({ node, start: node.getStart(file), topLevel: isTopLevel(ts, node), bindsOutside: true }),
    isPart: node.initializer !== undefined && isPart(ts, unwrapped(ts, node.initializer)),
    isLiteral: node.initializer !== undefined && isLiteral(ts, unwrapped(ts, node.initializer)),
    isCallback: node.initializer !== undefined && unwrapped(ts, node.initializer) === callback,
    isLocal: isLocal(ts, node),
    afterCallback: node.getStart(file) > callback.getEnd(),
    line,
  };
}

function initializerOf(
  { ts }: ParsedSource,
  initializer: ts.Expression | undefined,
): VariableDeclaration["initializer"] {
  if (!initializer) return "none";
  const inner = unwrapped(ts, initializer);
  if (ts.isArrowFunction(inner) || ts.isFunctionExpression(inner) || ts.isClassExpression(inner))
    return "function";
  if (ts.isIdentifier(inner) && inner.text === "undefined") return "undefined";
  if (ts.isVoidExpression(inner)) return "undefined";
  return requiredModule(ts, inner) === undefined ? "expression" : "require";
}

function isLiteral(ts: ParsedSource["ts"], node: ts.Expression): boolean {
  if (ts.isLiteralExpression(node) || /^(?:true|false|null|undefined)$/.test(node.getText())) return true;
  const areLiteral = (parts: readonly ts.Expression[]) =>
    parts.every((each) => isLiteral(ts, unwrapped(ts, each)));
  if (ts.isArrayLiteralExpression(node)) return areLiteral(node.elements);
  if (ts.isNewExpression(node))
    return (
      /^(?:Map|Set|WeakMap|WeakSet|Array)$/.test(node.expression.getText()) &&
      areLiteral(node.arguments ?? [])
    );
  return (
    ts.isObjectLiteralExpression(node) &&
    node.properties.every(
      (each) =>
        ts.isPropertyAssignment(each) &&
        !ts.isComputedPropertyName(each.name) &&
        isLiteral(ts, unwrapped(ts, each.initializer)),
    )
  );
}

function isPart(ts: ParsedSource["ts"], node: ts.Expression): boolean {
  if (ts.isIdentifier(node)) return true;
  return (
    (ts.isPropertyAccessExpression(node) ||
      (ts.isElementAccessExpression(node) && ts.isStringLiteralLike(node.argumentExpression))) &&
    isPart(ts, unwrapped(ts, node.expression))
  );
}

/** An expression without the parentheses and types around it. */
export function unwrapped(ts: ParsedSource["ts"], node: ts.Expression): ts.Expression {
  let inner = node;
  while (
    ts.isParenthesizedExpression(inner) ||
    ts.isNonNullExpression(inner) ||
    ts.isAsExpression(inner) ||
    ts.isSatisfiesExpression(inner) ||
    ts.isTypeAssertionExpression(inner)
  ) {
    inner = inner.expression;
  }
  return inner;
}

function importOf({ ts, file, lineOf }: ParsedSource, node: ts.Node): Declaration | undefined {
  if (ts.isImportEqualsDeclaration(node) && ts.isExternalModuleReference(node.moduleReference)) {
    const from = (node.moduleReference.expression as ts.StringLiteral).text;
    return {
      kind: "import",
      start: node.getStart(file),
      from,
      imported: "=",
      attributes: "",
      line: lineOf(node.getStart(file)),
    };
  }
  if (!(ts.isImportSpecifier(node) || ts.isImportClause(node) || ts.isNamespaceImport(node)))
    return undefined;
  const statement = ts.findAncestor(node, ts.isImportDeclaration)!;
  const start = statement.getStart(file);
  return {
    kind: "import",
    start,
    from: (statement.moduleSpecifier as ts.StringLiteral).text,
    imported: ts.isNamespaceImport(node)
      ? "*"
      : ts.isImportClause(node)
        ? "default"
        : (node.propertyName ?? node.name).text,
    attributes: statement.attributes?.getText(file) ?? "",
    line: lineOf(start),
  };
}

/** `export` and `default`, which must not be said again in the bundle's entry. */
export function exportSpans({ ts, file }: ParsedSource, node: ts.Node): Span[] {
  const modifiers = (ts.canHaveModifiers(node) && ts.getModifiers(node)) || [];
  return modifiers
    .filter(({ kind }) => kind === ts.SyntaxKind.ExportKeyword || kind === ts.SyntaxKind.DefaultKeyword)
    .map((modifier) => ({ start: modifier.getStart(file), end: modifier.getEnd() }));
}

/** Declared at the top of the module, and so evaluated once, when the module is loaded. */
export function isTopLevel(ts: ParsedSource["ts"], node: ts.Node): boolean {
  for (let parent = node.parent; parent && !ts.isSourceFile(parent); parent = parent.parent) {
    if (ts.isFunctionLike(parent) || ts.isBlock(parent) || ts.isModuleBlock(parent) || ts.isClassLike(parent))
      return false;
    if (ts.isIterationStatement(parent, false) || ts.isCaseBlock(parent) || ts.isCatchClause(parent))
      return false;
  }
  return true;
}

/** Inside a function. */
export const isLocal = (ts: ParsedSource["ts"], node: ts.Node): boolean =>
  ts.findAncestor(node.parent, ts.isFunctionLike) !== undefined;

/** `export const limit = 9` in a namespace. */
export function isNamespaceExport(ts: ParsedSource["ts"], node: ts.Node): boolean {
  const statement = ts.findAncestor(node, ts.isVariableStatement);
  return (
    statement !== undefined &&
    ts.isModuleBlock(statement.parent) &&
    (statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) ?? false)
  );
}

/** Declarations of one name that make one thing together: an enum with its namespace, a namespace in two parts. */
function mergedWith({ ts }: ParsedSource, node: ts.Declaration): readonly ts.Declaration[] {
  const symbol = (node as { symbol?: ts.Symbol }).symbol;
  const mergeable = (other: ts.Declaration): boolean =>
    (ts.isFunctionDeclaration(other) && other.body !== undefined) ||
    ts.isClassDeclaration(other) ||
    ts.isEnumDeclaration(other) ||
    ts.isModuleDeclaration(other);
  return symbol?.declarations?.filter(mergeable) ?? [node];
}

function whatOf(ts: ParsedSource["ts"], node: ts.Node): "function" | "class" | "enum" | "namespace" {
  if (ts.isFunctionDeclaration(node)) return "function";
  if (ts.isClassDeclaration(node)) return "class";
  return ts.isEnumDeclaration(node) ? "enum" : "namespace";
}

function keywordOf(
  ts: ParsedSource["ts"],
  list: ts.VariableDeclarationList,
): VariableDeclaration["keyword"] | undefined {
  switch (list.flags & ts.NodeFlags.BlockScoped) {
    case ts.NodeFlags.None:
      return "var";
    case ts.NodeFlags.Let:
      return "let";
    case ts.NodeFlags.Const:
      return "const";
    default:
      return undefined; // `using`: disposed of when its block ends, so no value outlives it
  }
}

function kindOf(ts: ParsedSource["ts"], node: ts.Node): string {
  if (ts.isParameter(node)) return "parameter";
  if (ts.isFunctionExpression(node) || ts.isClassExpression(node)) return "enclosing function";
  return ts.isVariableDeclaration(node) && ts.isCatchClause(node.parent) ? "caught error" : "variable";
}
