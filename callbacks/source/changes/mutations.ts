import { isBuiltin } from "node:module";
import type * as ts from "typescript";
import { isTarget } from "../assignments";
import { importedFrom, isCommaEnd, isFunction, isStatement, isWrapping } from "../mentions";
import type { ParsedSource } from "../parsed-source";
import { namedFunction, runsAtOnce } from "./run-at-once";

/** How a mention of a variable may change what the variable holds. */
export interface Mutation {
  /** Whether the statement around it is there for that. */
  readonly isCertain: boolean;
  /** Whether it does, whatever else the statement is for. */
  readonly isSure: boolean;
}

const CERTAIN: Mutation = { isCertain: true, isSure: true };
const MADE_FOR_IT: Mutation = { isCertain: true, isSure: false };
const SURE: Mutation = { isCertain: false, isSure: true };
const POSSIBLE: Mutation = { isCertain: false, isSure: false };

/** Says of single mentions whether they change something; another value for the variable itself is no such change. */
export class MutationFinder {
  private readonly parsed: ParsedSource;
  private readonly declarations: ReadonlyMap<ts.Node, ts.Declaration | undefined>;

  constructor(parsed: ParsedSource) {
    this.parsed = parsed;
    this.declarations = new Map(parsed.identifiers.map(({ node, declaration }) => [node, declaration]));
  }

  by(node: ts.Identifier, declaration: ts.Declaration): Mutation | undefined {
    const { ts, file } = this.parsed;
    let child: ts.Node = node;
    let member: string | undefined;
    let isListed = false;
    for (let parent: ts.Node = node.parent; ; child = parent, parent = parent.parent) {
      if (
        (ts.isPropertyAccessExpression(parent) || ts.isElementAccessExpression(parent)) &&
        parent.expression === child
      ) {
        member = ts.isPropertyAccessExpression(parent) ? parent.name.text : "";
        if (isTarget(ts, parent) || ts.isDeleteExpression(parent.parent)) return CERTAIN;
      } else if (ts.isCallExpression(parent) && parent.expression === child) {
        if (isListed) return isStatement(ts, parent) ? POSSIBLE : undefined;
        return this.byCall(parent, { declaration, member });
      } else if (ts.isCallExpression(parent) || ts.isNewExpression(parent)) {
        if (!parent.arguments?.some((argument) => argument === child)) return undefined;
        const callee = parent.expression.getText(file);
        if (/^(?:Object|Reflect)\.[a-z]/.test(callee))
          return parent.arguments[0] === child && isStatement(ts, parent) ? CERTAIN : undefined;
        const isGiven =
          isStatement(ts, parent) && !callee.startsWith("console.") && !isFunction(ts, declaration);
        return isGiven ? POSSIBLE : undefined;
      } else if (ts.isArrayLiteralExpression(parent)) {
        isListed = true;
      } else if (!isWrapping(ts, parent) && !(ts.isBinaryExpression(parent) && isCommaEnd(ts, parent, child)))
        return undefined;
    }
  }

  private byCall(
    call: ts.CallExpression,
    { declaration, member }: { readonly declaration: ts.Declaration; readonly member: string | undefined },
  ): Mutation | undefined {
    const { ts } = this.parsed;
    const from = importedFrom(ts, declaration);
    if (from !== undefined) {
      if (isBuiltin(from) || !isStatement(ts, call)) return undefined;
      return member === undefined ? POSSIBLE : MADE_FOR_IT;
    }
    if (isFunction(ts, declaration) && (member === undefined || /^(?:call|apply|bind)$/.test(member)))
      return undefined;
    const isSure = member !== undefined && this.isMutator(declaration, member);
    if (isStatement(ts, call)) return isSure ? CERTAIN : MADE_FOR_IT;
    if (isSure) return SURE;
    return this.isForEffect(call) ? POSSIBLE : undefined;
  }

  /** Whether a call stands in an expression whose value is not taken. */
  private isForEffect(call: ts.Node): boolean {
    const { ts, file } = this.parsed;
    const around = ts.findAncestor(call, (node) => ts.isStatement(node) || ts.isFunctionLike(node));
    if (!around) return false;
    if (!ts.isStatement(around)) return runsAtOnce(ts, around) || namedFunction(ts, around) !== undefined;
    return ts.isExpressionStatement(around) && !around.getText(file).startsWith("console.");
  }

  /** Whether a method of a class of this file changes the instance, or the class, that it is called on. */
  private isMutator(declaration: ts.Declaration, method: string): boolean {
    // An iterator is another one after each call.
    if (method === "next") return true;
    const { ts } = this.parsed;
    for (let owner = this.classOf(declaration), depth = 0; owner && depth < 9; depth++) {
      const member = owner.members.find(
        ({ name }) => name !== undefined && ts.isIdentifier(name) && name.text === method,
      );
      if (member) return this.changesThis(member, owner);
      const base = owner.heritageClauses?.find(({ token }) => token === ts.SyntaxKind.ExtendsKeyword);
      owner = this.classNamed(base?.types[0]?.expression);
    }
    return false;
  }

  private classOf(declaration: ts.Declaration): ts.ClassLikeDeclaration | undefined {
    const { ts } = this.parsed;
    if (ts.isClassLike(declaration)) return declaration;
    let made: ts.Node | undefined = ts.isVariableDeclaration(declaration)
      ? declaration.initializer
      : undefined;
    while (made && isWrapping(ts, made)) made = made.expression;
    return made && ts.isNewExpression(made) ? this.classNamed(made.expression) : undefined;
  }

  private classNamed(expression: ts.Expression | undefined): ts.ClassLikeDeclaration | undefined {
    const { ts } = this.parsed;
    let named: ts.Node | undefined = expression;
    while (named && isWrapping(ts, named)) named = named.expression;
    if (named && ts.isClassLike(named)) return named;
    const declaration = named && this.declarations.get(named);
    if (declaration && ts.isVariableDeclaration(declaration)) return this.classNamed(declaration.initializer);
    return declaration && ts.isClassLike(declaration) ? declaration : undefined;
  }

  private changesThis(member: ts.Node, owner: ts.ClassLikeDeclaration): boolean {
    const { ts } = this.parsed;
    const visit = (node: ts.Node): boolean => {
      const isItself = node.kind === ts.SyntaxKind.ThisKeyword || this.declarations.get(node) === owner;
      if (isItself && this.isChangedThis(node)) return true;
      return ts.forEachChild(node, (child) => visit(child) || undefined) ?? false;
    };
    return visit(member);
  }

  private isChangedThis(node: ts.Node): boolean {
    const { ts } = this.parsed;
    let at = node;
    while (
      ts.isPropertyAccessExpression(at.parent) ||
      ts.isElementAccessExpression(at.parent) ||
      isWrapping(ts, at.parent)
    ) {
      at = at.parent;
      if (isTarget(ts, at) || ts.isDeleteExpression(at.parent)) return true;
    }
    return at !== node && ts.isCallExpression(at.parent) && at.parent.expression === at;
  }
}
