import type * as typescript from "typescript";

type Node = typescript.Node;

interface Definition {
  readonly name: string;
  readonly meaning: readonly Node[];
}

/** Which names a bundle defines at its top, where, and whether an identifier means one of them. */
export class BundleScopes {
  private readonly ts: typeof typescript;
  private readonly definitions = new Map<string, Node[]>();
  private readonly definitionNodes = new Set<Node>();
  private readonly declared = new WeakMap<Node, ReadonlySet<string>>();
  private readonly top: ReadonlySet<string>;

  constructor(ts: typeof typescript, file: typescript.SourceFile) {
    this.ts = ts;
    this.top = this.declarationsIn(file);
    this.collect(file);
  }

  /** The names of the top that stand for something. */
  get names(): readonly string[] {
    return [...this.definitions.keys()];
  }

  /** What a name of the top stands for: its initializers, its function or class, and what is assigned to it later. */
  definitionsOf(name: string): readonly Node[] {
    return this.definitions.get(name) ?? [];
  }

  /** True for a node that only says what some top-level name is, which matters once the name is used. */
  isDefinition(node: Node): boolean {
    return this.definitionNodes.has(node);
  }

  /** True for an identifier that reads a name of the top. */
  isGlobalReference(node: typescript.Identifier): boolean {
    if (!this.top.has(node.text) || this.isName(node)) return false;
    for (let scope = node.parent; !this.ts.isSourceFile(scope); scope = scope.parent) {
      if (this.declarationsOf(scope).has(node.text)) return false;
    }
    return true;
  }

  /** The name of a member or of a declaration, which reads nothing. */
  private isName(node: typescript.Identifier): boolean {
    const { ts } = this;
    const { parent } = node;
    if (ts.isPropertyAccessExpression(parent)) return parent.name === node;
    if (ts.isPropertyAssignment(parent) || ts.isBindingElement(parent)) return parent.initializer !== node;
    if (ts.isVariableDeclaration(parent) || ts.isParameter(parent)) return parent.name === node;
    if (ts.isBinaryExpression(parent) && parent.operatorToken.kind === ts.SyntaxKind.EqualsToken)
      return parent.left === node;
    return (
      (ts.isFunctionLike(parent) ||
        ts.isClassElement(parent) ||
        (ts.isClassLike(parent) && parent.name === node) ||
        ts.isLabeledStatement(parent) ||
        ts.isBreakOrContinueStatement(parent)) &&
      (parent as { readonly name?: Node }).name === node
    );
  }

  /** True for a class that stands in a function without being given to a name of the top. */
  isNested(node: Node): boolean {
    for (let at = node; !this.ts.isSourceFile(at); at = at.parent) {
      if (this.definitionNodes.has(at)) return false;
      if (this.ts.isFunctionLike(at)) return true;
    }
    return false;
  }

  private collect(node: Node): void {
    for (const { name, meaning } of this.definitionsIn(node)) {
      this.definitionNodes.add(node);
      this.definitions.set(name, [...(this.definitions.get(name) ?? []), ...meaning]);
    }
    this.ts.forEachChild(node, (child) => this.collect(child));
  }

  private definitionsIn(node: Node): Definition[] {
    const { ts } = this;
    if (ts.isVariableDeclaration(node) && ts.isIdentifier(node.name) && node.initializer)
      return this.isAtTop(node) ? [{ name: node.name.text, meaning: [node.initializer] }] : [];
    if ((ts.isFunctionDeclaration(node) || ts.isClassDeclaration(node)) && node.name)
      return ts.isSourceFile(node.parent) ? [{ name: node.name.text, meaning: childrenOf(ts, node) }] : [];
    if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken)
      return this.isGlobalTarget(node.left) ? [{ name: node.left.text, meaning: [node.right] }] : [];
    return ts.isCallExpression(node) && this.isStatement(node) ? this.definitionsByCall(node) : [];
  }

  /**
   * What is done to a name where nothing is made of the result: `__name(f, "f")` keeps it, `__export(module, { … })`
   * lists a module, `createAggregatedClient(commands, Client)` gives a class its methods.
   */
  private definitionsByCall(call: typescript.CallExpression): Definition[] {
    return call.arguments.flatMap((target, index) => {
      if (!this.isGlobalTarget(target)) return [];
      const others = call.arguments.filter(
        (other, at) => at !== index && !this.ts.isStringLiteralLike(other),
      );
      return [{ name: target.text, meaning: others }];
    });
  }

  private isStatement(call: typescript.CallExpression): boolean {
    const { ts } = this;
    const { parent } = call;
    if (ts.isBinaryExpression(parent)) return parent.operatorToken.kind === ts.SyntaxKind.CommaToken;
    return ts.isExpressionStatement(parent);
  }

  private isGlobalTarget(node: Node): node is typescript.Identifier {
    if (!this.ts.isIdentifier(node) || !this.top.has(node.text)) return false;
    for (let scope = node.parent; !this.ts.isSourceFile(scope); scope = scope.parent) {
      if (this.declarationsOf(scope).has(node.text)) return false;
    }
    return true;
  }

  private isAtTop(node: typescript.VariableDeclaration): boolean {
    return this.ts.isSourceFile(node.parent.parent.parent);
  }

  private declarationsOf(scope: Node): ReadonlySet<string> {
    const known = this.declared.get(scope);
    if (known) return known;
    const found = this.declarationsIn(scope);
    this.declared.set(scope, found);
    return found;
  }

  /** Names that a scope declares: a function's are those of its parameters and everything in its body. */
  private declarationsIn(scope: Node): ReadonlySet<string> {
    const { ts } = this;
    const names = new Set<string>();
    const isFunction = ts.isFunctionLike(scope);
    if (!isFunction && !ts.isSourceFile(scope) && !ts.isClassExpression(scope) && !ts.isCatchClause(scope))
      return names;
    const add = (name: Node | undefined): void => {
      if (!name) return;
      if (ts.isIdentifier(name)) names.add(name.text);
      else if (ts.isObjectBindingPattern(name) || ts.isArrayBindingPattern(name))
        for (const element of name.elements) if (ts.isBindingElement(element)) add(element.name);
    };
    if (ts.isFunctionExpression(scope) || ts.isClassExpression(scope)) add(scope.name);
    const walk = (node: Node): void => {
      if (ts.isVariableDeclaration(node) || ts.isParameter(node)) add(node.name);
      if (ts.isFunctionDeclaration(node) || ts.isClassDeclaration(node)) add(node.name);
      if (!ts.isFunctionLike(node)) ts.forEachChild(node, walk);
    };
    if (!ts.isClassExpression(scope)) ts.forEachChild(scope, walk);
    return names;
  }
}

function childrenOf(ts: typeof typescript, node: Node): Node[] {
  const children: Node[] = [];
  ts.forEachChild(node, (child) => void children.push(child));
  return children;
}
