import { isBuiltin } from "node:module";
import type * as ts from "typescript";
import { isTarget } from "../assignments";
import { importedFrom, isCommaEnd, isFunction, isStatement, isWrapping } from "../mentions";
import type { ParsedSource } from "../parsed-source";
import type { MemberFinder } from "./members";
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

/** Methods of built-in and common objects that are there for what they change. */
const MUTATORS: ReadonlySet<string> = new Set(
  (
    "push unshift splice pop shift sort reverse fill copyWithin set add delete clear append " +
    "on once off addListener prependListener prependOnceListener removeListener removeAllListeners " +
    "addEventListener removeEventListener register use subscribe dispatch"
  ).split(" "),
);
const OF_FIRST_ARGUMENT =
  /\.(?:assign|freeze|seal|preventExtensions|defineProperty|defineProperties|setPrototypeOf|set|deleteProperty)$/;

interface Called {
  readonly declaration: ts.Declaration;
  /** The last property before the call, if there is one. */
  readonly member: string | undefined;
  /** Whether there are others before that. */
  readonly isDeep: boolean;
}

/** Says of single mentions whether they change something; another value for the variable itself is no such change. */
export class MutationFinder {
  private readonly parsed: ParsedSource;
  private readonly members: MemberFinder;
  /** Parameters whose function is being looked at. */
  private readonly open = new Set<ts.Node>();

  constructor(parsed: ParsedSource, members: MemberFinder) {
    this.parsed = parsed;
    this.members = members;
  }

  by(node: ts.Identifier, declaration: ts.Declaration): Mutation | undefined {
    const { ts, file } = this.parsed;
    let child: ts.Node = node;
    let member: string | undefined;
    let isListed = false;
    let isDeep = false;
    for (let parent: ts.Node = node.parent; ; child = parent, parent = parent.parent) {
      if (
        (ts.isPropertyAccessExpression(parent) || ts.isElementAccessExpression(parent)) &&
        parent.expression === child
      ) {
        isDeep = member !== undefined;
        member = ts.isPropertyAccessExpression(parent) ? parent.name.text : "";
        if (isTarget(ts, parent) || ts.isDeleteExpression(parent.parent)) return CERTAIN;
      } else if (ts.isCallExpression(parent) && parent.expression === child) {
        if (isListed) return isStatement(ts, parent) ? POSSIBLE : undefined;
        return this.byCall(parent, { declaration, member, isDeep });
      } else if (ts.isNewExpression(parent) && parent.expression === child) {
        return importedFrom(ts, declaration) !== undefined && isStatement(ts, parent) ? POSSIBLE : undefined;
      } else if (ts.isCallExpression(parent) || ts.isNewExpression(parent)) {
        if (!parent.arguments?.some((argument) => argument === child)) return undefined;
        const callee = parent.expression.getText(file);
        if (/^(?:Object|Reflect)\.[a-z]/.test(callee)) {
          if (parent.arguments[0] !== child) return undefined;
          return isStatement(ts, parent) ? CERTAIN : OF_FIRST_ARGUMENT.test(callee) ? SURE : undefined;
        }
        if (this.isChangedBy(parent, parent.arguments.indexOf(child as ts.Expression))) return SURE;
        const isForEffect = isStatement(ts, parent) || this.isForEffect(parent);
        const isGiven = isForEffect && !callee.startsWith("console.") && !isFunction(ts, declaration);
        return isGiven ? POSSIBLE : undefined;
      } else if (ts.isArrayLiteralExpression(parent)) {
        isListed = true;
      } else if (!isWrapping(ts, parent) && !(ts.isBinaryExpression(parent) && isCommaEnd(ts, parent, child)))
        return undefined;
    }
  }

  private byCall(call: ts.CallExpression, { declaration, member, isDeep }: Called): Mutation | undefined {
    const { ts } = this.parsed;
    const from = importedFrom(ts, declaration);
    if (from !== undefined) {
      if (isBuiltin(from) || !isStatement(ts, call)) return undefined;
      return member === undefined ? POSSIBLE : MADE_FOR_IT;
    }
    if (isFunction(ts, declaration) && (member === undefined || /^(?:call|apply|bind)$/.test(member)))
      return undefined;
    const isSure =
      member === undefined
        ? this.members.isMadeByFunction(declaration)
        : isDeep
          ? MUTATORS.has(member)
          : this.isMutator(declaration, member);
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
    const owner = this.members.classOf(declaration);
    if (!owner) return MUTATORS.has(method);
    const member = this.members.methodOf(declaration, method);
    return member !== undefined && this.changesThis(member, owner);
  }

  /** Whether a function of this file changes what it is given. */
  private isChangedBy({ expression }: ts.CallExpression | ts.NewExpression, place: number): boolean {
    const name = this.members.functionNamed(expression)?.parameters[place]?.name;
    const parameter = name?.parent as ts.ParameterDeclaration | undefined;
    if (!parameter || !this.parsed.ts.isIdentifier(parameter.name) || this.open.has(parameter)) return false;
    this.open.add(parameter);
    const mentions = this.parsed.byDeclaration.get(parameter) ?? [];
    const isChanged = mentions.some(({ node }) => {
      const mutation = this.by(node, parameter);
      return mutation !== undefined && (mutation.isSure || mutation.isCertain);
    });
    this.open.delete(parameter);
    return isChanged;
  }

  private changesThis(member: ts.Node, owner: ts.ClassLikeDeclaration): boolean {
    const { ts } = this.parsed;
    const visit = (node: ts.Node): boolean => {
      const isItself = node.kind === ts.SyntaxKind.ThisKeyword || this.members.declarationOf(node) === owner;
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
