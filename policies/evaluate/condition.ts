import { CONDITION_OPERATORS, isBoolean, type CompiledValue, type ConditionOperator } from "./operators";
import { toContextKey, type ContextValue, type RequestContext } from "./request-context";

/** One operator on one key: one line of a Condition block. */
export interface ConditionTest {
  /** As written in the document, for example `ForAllValues:StringEquals`. */
  readonly operator: string;
  readonly key: string;
  readonly name: ConditionOperatorName;
  readonly values: readonly Pick<CompiledValue, "format">[];
  holds(context: RequestContext): boolean;
  /** The values of the request that do not fit; absent for `Null`, which looks at none. */
  refused?(context: RequestContext): readonly string[];
}

/** An operator's name, taken apart. */
export interface ConditionOperatorName {
  /** For example `StringEquals`, or `Null`. */
  readonly base: keyof typeof CONDITION_OPERATORS | "Null";
  readonly set?: "ForAllValues" | "ForAnyValue";
  readonly ifExists: boolean;
}

const BASES = new Map(
  [...Object.keys(CONDITION_OPERATORS), "Null"].map((name) => [name.toLowerCase(), name]),
);
const SETS: ReadonlyMap<string, "ForAllValues" | "ForAnyValue"> = new Map([
  ["forallvalues:", "ForAllValues"],
  ["foranyvalue:", "ForAnyValue"],
]);

/** Takes an operator's name apart, whatever its case. Undefined if IAM has no such operator. */
export function parseOperator(text: string): ConditionOperatorName | undefined {
  const lower = text.toLowerCase();
  const prefix = lower.slice(0, lower.indexOf(":") + 1);
  const set = SETS.get(prefix);
  if (prefix !== "" && set === undefined) return undefined;
  const rest = lower.slice(prefix.length);
  const ifExists = rest.endsWith("ifexists");
  const base = BASES.get(ifExists ? rest.slice(0, -"ifexists".length) : rest) as
    ConditionOperatorName["base"] | undefined;
  if (base === undefined || (base === "Null" && (set !== undefined || ifExists))) return undefined;
  return { base, ifExists, ...(set && { set }) };
}

/** @throws Error with the reason alone, for the caller to add the place */
export function compileCondition(
  written: { operator: string; key: string; values: readonly string[] },
  variables: boolean,
): ConditionTest {
  const { operator, key, values } = written;
  const name = parseOperator(operator);
  if (name === undefined) throw new Error(unknownOperator(operator));
  const contextKey = toContextKey(key);
  if (name.base === "Null") {
    const wanted = values.map(parseNull);
    const formatted = values.map((text) => ({ format: () => ({ text, unset: [] }) }));
    return {
      operator,
      key,
      name,
      values: formatted,
      holds: (context) => wanted.includes(isNull(context.get(contextKey))),
    };
  }
  const base: ConditionOperator = CONDITION_OPERATORS[name.base];
  const compiled = values.map((value) => base.compile(value, variables));
  const test = name.set === undefined ? testSingle : name.set === "ForAllValues" ? testAll : testAny;
  return {
    operator,
    key,
    name,
    values: compiled,
    holds(context) {
      const value = context.get(contextKey);
      if (value === undefined && name.ifExists) return true;
      return test({ base, values: compiled, context }, value);
    },
    refused(context) {
      const comparison = { base, values: compiled, context };
      return toSet(context.get(contextKey)).filter((item) => !compare(comparison, item));
    },
  };
}

interface Comparison {
  readonly base: ConditionOperator;
  readonly values: readonly CompiledValue[];
  readonly context: RequestContext;
}

/** A multi-valued key never satisfies an operator without a set operator, not even with a single value. */
function testSingle(comparison: Comparison, value: ContextValue | undefined): boolean {
  if (value === undefined) return comparison.base.isNegated;
  return typeof value === "string" && compare(comparison, value);
}

function testAll(comparison: Comparison, value: ContextValue | undefined): boolean {
  return toSet(value).every((item) => compare(comparison, item));
}

function testAny(comparison: Comparison, value: ContextValue | undefined): boolean {
  return toSet(value).some((item) => compare(comparison, item));
}

function compare({ base, values, context }: Comparison, item: string): boolean {
  if (!base.accepts(item)) return false;
  return values.some((value) => value.matches(item, context)) !== base.isNegated;
}

/** The set operators take an empty string for no value at all. */
function toSet(value: ContextValue | undefined): readonly string[] {
  if (value === undefined || isEmpty(value)) return [];
  return typeof value === "string" ? [value] : value;
}

const isEmpty = (value: ContextValue): boolean =>
  value.length === 0 || (value.length === 1 && value[0] === "");

/** A multi-valued key without values counts as absent; a single value that is the empty string is there. */
const isNull = (value: ContextValue | undefined): boolean =>
  value === undefined || (typeof value !== "string" && isEmpty(value));

function parseNull(value: string): boolean {
  if (!isBoolean(value))
    throw new Error(`${JSON.stringify(value)} is neither true (the key is absent) nor false (it is present)`);
  return value.toLowerCase() === "true";
}

function unknownOperator(operator: string): string {
  return (
    `${JSON.stringify(operator)} is no condition operator: use ${Object.keys(CONDITION_OPERATORS).join(", ")} or Null; ` +
    "all but Null may begin with ForAllValues: or ForAnyValue: and end with IfExists"
  );
}
