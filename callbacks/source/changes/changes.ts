import { isBuiltin } from "node:module";
import type * as ts from "typescript";
import { isTarget } from "../assignments";
import { globalChangeBy } from "./global-changes";
import { importedFrom, isCallOf, isFunction, isWrapping, outermostOf } from "../mentions";
import { MemberFinder } from "./members";
import { MutationFinder } from "./mutations";
import type { BoundIdentifier, ParsedSource } from "../parsed-source";
import { namedFunction, returnedBy, runsAtOnce } from "./run-at-once";
import { isInside } from "../scopes";

/** A statement that changes what a variable holds, after its declaration: `app.use(cors)`, `Point.origin = zero`. */
export interface ChangeStatement {
  /** Absent for what is changed of a built-in. */
  readonly declaration?: ts.Declaration;
  /** A global whose change concerns those who mention it. */
  readonly global?: string;
  /** The whole statement of the declaration's own block, such as the loop around the change. */
  readonly statement: ts.Statement;
  /** What the statement declares, if it is a declaration: `const id = ids.next()`. */
  readonly declares?: ts.Declaration;
  /** Whether the statement is there for the change. Any other may only use the variable. */
  readonly isCertain: boolean;
  /** Whether the variable gets another value, and what it holds stays as it is. */
  readonly isAssignment?: boolean;
  /** Whether the statement only hands on a function that changes it: `bus.on("x", (value) => seen.push(value))`. */
  readonly isCarried?: boolean;
  /** Of an import, the other module of the project that the statement uses: it concerns those that share modules with it. */
  readonly through?: string;
}

/** What a mention, or a call, does to a variable. */
interface Effect {
  readonly isCertain: boolean;
  /** Whether it does, whatever else it is for. */
  readonly isSure: boolean;
  readonly isAssignment?: boolean;
}

const ASSIGNED: Effect = { isCertain: true, isSure: true, isAssignment: true };

const found = new WeakMap<ParsedSource, readonly ChangeStatement[]>();

/**
 * The statements that run once, with the declarations beside them. Where such a declaration is evaluated again, they have to
 * be as well. A change inside a function belongs to the statements that call the function.
 */
export function changesIn(parsed: ParsedSource): readonly ChangeStatement[] {
  let changes = found.get(parsed);
  if (!changes) found.set(parsed, (changes = new ChangeFinder(parsed).run()));
  return changes;
}

class ChangeFinder {
  private readonly parsed: ParsedSource;
  private readonly members: MemberFinder;
  private readonly mutations: MutationFinder;
  private readonly changes = new Map<ts.Declaration, Map<ts.Node, ChangeStatement>>();
  /** What each function, method or class of the file changes when it is called or made. */
  private readonly effects = new Map<ts.Node, Map<ts.Declaration, Effect>>();
  /** The same of the functions that they return. */
  private readonly laterEffects = new Map<ts.Node, Map<ts.Declaration, Effect>>();
  private hasGrown = false;

  constructor(parsed: ParsedSource) {
    this.parsed = parsed;
    this.members = new MemberFinder(parsed);
    this.mutations = new MutationFinder(parsed, this.members);
  }

  run(): readonly ChangeStatement[] {
    const { ts, file, identifiers } = this.parsed;
    const ownNodes = nodesOf(file, ({ kind }) => kind === ts.SyntaxKind.ThisKeyword);
    const global = identifiers.flatMap((each) =>
      each.declaration ? [] : globalChangeBy(this.parsed, each.node),
    );
    for (const identifier of identifiers) this.takeMention(identifier);
    do {
      this.hasGrown = false;
      for (const identifier of identifiers) this.takeCall(identifier);
      for (const node of ownNodes) this.takeOwnCall(node);
      this.passOn();
    } while (this.hasGrown);
    return [...global, ...[...this.changes.values()].flatMap((byStatement) => [...byStatement.values()])];
  }

  private takeMention({ node, declaration }: BoundIdentifier): void {
    if (!declaration || this.parsed.ts.isSourceFile(declaration)) return;
    const isVariable = this.parsed.ts.isVariableDeclaration(declaration);
    const effect =
      isVariable && isTarget(this.parsed.ts, node) ? ASSIGNED : this.mutations.by(node, declaration);
    if (effect) this.place(node, declaration, effect);
  }

  /** A call of something of the file that changes something: `fill()`, `new Plugin()`, `Jobs.add(job)`, `@command("x")`. */
  private takeCall({ node, declaration }: BoundIdentifier): void {
    if (!declaration) return;
    for (const [changed, effect] of this.effectsOfCall(outermostOf(this.parsed.ts, node), declaration))
      this.place(node, changed, { ...effect, isCertain: false });
  }

  private effectsOfCall(callee: ts.Node, declaration: ts.Declaration): Effects {
    const { ts } = this.parsed;
    const { parent } = callee;
    if (ts.isNewExpression(parent) && parent.expression === callee) return this.effectsOfNew(declaration);
    if (isCallOf(ts, callee)) {
      const isTwice = isCallOf(ts, parent) || ts.isDecorator(parent.parent);
      return [...this.effectsOf(declaration), ...(isTwice ? (this.laterEffects.get(declaration) ?? []) : [])];
    }
    if (ts.isDecorator(parent)) return this.effectsOf(declaration);
    const isMethod = ts.isPropertyAccessExpression(parent) && parent.expression === callee;
    if (!isMethod || !isCallOf(ts, outermostOf(ts, parent))) return [];
    if (/^(?:call|apply)$/.test(parent.name.text)) return this.effectsOf(declaration);
    return this.effectsOf(this.members.methodOf(declaration, parent.name.text));
  }

  private effectsOfNew(declaration: ts.Declaration): Effects {
    const { ts } = this.parsed;
    const owner = ts.isClassLike(declaration)
      ? declaration
      : ts.isVariableDeclaration(declaration)
        ? this.members.classNamed(declaration.initializer)
        : undefined;
    return owner
      ? [...this.members.ancestry(owner)].flatMap((each) => this.effectsOf(each))
      : this.effectsOf(declaration);
  }

  /** `this.register()` in a class of the file. */
  private takeOwnCall(node: ts.Node): void {
    const { ts } = this.parsed;
    const access = node.parent;
    if (!ts.isPropertyAccessExpression(access) || !isCallOf(ts, outermostOf(ts, access))) return;
    const owner = ts.findAncestor(node, ts.isClassLike);
    const method = owner && this.members.methodOf(owner, access.name.text);
    for (const [changed, effect] of this.effectsOf(method))
      this.place(node, changed, { ...effect, isCertain: false });
  }

  private effectsOf(callable: ts.Node | undefined): Effects {
    return callable ? [...(this.effects.get(callable) ?? [])] : [];
  }

  /** Finds the statement of the declaration's own block, or the function, that a change belongs to. */
  private place(node: ts.Node, declaration: ts.Declaration, effect: Effect): void {
    const { ts } = this.parsed;
    const { isCertain, isSure, isAssignment = false } = effect;
    const block = blockOf(ts, declaration);
    let isDirect = true;
    let at: ts.Node = node;
    for (; at.parent !== block; at = at.parent) {
      if (!at.parent) return;
      if (isOfInstances(ts, at)) return this.addEffect(at, declaration, effect);
      if (!ts.isFunctionLike(at)) continue;
      if (!runsAtOnce(ts, at) && !this.members.isCalledWhereGiven(at)) {
        if (this.callerOf(at)) return this.addEffect(at, declaration, effect);
        return this.carry(at, declaration, effect);
      }
      isDirect = false;
    }
    if (ts.isFunctionDeclaration(at)) return this.addEffect(at, declaration, effect);
    // Its static block, or a static property.
    if (ts.isClassDeclaration(at)) {
      if (at !== (declaration as ts.Node))
        this.add({ declaration, statement: at, declares: at, isCertain: false, isAssignment });
      return;
    }
    if (!ts.isStatement(at) || ts.isReturnStatement(at)) return;
    if (!ts.isVariableStatement(at))
      return this.add({ declaration, statement: at, isCertain: isCertain && isDirect, isAssignment });
    const declares = ts.findAncestor(node, ts.isVariableDeclaration);
    if (isSure && declares && declares !== declaration)
      this.add({ declaration, statement: at, declares, isCertain: false, isAssignment });
  }

  private callerOf(by: ts.Node): ts.Node | undefined {
    const { ts } = this.parsed;
    return namedFunction(ts, by) ?? memberOf(ts, by) ?? namedFunction(ts, returnedBy(ts, by) ?? by);
  }

  /** What the function is given to may call it in a later statement. */
  private carry(given: ts.Node, declaration: ts.Declaration, { isSure, isAssignment = false }: Effect): void {
    const { ts } = this.parsed;
    const { parent } = outermostOf(ts, given);
    const statement = ts.findAncestor(given, (node) => node.parent === blockOf(ts, declaration));
    const isGiven = ts.isCallExpression(parent) || ts.isNewExpression(parent);
    if (!isGiven || !isSure || !statement) return;
    const change = { declaration, isCertain: false, isAssignment, isCarried: true };
    const declares = ts.findAncestor(given, ts.isVariableDeclaration);
    if (ts.isExpressionStatement(statement)) this.add({ ...change, statement });
    else if (ts.isVariableStatement(statement) && declares) this.add({ ...change, statement, declares });
  }

  private addEffect(by: ts.Node, changed: ts.Declaration, effect: Effect): void {
    const { ts } = this.parsed;
    const named = namedFunction(ts, by) ?? memberOf(ts, by);
    const caller = this.callerOf(by);
    if (!caller || (isInside(changed, caller) && changed !== caller)) return;
    const all = named ? this.effects : this.laterEffects;
    const effects = all.get(caller) ?? new Map<ts.Declaration, Effect>();
    all.set(caller, effects);
    const known = effects.get(changed);
    if (known && (known.isSure || !effect.isSure)) return;
    effects.set(changed, effect);
    this.hasGrown = true;
  }

  private add(change: ChangeStatement & { readonly declaration: ts.Declaration }): void {
    const { declaration, statement, declares, isCertain } = change;
    const byNode = this.changes.get(declaration) ?? new Map<ts.Node, ChangeStatement>();
    this.changes.set(declaration, byNode);
    const known = byNode.get(declares ?? statement);
    const isNews = known?.isCarried && !change.isCarried;
    if (known && !isNews && (known.isCertain || !isCertain)) return;
    byNode.set(declares ?? statement, change);
    this.hasGrown = true;
  }

  /** `const group = app.group()` is a part of `app`; what a module exports has its state in common. */
  private passOn(): void {
    for (const [declaration, byStatement] of Array.from(this.changes)) {
      const from = importedFrom(this.parsed.ts, declaration);
      const others = from === undefined ? this.relativesOf(declaration) : this.importsOf(from);
      for (const other of others) {
        if (!other || other === declaration) continue;
        for (const change of byStatement.values()) {
          if (change.isAssignment || change.isCarried || change.through !== undefined) continue;
          if (change.statement === statementOf(other)) continue;
          // A statement of a function runs when that is called.
          if (change.statement.parent !== blockOf(this.parsed.ts, other))
            this.place(change.statement, other, { isCertain: false, isSure: true });
          else this.add({ ...change, declaration: other, isCertain: false, ...this.wayTo(other, from) });
        }
      }
    }
  }

  /** What a variable is a part of, and the other names of its pattern: `const { add, get } = createRegistry()`. */
  private relativesOf(declaration: ts.Declaration): readonly (ts.Declaration | undefined)[] {
    const { ts, byDeclaration } = this.parsed;
    if (!ts.isBindingElement(declaration)) return [this.originOf(declaration)];
    const whole = ts.findAncestor(declaration, ts.isVariableDeclaration);
    if (!whole?.initializer) return [];
    const isMade = !ts.isIdentifier(whole.initializer) && !ts.isPropertyAccessExpression(whole.initializer);
    const others = isMade ? [...byDeclaration.keys()].filter((each) => isInside(each, whole.name)) : [];
    return [this.originOf(whole), ...others];
  }

  /** The variable at the beginning of a variable's initializer. */
  private originOf(declaration: ts.Declaration): ts.Declaration | undefined {
    const { ts } = this.parsed;
    if (!ts.isVariableDeclaration(declaration) || !declaration.initializer) return undefined;
    let root: ts.Node = declaration.initializer;
    while (
      isWrapping(ts, root) ||
      ts.isPropertyAccessExpression(root) ||
      ts.isElementAccessExpression(root) ||
      ts.isCallExpression(root) ||
      ts.isAwaitExpression(root)
    )
      root = (root as ts.PropertyAccessExpression).expression;
    const origin = this.members.declarationOf(root);
    return origin && ts.isVariableDeclaration(origin) && !isFunction(ts, origin) ? origin : undefined;
  }

  /** Those of the same module, and of others of the project. */
  private importsOf(from: string): readonly ts.Declaration[] {
    if (isBuiltin(from)) return [];
    return [...this.parsed.byDeclaration.keys()].filter((declaration) => {
      const other = importedFrom(this.parsed.ts, declaration);
      return other === from || (other?.startsWith(".") && from.startsWith("."));
    });
  }

  private wayTo(other: ts.Declaration, from: string | undefined): Pick<ChangeStatement, "through"> {
    return from === undefined || importedFrom(this.parsed.ts, other) === from ? {} : { through: from };
  }
}

/** By the variables that are changed. */
type Effects = readonly (readonly [changed: ts.Declaration, effect: Effect])[];

/** The method that a function is; of a constructor or an instance's property, the class. */
function memberOf(ts: ParsedSource["ts"], node: ts.Node): ts.Node | undefined {
  if (ts.isConstructorDeclaration(node) || isOfInstances(ts, node)) return node.parent;
  if (ts.isMethodDeclaration(node)) return node;
  const { parent } = outermostOf(ts, node);
  return ts.isPropertyAssignment(parent) || ts.isPropertyDeclaration(parent) ? parent : undefined;
}

function nodesOf(root: ts.Node, isWanted: (node: ts.Node) => boolean): readonly ts.Node[] {
  const nodes: ts.Node[] = [];
  const visit = (node: ts.Node): void => {
    if (isWanted(node)) nodes.push(node);
    node.forEachChild(visit);
  };
  visit(root);
  return nodes;
}

const isOfInstances = (ts: ParsedSource["ts"], node: ts.Node): boolean =>
  ts.isPropertyDeclaration(node) && !node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.StaticKeyword);

const statementOf = (declaration: ts.Node): ts.Node => {
  let node = declaration;
  while (node.parent && !("statements" in node.parent)) node = node.parent;
  return node;
};

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
