import type * as ts from "typescript";
import { isCallOf, isWrapping, outermostOf } from "../mentions";
import type { ParsedSource } from "../parsed-source";

/** Finds what a file's own classes and objects have under a name. */
export class MemberFinder {
  private readonly parsed: ParsedSource;
  private readonly declarations: ReadonlyMap<ts.Node, ts.Declaration | undefined>;

  constructor(parsed: ParsedSource) {
    this.parsed = parsed;
    this.declarations = new Map(parsed.identifiers.map(({ node, declaration }) => [node, declaration]));
  }

  declarationOf(node: ts.Node): ts.Declaration | undefined {
    return this.declarations.get(node);
  }

  /** A class, and those that it extends. */
  *ancestry(owner: ts.ClassLikeDeclaration | undefined): Generator<ts.ClassLikeDeclaration> {
    for (let each = owner, depth = 0; each && depth < 9; depth++) {
      yield each;
      const base = each.heritageClauses?.find(
        ({ token }) => token === this.parsed.ts.SyntaxKind.ExtendsKeyword,
      );
      each = this.classNamed(base?.types[0]?.expression);
    }
  }

  /** The method of a class, of the instance or the object that a variable holds. */
  methodOf(declaration: ts.Declaration, name: string): ts.Node | undefined {
    for (const owner of this.ancestry(this.classOf(declaration))) {
      const member = owner.members.find((each) => this.isNamed(each, name));
      if (member) return member;
    }
    const object = this.initializerOf(declaration);
    return object && this.parsed.ts.isObjectLiteralExpression(object)
      ? object.properties.find((each) => this.isNamed(each, name))
      : undefined;
  }

  /** The class that a variable holds an instance of, or that is declared. */
  classOf(declaration: ts.Declaration): ts.ClassLikeDeclaration | undefined {
    const { ts } = this.parsed;
    if (ts.isClassLike(declaration)) return declaration;
    const made = this.initializerOf(declaration);
    return made && ts.isNewExpression(made) ? this.classNamed(made.expression) : undefined;
  }

  classNamed(expression: ts.Expression | undefined): ts.ClassLikeDeclaration | undefined {
    const { ts } = this.parsed;
    let named: ts.Node | undefined = expression;
    while (named && isWrapping(ts, named)) named = named.expression;
    if (named && ts.isClassLike(named)) return named;
    const declaration = named && this.declarations.get(named);
    if (declaration && ts.isVariableDeclaration(declaration)) return this.classNamed(declaration.initializer);
    return declaration && ts.isClassLike(declaration) ? declaration : undefined;
  }

  /** The function or method of the file that an expression names. */
  functionNamed(expression: ts.Expression): ts.SignatureDeclaration | undefined {
    const { ts } = this.parsed;
    const declaration = this.declarations.get(expression);
    if (declaration && ts.isFunctionDeclaration(declaration)) return declaration;
    const value = declaration ? this.initializerOf(declaration) : this.memberNamed(expression);
    return value && ts.isFunctionLike(value) ? value : undefined;
  }

  /** `registry.add`, `new Node("a").add` */
  private memberNamed(expression: ts.Expression): ts.Node | undefined {
    const { ts } = this.parsed;
    if (!ts.isPropertyAccessExpression(expression)) return undefined;
    const { expression: of, name } = expression;
    const owner = ts.isNewExpression(of) ? this.classNamed(of.expression) : this.declarations.get(of);
    const member = owner && this.methodOf(owner, name.text);
    const isProperty = member && (ts.isPropertyAssignment(member) || ts.isPropertyDeclaration(member));
    return isProperty ? member.initializer : member;
  }

  /** Whether a variable holds what a function of the file has made: it may keep a state of its own. */
  isMadeByFunction(declaration: ts.Declaration): boolean {
    const { ts } = this.parsed;
    const made = this.initializerOf(declaration);
    if (!made || !ts.isCallExpression(made)) return false;
    let callee: ts.Expression = made.expression;
    while (isWrapping(ts, callee)) callee = callee.expression;
    return ts.isFunctionLike(callee) || this.functionNamed(callee) !== undefined;
  }

  /** Whether a function is given to one of the file that calls it. */
  isCalledWhereGiven(node: ts.Node): boolean {
    const { ts } = this.parsed;
    const given = outermostOf(ts, node);
    const call = given.parent;
    if (!ts.isCallExpression(call) && !ts.isNewExpression(call)) return false;
    if (ts.isNewExpression(call) && call.expression.getText() === "Promise") return true;
    const place = call.arguments?.indexOf(given as ts.Expression) ?? -1;
    const parameter = this.functionNamed(call.expression)?.parameters[place];
    const mentions = (parameter && this.parsed.byDeclaration.get(parameter)) ?? [];
    return mentions.some((each) => isCallOf(ts, outermostOf(ts, each.node)));
  }

  private initializerOf(declaration: ts.Declaration): ts.Node | undefined {
    const { ts } = this.parsed;
    let value: ts.Node | undefined = ts.isVariableDeclaration(declaration)
      ? declaration.initializer
      : undefined;
    while (value && isWrapping(ts, value)) value = value.expression;
    return value;
  }

  private isNamed({ name }: ts.NamedDeclaration, text: string): boolean {
    return name !== undefined && this.parsed.ts.isIdentifier(name) && name.text === text;
  }
}
