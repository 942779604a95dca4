import { parseOperator, type ConditionOperatorName } from "./condition";
import type { Mismatch } from "./decision";
import { shorten } from "./one-line";
import { CONDITION_OPERATORS, type ConditionOperator } from "./operators";

/** What would have to be otherwise, to follow "it would be allowed if". */
export function describeMismatch(mismatch: Mismatch): string {
  const { element, wanted, unset, requested, operator } = mismatch;
  if (operator !== undefined) return describeCondition(mismatch, parseOperator(operator)!);
  const name = element.replace("Not", "").toLowerCase();
  const claim = `${element.startsWith("Not") ? "none of " : ""}${list(wanted, " or ")}${withoutValue(unset)}`;
  return `the ${name} were ${claim}; the request's is ${shorten(String(requested))}`;
}

function describeCondition(mismatch: Mismatch, { base, set }: ConditionOperatorName): string {
  const key = `\`${mismatch.key}\``;
  if (base === "Null") {
    return mismatch.wanted.includes("true")
      ? `${key} were absent; the request carries it`
      : `${key} were present; the request does not carry it`;
  }
  const { isNegated } = CONDITION_OPERATORS[base];
  const comparison = `${isNegated ? "not " : ""}${COMPARISONS.get(base) ?? ""}`;
  const claim = `${comparison}${list(mismatch.wanted, " or ")}${withoutValue(mismatch.unset)}`;
  const asked = describeRequested(mismatch, base, set);
  if (set === "ForAllValues")
    return `${key} were only ${comparison === "" ? "" : "values that are "}${claim}; ${asked}`;
  return `${set === "ForAnyValue" ? "one of " : ""}${key} were ${claim}; ${asked}`;
}

/** How the operators that do not ask for the same value read after "were" and, where negated, "not". */
const COMPARISONS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    StringLike: "like ",
    StringNotLike: "like ",
    ArnLike: "like ",
    ArnNotLike: "like ",
    IpAddress: "in ",
    NotIpAddress: "in ",
    NumericLessThan: "less than ",
    NumericLessThanEquals: "less than or equal to ",
    NumericGreaterThan: "greater than ",
    NumericGreaterThanEquals: "greater than or equal to ",
    DateLessThan: "before ",
    DateLessThanEquals: "at or before ",
    DateGreaterThan: "after ",
    DateGreaterThanEquals: "at or after ",
  } satisfies Partial<Record<keyof typeof CONDITION_OPERATORS, string>>),
);

function describeRequested(
  { requested, refused, key }: Mismatch,
  base: keyof typeof CONDITION_OPERATORS,
  set: ConditionOperatorName["set"],
): string {
  if (requested === undefined) return "the request does not carry it";
  if (typeof requested !== "string" && set === undefined)
    return "the request has it with many values, which need ForAllValues: or ForAnyValue:";
  const values = refused!.length > 0 ? refused! : [requested].flat();
  if (values.length === 0) return "the request has it without a value";
  // Global keys tell about the caller and the circumstances, the others about what is asked for.
  const verb = /^aws:/i.test(key!) ? "the request's is" : "the request asked for";
  const operator: ConditionOperator = CONDITION_OPERATORS[base];
  const misfit = values.some((value) => operator.accepts(value)) ? "" : `, which is not ${operator.operand}`;
  return `${verb} ${list(values.map(emptyToWords), ", ")}${misfit}`;
}

const emptyToWords = (value: string): string => (value === "" ? "an empty text" : value);

const withoutValue = (unset: readonly string[]): string =>
  unset.length === 0 ? "" : ` (the request has no value for ${unset.join(", ")})`;

const MOST_VALUES = 5;

function list(values: readonly string[], separator: string): string {
  const shown = values.slice(0, MOST_VALUES).map(shorten);
  const more = values.length - shown.length;
  return [...shown, ...(more > 0 ? [`${more} more`] : [])].join(separator);
}
