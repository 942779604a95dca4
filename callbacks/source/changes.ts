import { isBuiltin } from "node:module";
import type * as ts from "typescript";
import { isTarget } from "./assignments";
import type { BoundIdentifier, ParsedSource } from "./parsed-source";

/** A statement that changes what a variable holds, after its declaration: `app.use(cors)`, `Point.origin = zero`. */
export interface ChangeStatement {
  /** Absent for what is added to a built-in's prototype. */
  readonly declaration?: ts.Declaration;
  /** The whole statement of the declaration's own block, such as the loop around the change. */
  readonly statement: ts.Statement;
}

const found = new WeakMap<ParsedSource, readonly ChangeStatement[]>();

/**
 * The statements that run once, with the declarations beside them. Where such a declaration is evaluated again, they have to
 * be as well. Changes inside functions are left out: they belong to those who call the function.
 */
export function changesIn(parsed: ParsedSource): readonly ChangeStatement[] {
  let changes = found.get(parsed);
  if (!changes) found.set(parsed, (changes = parsed.identifiers.flatMap((each) => changeBy(parsed, each))));
  return changes;
}

function changeBy(parsed: ParsedSource, { node, declaration }: BoundIdentifier): ChangeStatement[] {
  const { ts } = parsed;
  if (!declaration) return extendsPrototype(ts, node);
  if (ts.isSourceFile(declaration) || !isChanged(parsed, node, declaration)) return [];
  const block = blockOf(ts, declaration);
  let statement: ts.Node = node;
  for (; statement.parent !== block; statement = statement.parent) {
    if (!statement.parent || ts.isFunctionLike(statement) || ts.isClassLike(statement)) return [];
  }
  const holds =
    ts.isVariableStatement(statement) || ts.isReturnStatement(statement) || declaration === statement;
  return holds || !ts.isStatement(statement) ? [] : [{ declaration, statement }];
}

/** `BigInt.prototype.toJSON = …` at the top of the file. */
function extendsPrototype(ts: ParsedSource["ts"], node: ts.Identifier): ChangeStatement[] {
  const prototype = node.parent;
  const member = prototype.parent;
  const isMember =
    ts.isPropertyAccessExpression(prototype) &&
    prototype.name.text === "prototype" &&
    (ts.isPropertyAccessExpression(member) || ts.isElementAccessExpression(member)) &&
    isTarget(ts, member);
  if (!isMember) return [];
  const statement = ts.findAncestor(member, ts.isExpressionStatement);
  return statement && ts.isSourceFile(statement.parent) ? [{ statement }] : [];
}

/** Whether a mention may change what the variable holds; another value for the variable itself is no such change. */
function isChanged(parsed: ParsedSource, node: ts.Identifier, declaration: ts.Declaration): boolean {
  const { ts } = parsed;
  let child: ts.Node = node;
  let hasMember = false;
  for (let parent: ts.Node = node.parent; ; child = parent, parent = parent.parent) {
    if (
      (ts.isPropertyAccessExpression(parent) || ts.isElementAccessExpression(parent)) &&
      parent.expression === child
    ) {
      hasMember = true;
      if (isTarget(ts, parent) || ts.isDeleteExpression(parent.parent)) return true;
    } else if (ts.isCallExpression(parent) && parent.expression === child) {
      return isStatement(ts, parent) && callsChange(parsed, { declaration, hasMember, callee: child });
    } else if (ts.isCallExpression(parent)) {
      return (
        parent.arguments[0] === child &&
        /^(?:Object|Reflect)\.[a-z]/.test(parent.expression.getText(parsed.file)) &&
        isStatement(ts, parent)
      );
    } else if (!isWrapping(ts, parent)) return false;
  }
}

function callsChange(
  { ts }: ParsedSource,
  { declaration, hasMember, callee }: { declaration: ts.Declaration; hasMember: boolean; callee: ts.Node },
): boolean {
  const from = importedFrom(ts, declaration);
  if (from !== undefined) return hasMember && !isBuiltin(from);
  if (!isFunction(ts, declaration)) return true;
  return (
    hasMember && !(ts.isPropertyAccessExpression(callee) && /^(?:call|apply|bind)$/.test(callee.name.text))
  );
}

/** Whether nobody takes a call's result: then it is made for what it does. A chain's last call decides for the others. */
function isStatement(ts: ParsedSource["ts"], call: ts.Node): boolean {
  let node = call;
  while (!ts.isExpressionStatement(node)) {
    const { parent } = node;
    const continues =
      ts.isExpressionStatement(parent) ||
      ts.isAwaitExpression(parent) ||
      ts.isVoidExpression(parent) ||
      isWrapping(ts, parent) ||
      ((ts.isPropertyAccessExpression(parent) || ts.isCallExpression(parent)) && parent.expression === node);
    if (!continues) return false;
    node = parent;
  }
  return true;
}

const isWrapping = (ts: ParsedSource["ts"], node: ts.Node): boolean =>
  ts.isParenthesizedExpression(node) ||
  ts.isNonNullExpression(node) ||
  ts.isAsExpression(node) ||
  ts.isSatisfiesExpression(node) ||
  ts.isTypeAssertionExpression(node);

function importedFrom(ts: ParsedSource["ts"], declaration: ts.Declaration): string | undefined {
  const statement = ts.findAncestor(declaration, ts.isImportDeclaration);
  return statement && (statement.moduleSpecifier as ts.StringLiteral).text;
}

function isFunction(ts: ParsedSource["ts"], declaration: ts.Declaration): boolean {
  if (ts.isFunctionDeclaration(declaration)) return true;
  if (!ts.isVariableDeclaration(declaration) || !declaration.initializer) return false;
  return ts.isArrowFunction(declaration.initializer) || ts.isFunctionExpression(declaration.initializer);
}

/** What holds the statement that declares. */
function blockOf(ts: ParsedSource["ts"], declaration: ts.Declaration): ts.Node | undefined {
  let node: ts.Node = declaration;
  while (
    node.parent &&
    !ts.isBlock(node.parent) &&
    !ts.isSourceFile(node.parent) &&
    !ts.isModuleBlock(node.parent)
  )
    node = node.parent;
  return node.parent;
}
