import { isContextName } from "../context-names";
import { parseJsonPath } from "../json-path";
import { jsonPathOf } from "./input-variable";
import { callJavaMethod, JAVA_METHODS, readEntry, writeEntry } from "./java-methods";
import { templateList, toText } from "./java-text";
import { isTrue, OPERATORS } from "./operators";
import { parseTemplate } from "./parse-template";
import type { RenderState } from "./render-state";
import { TemplateError } from "./template-error";
import type { Access, Expression, Reference, SetDirective } from "./template-syntax";
import { UTIL_FUNCTIONS } from "./util-functions";

export type Evaluate = (state: RenderState) => unknown;

/** Compiles a double-quoted string. Passed in, because such a string may hold any directive. */
export type Interpolate = (source: string) => Evaluate;

export function compileExpression(expression: Expression, interpolate: Interpolate): Evaluate {
  const compile = (inner: Expression): Evaluate => compileExpression(inner, interpolate);
  switch (expression.type) {
    case "references":
      return compileReference(expression, interpolate);
    case "string": {
      const literal = literalText(expression);
      return literal === undefined ? interpolate(expression.value) : () => literal;
    }
    case "integer":
    case "decimal": {
      const number = Number(expression.value);
      return () => number;
    }
    case "bool": {
      const value = { true: true, false: false, null: null }[expression.value];
      return () => value;
    }
    case "array": {
      if (expression.isRange === true) return compileRange(expression.value, compile);
      const entries = expression.value.map(compile);
      return (state) => templateList(entries.map((entry) => entry(state)));
    }
    case "map": {
      const entries = Object.entries(expression.value ?? {}).map(
        ([key, value]) => [key, compile(value)] as const,
      );
      return (state) => {
        const map = {};
        for (const [key, value] of entries) writeEntry(map, key, value(state));
        return map;
      };
    }
    case "math":
      return compileOperator(expression.operator, expression.expression.map(compile));
    case "runt":
      throw new TemplateError(`"${expression.value}" is not an expression.`);
  }
}

function compileRange(
  bounds: readonly (Expression | string | number)[],
  compile: (inner: Expression) => Evaluate,
): Evaluate {
  const [from, to] = bounds.map((bound): Evaluate =>
    typeof bound === "object" ? compile(bound) : () => Number(bound),
  );
  return (state) => {
    const [first, last] = [Number(from?.(state)), Number(to?.(state))];
    if (!Number.isInteger(first) || !Number.isInteger(last)) return templateList([]);
    const step = first <= last ? 1 : -1;
    const length = Math.min(Math.abs(last - first) + 1, 10_000);
    return templateList(Array.from({ length }, (_, index) => first + index * step));
  };
}

function compileOperator(operator: string, operands: readonly Evaluate[]): Evaluate {
  const [left = () => null, right = () => null] = operands;
  switch (operator) {
    case "&&":
      return (state) => isTrue(left(state)) && isTrue(right(state));
    case "||":
      return (state) => isTrue(left(state)) || isTrue(right(state));
    case "not":
      return (state) => !isTrue(left(state));
    case "parenthesis":
      return left;
  }
  const calculate = OPERATORS[operator];
  if (!calculate) throw new TemplateError(`unknown operator "${operator}".`);
  return (state) => calculate(left(state), right(state));
}

/** The text of a string that needs no rendering. */
function literalText(expression: Expression): string | undefined {
  if (expression.type !== "string") return undefined;
  if (expression.isEval !== true || !/[#$]/.test(expression.value)) return expression.value;
  const nodes = parseTemplate(expression.value);
  return nodes.every((node) => typeof node === "string") && !expression.value.includes("#")
    ? nodes.join("")
    : undefined;
}

export function compileReference(reference: Reference, interpolate: Interpolate): Evaluate {
  const { id, path = [] } = reference;
  if (reference.args !== undefined) throw new TemplateError(`$${id} is not a function.`);
  switch (id) {
    case "input":
      return compileInput(path, interpolate);
    case "util":
      return compileUtil(path, interpolate);
    case "context":
      return compileContext(path, interpolate);
    case "stageVariables":
      return compilePath((state) => state.variables.stageVariables, path, interpolate);
    default:
      return compilePath((state) => state.locals.get(id), path, interpolate);
  }
}

function compilePath(root: Evaluate, path: readonly Access[], interpolate: Interpolate): Evaluate {
  return path.reduce((base, access) => compileAccess(base, access, interpolate), root);
}

function compileAccess(base: Evaluate, access: Access, interpolate: Interpolate): Evaluate {
  switch (access.type) {
    case "property":
      return (state) => readEntry(base(state), access.id);
    case "index": {
      const key = compileExpression(access.id, interpolate);
      return (state) => readEntry(base(state), toText(key(state)));
    }
    case "method": {
      if (!JAVA_METHODS.has(access.id))
        throw new TemplateError(
          `.${access.id}() is not a method that mapping templates have. They have: ${[...JAVA_METHODS].sort().join(", ")}.`,
        );
      const parameters = compileParameters(access, interpolate);
      return (state) =>
        callJavaMethod(
          base(state),
          access.id,
          parameters.map((parameter) => parameter(state)),
        );
    }
  }
}

function compileParameters(access: Access, interpolate: Interpolate): readonly Evaluate[] {
  return parametersOf(access).map((parameter) => compileExpression(parameter, interpolate));
}

function parametersOf(access: Access): readonly Expression[] {
  return access.type === "method" && access.args ? access.args : [];
}

function compileInput([first, ...rest]: readonly Access[], interpolate: Interpolate): Evaluate {
  return compilePath(compileInputMember(first, interpolate), rest, interpolate);
}

function compileInputMember(member: Access | undefined, interpolate: Interpolate): Evaluate {
  if (member?.type === "property" && member.id === "body") return (state) => state.variables.input.body;
  if (member?.type === "method") {
    const [expression] = parametersOf(member);
    const [parameter] = compileParameters(member, interpolate);
    switch (member.id) {
      case "json":
      case "path": {
        const { id } = member;
        const literal = expression ? literalText(expression) : "$";
        const fixed = literal === undefined ? undefined : compileJsonPath(literal);
        return (state) => state.variables.input[id](fixed ?? jsonPathOf(toText(parameter?.(state))));
      }
      case "params":
        return (state) => state.variables.input.params(parameter && toText(parameter(state)));
    }
  }
  throw new TemplateError(
    `$input${nameOf(member)} does not exist. $input has .json(path), .path(path), .params(), .params(name) and .body.`,
  );
}

function compileJsonPath(source: string): ReturnType<typeof parseJsonPath> {
  try {
    return parseJsonPath(source);
  } catch (cause) {
    throw new TemplateError(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

function compileUtil([first, ...rest]: readonly Access[], interpolate: Interpolate): Evaluate {
  const convert = first?.type === "method" ? UTIL_FUNCTIONS.get(first.id) : undefined;
  if (!first || !convert)
    throw new TemplateError(
      `$util${nameOf(first)} does not exist. $util has ${[...UTIL_FUNCTIONS.keys()].map((name) => `.${name}()`).join(", ")}.`,
    );
  const [parameter = () => null] = compileParameters(first, interpolate);
  return compilePath((state) => convert(parameter(state)), rest, interpolate);
}

function nameOf(access: Access | undefined): string {
  if (!access) return "";
  return access.type === "index" ? "[…]" : `.${access.id}${access.type === "method" ? "()" : ""}`;
}

/** Names are checked now: a misspelt one would print nothing, and what is built from it would belong to nobody or to everybody. */
function compileContext(path: readonly Access[], interpolate: Interpolate): Evaluate {
  const isOverride = /^(request|response)Override$/.test(staticName(path[0]) ?? "");
  const firstCall = path.findIndex((access) => staticName(access) === undefined);
  const names = path.slice(0, firstCall < 0 ? path.length : firstCall).map(staticName);
  if (isOverride) throw new TemplateError(`$context.${names.join(".")} can be set, not read.`);
  if (names.length === 0 || !isContextName(names.join(".")))
    throw new TemplateError(`$context${names.map((name) => `.${name}`).join("")} does not exist.`);
  const value: Evaluate = (state) => {
    const found = names.reduce<unknown>((base, name) => readEntry(base, name ?? ""), state.variables.context);
    return typeof found === "object" ? null : found;
  };
  return compilePath(value, path.slice(names.length), interpolate);
}

function staticName(access: Access | undefined): string | undefined {
  if (access?.type === "property") return access.id;
  return access?.type === "index" ? literalText(access.id) : undefined;
}

const READ_ONLY = new Set(["input", "util", "stageVariables"]);

export function compileSet(directive: SetDirective, interpolate: Interpolate): (state: RenderState) => void {
  const [{ id, path = [] }, expression] = directive.equal;
  const value = compileExpression(expression, interpolate);
  if (READ_ONLY.has(id)) throw new TemplateError(`$${id} cannot be set.`);
  if (id === "context") return compileOverride(path, value, interpolate);

  // Velocity leaves the variable as it was when the right side is null.
  const last = path.at(-1);
  if (!last) {
    return (state) => {
      const assigned = value(state);
      if (assigned !== null && assigned !== undefined) state.locals.set(id, assigned);
    };
  }
  if (last.type === "method") throw new TemplateError(`#set cannot assign to a method of $${id}.`);
  const container = compilePath((state) => state.locals.get(id), path.slice(0, -1), interpolate);
  const key = last.type === "property" ? (): string => last.id : compileExpression(last.id, interpolate);
  return (state) => {
    const target = container(state);
    if (typeof target === "object" && target !== null) writeEntry(target, toText(key(state)), value(state));
  };
}

function compileOverride(
  [scope, target, name, ...rest]: readonly Access[],
  value: Evaluate,
  interpolate: Interpolate,
): (state: RenderState) => void {
  const place = `${staticName(scope)}.${staticName(target)}`;
  const key =
    name?.type === "index" ? compileExpression(name.id, interpolate) : (): unknown => staticName(name);
  if (place === "responseOverride.status" && !name)
    return (state) => state.variables.overrides.setResponseStatus(value(state));
  if (place === "responseOverride.header" && name && rest.length === 0)
    return (state) => state.variables.overrides.setResponseHeader(toText(key(state)), value(state));
  if (place === "requestOverride.header" && name && rest.length === 0)
    return (state) => state.variables.overrides.setRequest("header", toText(key(state)), value(state));
  if (/^requestOverride\.(path|querystring)$/.test(place))
    throw new TemplateError(
      `$context.${place} is not covered by the local cloud yet: its integrations have no path or query string to override.`,
    );
  throw new TemplateError(
    "of $context only requestOverride.header.NAME, responseOverride.header.NAME and responseOverride.status can be set.",
  );
}
