import type * as ts from "typescript";
import { CalledFunctions } from "./called-functions";
import { unwrapped } from "../declarations";
import { directUse, passesOn } from "./direct-uses";
import type { FunctionNode } from "../find-callback";
import { itemUses, merged, prefixed, propertyUses, withoutBlame } from "./held-uses";
import { KindQuestions } from "./kind-questions";
import { ANSWERED, ASKS_FOR_KEYS, MAKES_NUMBER, MAKES_TEXT, METHODS } from "./known-calls";
import { outermostOf } from "../mentions";
import type { ParsedSource } from "../parsed-source";
import { EACH, ITEM, type Use } from "../source-analysis";

/** From here on what becomes of a value counts as unknown. */
const MOST_STEPS = 1000;

/**
 * Follows a value through a callback's code as far as the text tells: through the parameters of functions of the file and of
 * methods of lists, through loops, objects and lists that are made of it, and what functions return. Whatever it does not
 * know is a use as a `value`.
 */
export class ValueFlow {
  private readonly parsed: ParsedSource;
  private readonly callback: FunctionNode;
  private readonly functions: CalledFunctions;
  private readonly questions: KindQuestions;
  /** Functions and variables that are being followed. */
  private readonly open = new Set<ts.Node>();
  private steps = 0;

  constructor(parsed: ParsedSource, callback: FunctionNode) {
    this.parsed = parsed;
    this.callback = callback;
    this.functions = new CalledFunctions(parsed);
    this.questions = new KindQuestions(parsed);
  }

  /** What becomes of the value of an expression; `undefined` where that is not known. */
  of(node: ts.Expression): readonly Use[] | undefined {
    this.steps = 0;
    return known(this.follow(node));
  }

  /** What becomes of a value that a pattern takes apart. */
  ofPattern(name: ts.BindingName): readonly Use[] | undefined {
    this.steps = 0;
    return known(this.pattern(name));
  }

  /** What a call of a method does with what the list, or the like, that has the method holds. */
  ofMethod(call: ts.CallExpression, name: string): readonly Use[] | undefined {
    this.steps = 0;
    const uses = this.method(call, name);
    return uses && merged(uses);
  }

  /** Where the code asks of what kind a variable's value is, what it does with it is right for one kind and not for others. */
  allowing(mention: ts.Identifier, uses: readonly Use[]): readonly Use[] {
    const declaration = this.functions.declarationOf(mention);
    return declaration && this.questions.areAskedBeside(mention, declaration) ? uses.map(withoutBlame) : uses;
  }

  private follow(node: ts.Expression): readonly Use[] {
    if (++this.steps > MOST_STEPS) return this.as("value", node);
    const { parent } = node;
    const { ts } = this.parsed;
    if (passesOn(ts, parent, node)) return this.follow(parent);
    const as = directUse(ts, node);
    if (as !== undefined) return this.as(as, node);
    if (ts.isPropertyAccessExpression(parent) || ts.isElementAccessExpression(parent))
      return this.property(parent, node);
    if (ts.isCallExpression(parent) || ts.isNewExpression(parent)) return this.call(parent, node);
    return this.inStatement(parent, node) ?? this.inLiteral(parent, node) ?? this.as("value", node);
  }

  private inStatement(parent: ts.Node, node: ts.Expression): readonly Use[] | undefined {
    const { ts } = this.parsed;
    if (ts.isForOfStatement(parent)) return this.loop(parent, node);
    if (ts.isReturnStatement(parent) || (ts.isArrowFunction(parent) && parent.body === node)) {
      const around = ts.findAncestor(parent, ts.isFunctionLike);
      return around && "body" in around ? this.returned(around as FunctionNode, node) : undefined;
    }
    const isDeclared =
      ts.isVariableDeclaration(parent) || ts.isParameter(parent) || ts.isBindingElement(parent);
    return isDeclared && parent.initializer === node ? this.pattern(parent.name) : undefined;
  }

  private inLiteral(parent: ts.Node, node: ts.Expression): readonly Use[] | undefined {
    const { ts } = this.parsed;
    if (ts.isPropertyAssignment(parent) || ts.isShorthandPropertyAssignment(parent)) {
      const key = parent.name;
      const isNamed = ts.isIdentifier(key) || ts.isStringLiteral(key) || ts.isNumericLiteral(key);
      const uses = this.objectLiteral(parent.parent);
      return isNamed ? uses && propertyUses(uses, key.text) : undefined;
    }
    if (ts.isSpreadAssignment(parent)) {
      const uses = this.objectLiteral(parent.parent);
      return uses && [...this.as("parts", node), ...uses];
    }
    if (ts.isArrayLiteralExpression(parent)) {
      const index = parent.elements.indexOf(node);
      const isAfterOthers = parent.elements.slice(0, index).some(ts.isSpreadElement);
      return itemUses(this.follow(parent), isAfterOthers ? undefined : String(index));
    }
    if (!ts.isSpreadElement(parent)) return undefined;
    const isListed = ts.isArrayLiteralExpression(parent.parent);
    const items = isListed ? itemUses(this.follow(parent.parent)) : this.as("value", node);
    return [...this.as("parts", node), ...prefixed(items, ITEM)];
  }

  /** `undefined` for an object whose methods may use all of it. */
  private objectLiteral(literal: ts.ObjectLiteralExpression): readonly Use[] | undefined {
    const { ts } = this.parsed;
    const { properties } = literal;
    if (properties.some((property) => ts.isMethodDeclaration(property) || ts.isAccessor(property)))
      return undefined;
    const hasNoThis = (name: unknown): boolean =>
      properties.some(
        (property) =>
          ts.isPropertyAssignment(property) &&
          property.name.getText(this.parsed.file) === name &&
          ts.isArrowFunction(unwrapped(ts, property.initializer)),
      );
    const uses = this.follow(literal);
    const isMethod = ({ path, as }: Use): boolean =>
      as === "call" && path.length === 1 && !hasNoThis(path[0]);
    return uses.some(isMethod) ? undefined : uses;
  }

  private property(
    access: ts.PropertyAccessExpression | ts.ElementAccessExpression,
    node: ts.Expression,
  ): readonly Use[] {
    const { ts } = this.parsed;
    const name = ts.isPropertyAccessExpression(access) ? access.name : access.argumentExpression;
    if (ts.isPrivateIdentifier(name)) return this.as("value", node);
    const isNamed =
      ts.isPropertyAccessExpression(access) || ts.isStringLiteralLike(name) || ts.isNumericLiteral(name);
    const whole = outermostOf(ts, access);
    const call = whole.parent;
    const isCalled = ts.isCallExpression(call) && call.expression === whole;
    if (!isNamed) return isCalled ? this.as("value", node) : prefixed(this.follow(access), EACH);
    const { text } = name as ts.Identifier;
    if (!isCalled) return prefixed(this.follow(access), text);
    const further = this.method(call, text);
    return prefixed(this.as("call", node), text).map((use) => (further ? { ...use, further } : use));
  }

  private method(call: ts.CallExpression, name: string): readonly Use[] | undefined {
    const { ts } = this.parsed;
    const [first, second] = call.arguments;
    if (name === "reduce" || name === "reduceRight")
      return second && this.handedTo(first, { each: [1], whole: 3, call });
    const known = METHODS.get(name);
    if (!known || call.arguments.some(ts.isSpreadElement)) return undefined;
    const { given, whole, gives } = known;
    const isSorted = name === "sort" || name === "toSorted";
    if (known.isText || (isSorted && !first)) return prefixed(this.as("text", call), EACH);
    const handed = given
      ? this.handedTo(first, { each: given, call, ...(whole !== undefined && { whole }) })
      : [];
    if (!gives) return handed;
    const result = this.follow(call);
    const each =
      gives === "one" ? result : gives === "list" ? itemUses(result) : itemUses(itemUses(result), "1");
    return [...handed, ...prefixed(each, EACH)];
  }

  /** What a function does that is given to a method of a list. */
  private handedTo(
    callee: ts.Expression | undefined,
    {
      each,
      whole,
      call,
    }: { readonly each: readonly number[]; readonly whole?: number; readonly call: ts.Node },
  ): readonly Use[] {
    const callback = callee && this.functions.by(callee);
    if (callback) {
      const items = each.flatMap((index) => prefixed(this.parameter(callback, index), EACH));
      return whole === undefined ? items : [...items, ...this.parameter(callback, whole)];
    }
    const name = callee && this.functions.globalName(callee);
    if (name === "Boolean") return [];
    if (name !== undefined && MAKES_TEXT.test(name)) return prefixed(this.as("text", call), EACH);
    return this.as("value", call);
  }

  private call(call: ts.CallExpression | ts.NewExpression, node: ts.Expression): readonly Use[] {
    const { ts } = this.parsed;
    if (call.expression === node) return this.as("call", node);
    const index = call.arguments?.indexOf(node) ?? -1;
    if (index < 0 || call.arguments!.slice(0, index).some(ts.isSpreadElement)) return this.as("value", node);
    const name = this.functions.globalName(call.expression);
    if (name !== undefined) return this.globalCall(call, name, node) ?? this.as("value", node);
    const callee = ts.isCallExpression(call) ? this.functions.by(call.expression) : undefined;
    if (callee) return this.parameter(callee, index);
    const { expression } = call;
    const isOfText =
      ts.isPropertyAccessExpression(expression) && ts.isStringLiteralLike(expression.expression);
    return this.as(isOfText ? "text" : "value", node);
  }

  private globalCall(
    call: ts.CallExpression | ts.NewExpression,
    name: string,
    node: ts.Expression,
  ): readonly Use[] | undefined {
    const isFirst = call.arguments?.[0] === node;
    if (MAKES_NUMBER.test(name)) return this.as("operand", node);
    if (!isFirst) return undefined;
    if (MAKES_TEXT.test(name)) return this.as("text", node);
    if (ASKS_FOR_KEYS.test(name)) return this.as("parts", node);
    const parts = this.as("parts", node);
    switch (name) {
      case "JSON.stringify":
        return this.as("json", node);
      case "Boolean":
      case "Array.isArray":
        return this.as("presence", node);
      case "Promise.all":
        return [...parts, ...prefixed(itemUses(this.follow(call)), ITEM)];
      case "Object.values":
        return [...parts, ...prefixed(itemUses(this.follow(call)), EACH)];
      case "Object.entries":
        return [...parts, ...prefixed(itemUses(itemUses(this.follow(call)), "1"), EACH)];
      case "Array.from": {
        const second = call.arguments[1];
        const callee = second && this.functions.by(second);
        if (second && !callee) return undefined;
        const items = callee ? this.parameter(callee, 0) : itemUses(this.follow(call));
        return [...parts, ...prefixed(items, ITEM)];
      }
      default:
        return undefined;
    }
  }

  private loop(loop: ts.ForOfStatement, node: ts.Expression): readonly Use[] {
    const { ts } = this.parsed;
    if (loop.expression !== node) return this.as("value", node);
    const declared = ts.isVariableDeclarationList(loop.initializer)
      ? loop.initializer.declarations[0]
      : undefined;
    const items = declared ? this.variables(declared.name) : this.as("value", node);
    return [...this.as("parts", node), ...prefixed(items, ITEM)];
  }

  /** What becomes of a function's result, by all who call it. */
  private returned(around: FunctionNode, node: ts.Expression): readonly Use[] {
    if (this.open.has(around) || around.asteriskToken) return this.as("value", node);
    this.open.add(around);
    const own = around === this.callback ? this.as("json", node) : [];
    const uses = [...own, ...this.results(around, node)];
    this.open.delete(around);
    return uses.some(({ path: [first] }) => first === "then" || first === "catch" || first === "finally")
      ? this.as("value", node)
      : uses;
  }

  private results(around: FunctionNode, node: ts.Expression): readonly Use[] {
    const { ts } = this.parsed;
    // Whoever the callback is given to is not there in a function.
    const unknown = around === this.callback ? [] : this.as("value", node);
    if (ts.isFunctionDeclaration(around)) return this.resultsOfNamed(around, unknown);
    if (!ts.isArrowFunction(around) && !ts.isFunctionExpression(around)) return unknown;
    return this.resultsOf(around, unknown);
  }

  private resultsOfNamed(declaration: ts.Declaration, unknown: readonly Use[]): readonly Use[] {
    if (this.functions.isAssigned(declaration)) return unknown;
    const { name } = declaration as ts.NamedDeclaration;
    const mentions = (this.parsed.byDeclaration.get(declaration) ?? []).filter((each) => each.node !== name);
    return mentions.flatMap((mention) => this.resultsOf(mention.node, unknown));
  }

  /** @param unknown what becomes of the result where that cannot be seen. */
  private resultsOf(callee: ts.Expression, unknown: readonly Use[]): readonly Use[] {
    const { ts } = this.parsed;
    const whole = outermostOf(ts, callee);
    const { parent } = whole;
    if (ts.isVariableDeclaration(parent) && ts.isIdentifier(parent.name))
      return this.resultsOfNamed(parent, unknown);
    if (!ts.isCallExpression(parent)) return unknown;
    if (parent.expression === whole) return this.follow(parent);
    const { expression } = parent;
    if (!ts.isPropertyAccessExpression(expression)) return unknown;
    const { text } = expression.name;
    const [first, second] = parent.arguments;
    if (text === "map" && first === whole) return itemUses(this.follow(parent));
    if (this.functions.globalName(expression) === "Array.from" && second === whole)
      return itemUses(this.follow(parent));
    return ANSWERED.test(text) && first === whole ? [] : unknown;
  }

  private parameter(called: FunctionNode, index: number): readonly Use[] {
    const parameter = this.functions.parameter(called, index);
    if (parameter === undefined) return this.as("value", called);
    return parameter ? this.pattern(parameter.name) : [];
  }

  private pattern(name: ts.BindingName): readonly Use[] {
    const { ts } = this.parsed;
    return ts.isIdentifier(name) ? this.variable(name) : this.variables(name);
  }

  private variables(name: ts.BindingName): readonly Use[] {
    const { ts } = this.parsed;
    if (ts.isIdentifier(name)) return this.variable(name);
    const isList = ts.isArrayBindingPattern(name);
    const parts: readonly Use[] = isList ? this.as("parts", name) : [];
    const uses = name.elements.flatMap((element, index): readonly Use[] => {
      if (ts.isOmittedExpression(element)) return [];
      const inner = this.pattern(element.name);
      if (element.dotDotDotToken)
        return isList ? prefixed(itemUses(inner), EACH) : [...this.as("parts", name), ...inner];
      if (isList) return prefixed(inner, String(index));
      const key = element.propertyName ?? element.name;
      const isNamed = ts.isIdentifier(key) || ts.isStringLiteral(key) || ts.isNumericLiteral(key);
      return prefixed(inner, isNamed ? key.text : EACH);
    });
    return [...parts, ...uses];
  }

  private variable(name: ts.Identifier): readonly Use[] {
    const declaration = name.parent as ts.Declaration;
    if (this.functions.isAssigned(declaration) || this.open.has(declaration)) return this.as("value", name);
    this.open.add(declaration);
    const mentions = (this.parsed.byDeclaration.get(declaration) ?? []).filter(({ node }) => node !== name);
    const uses = mentions.flatMap(({ node }) => this.allowing(node, this.follow(node)));
    this.open.delete(declaration);
    return uses;
  }

  private as(as: Use["as"], node: ts.Node): readonly Use[] {
    return [{ path: [], as, line: this.parsed.lineOf(node.getStart(this.parsed.file)) }];
  }
}

/** Uses of which none is different from that of an unknown value tell nothing. */
function known(uses: readonly Use[]): readonly Use[] | undefined {
  const all = merged(uses);
  return all.some(({ path, as }) => path.length > 0 || as !== "value") || all.length === 0 ? all : undefined;
}
