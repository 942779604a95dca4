import type * as ts from "typescript";
import { findAssigned } from "../assignments";
import { unwrapped } from "../declarations";
import type { FunctionNode } from "../find-callback";
import type { ParsedSource } from "../parsed-source";

/** Says which function of the file, or which global one, an expression calls. */
export class CalledFunctions {
  private readonly parsed: ParsedSource;
  private readonly assigned: ReadonlySet<ts.Declaration>;
  private readonly declarations: ReadonlyMap<ts.Node, ts.Declaration | undefined>;

  constructor(parsed: ParsedSource) {
    this.parsed = parsed;
    this.assigned = findAssigned(parsed);
    this.declarations = new Map(parsed.identifiers.map(({ node, declaration }) => [node, declaration]));
  }

  declarationOf(identifier: ts.Node): ts.Declaration | undefined {
    return this.declarations.get(identifier);
  }

  isAssigned(declaration: ts.Declaration): boolean {
    return this.assigned.has(declaration);
  }

  by(callee: ts.Expression): FunctionNode | undefined {
    const { ts } = this.parsed;
    const expression = unwrapped(ts, callee);
    if (ts.isArrowFunction(expression) || ts.isFunctionExpression(expression)) return expression;
    const declaration = this.declarations.get(expression);
    if (!declaration || this.assigned.has(declaration)) return undefined;
    if (ts.isFunctionDeclaration(declaration)) return declaration as FunctionNode;
    if (!ts.isVariableDeclaration(declaration) || !declaration.initializer) return undefined;
    const initializer = unwrapped(ts, declaration.initializer);
    return ts.isArrowFunction(initializer) || ts.isFunctionExpression(initializer) ? initializer : undefined;
  }

  /** `Object.values`, where nothing in the file is named so. */
  globalName(callee: ts.Expression): string | undefined {
    const { ts } = this.parsed;
    const root = ts.isPropertyAccessExpression(callee) ? callee.expression : callee;
    if (!ts.isIdentifier(root) || this.declarations.get(root)) return undefined;
    return ts.isPropertyAccessExpression(callee) ? `${root.text}.${callee.name.text}` : root.text;
  }

  /** A function's parameter, if its position alone says which argument it gets; `null` if nothing takes that argument. */
  parameter(called: FunctionNode, index: number): ts.ParameterDeclaration | null | undefined {
    const { ts } = this.parsed;
    const parameters = called.parameters.filter(
      ({ name }) => !(ts.isIdentifier(name) && name.text === "this"),
    );
    const hasRest = parameters.some(({ dotDotDotToken }) => dotDotDotToken);
    return hasRest || this.usesArguments(called) ? undefined : (parameters[index] ?? null);
  }

  private usesArguments(called: FunctionNode): boolean {
    const isOwn = !this.parsed.ts.isArrowFunction(called);
    return (
      isOwn &&
      this.parsed.identifiers.some(
        ({ node, start }) => node.text === "arguments" && start > called.pos && start < called.end,
      )
    );
  }
}
