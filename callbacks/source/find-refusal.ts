import type * as ts from "typescript";
import type { ParsedSource } from "./parsed-source";
import type { Refusal } from "./source-analysis";

export interface RefusalOptions {
  /** Whether `this`, `super` and `arguments` at the start belong to something around the code. */
  readonly bindsOutside: boolean;
  /** Whether the code stands at the top of its module, where `this` means nothing. */
  readonly topLevel: boolean;
}

/** The first thing in the code that means something only where it stands, and would mean something else in a bundle. */
export function findRefusal(
  parsed: ParsedSource,
  root: ts.Node,
  { bindsOutside, topLevel }: RefusalOptions,
): Refusal | undefined {
  const { ts } = parsed;
  let first: Refusal | undefined;
  const refuse = (node: ts.Node, problem: string, remedy: string): void => {
    first ??= { problem, remedy, line: parsed.lineOf(node.getStart(parsed.file)) };
  };
  const captures = (node: ts.Node, word: string): void =>
    refuse(node, `captures '${word}'`, "Assign what it needs of it to a local constant, and use that inside");

  const visit = (node: ts.Node, outside: boolean, inFunction: boolean): void => {
    if (first || ts.isTypeNode(node)) return;
    if (outside && !topLevel && node.kind === ts.SyntaxKind.ThisKeyword) return captures(node, "this");
    if (outside && node.kind === ts.SyntaxKind.SuperKeyword) return captures(node, "super");
    if (outside && ts.isMetaProperty(node) && node.keywordToken === ts.SyntaxKind.NewKeyword)
      return captures(node, "new.target");
    if (outside && isArguments(parsed, node)) return captures(node, "arguments");
    if (!inFunction && (ts.isAwaitExpression(node) || ts.isYieldExpression(node))) {
      return refuse(
        node,
        "needs a value that is computed with 'await' and is not data",
        "Create it inside the callback",
      );
    }
    refuseUnbundled(parsed, node, refuse);
    const isMethodLike = ts.isFunctionLike(node) && !ts.isArrowFunction(node);
    for (const child of childrenOf(ts, node)) {
      const isBody = "body" in node && node.body === child;
      const isParameter = ts.isParameter(child);
      const isField = ts.isClassLike(node) && ts.isClassElement(child) && !ts.isFunctionLike(child);
      const ownThis = (isMethodLike && (isBody || isParameter)) || isField;
      visit(
        child,
        outside && !ownThis,
        inFunction || (ts.isFunctionLike(node) && (isBody || isParameter)) || isField,
      );
    }
  };

  const isFunction = ts.isFunctionLike(root);
  if (isFunction && !bindsOutside) for (const child of childrenOf(ts, root)) visit(child, false, true);
  else if (isFunction) for (const child of childrenOf(ts, root)) visit(child, true, true);
  else visit(root, true, false);
  return first;
}

function refuseUnbundled(
  parsed: ParsedSource,
  node: ts.Node,
  refuse: (node: ts.Node, problem: string, remedy: string) => void,
): void {
  const { ts } = parsed;
  if (ts.isMetaProperty(node) && node.keywordToken === ts.SyntaxKind.ImportKeyword) {
    refuse(
      node,
      "uses 'import.meta', which a bundle does not have",
      "Read what it needs when the program is deployed, and capture the value",
    );
  }
  if (!ts.isCallExpression(node)) return;
  const [argument] = node.arguments;
  const isImport = node.expression.kind === ts.SyntaxKind.ImportKeyword;
  if (
    (isImport || isGlobal(parsed, node.expression, "require")) &&
    argument &&
    !ts.isStringLiteralLike(argument)
  ) {
    refuse(
      node,
      "loads a module whose name is computed, which a bundle cannot hold",
      "Name the module literally",
    );
  }
  const isResolved =
    ts.isPropertyAccessExpression(node.expression) &&
    node.expression.name.text === "resolve" &&
    isGlobal(parsed, node.expression.expression, "require");
  if (isResolved && argument && ts.isStringLiteralLike(argument) && argument.text.startsWith(".")) {
    refuse(
      node,
      "looks for a file of the program with 'require.resolve', and a bundle is one file",
      "Import what it needs of the file, or give the file as an asset with 'include'",
    );
  }
  if (isGlobal(parsed, node.expression, "eval"))
    refuse(node, "calls 'eval'", "Write the code out: what it captures cannot be seen");
}

/** Globals of a CommonJS module that would mean the bundle's own file. */
export const MODULE_GLOBALS: ReadonlyMap<string, string> = new Map([
  ["__dirname", "Read the file when the program is deployed, and capture its content"],
  ["__filename", "Read the file when the program is deployed, and capture its content"],
  ["module", "Use import and export"],
]);

function isGlobal(parsed: ParsedSource, node: ts.Node, name: string): boolean {
  return (
    parsed.ts.isIdentifier(node) &&
    node.text === name &&
    !parsed.identifiers.some((bound) => bound.node === node && bound.declaration)
  );
}

const isArguments = (parsed: ParsedSource, node: ts.Node): boolean =>
  isGlobal(parsed, node, "arguments") && parsed.identifiers.some((bound) => bound.node === node);

function childrenOf(ts: ParsedSource["ts"], node: ts.Node): ts.Node[] {
  const children: ts.Node[] = [];
  ts.forEachChild(node, (child) => void children.push(child));
  return children;
}
