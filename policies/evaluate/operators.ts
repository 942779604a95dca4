import { compileArnPattern } from "./arn-pattern";
import { parseDate } from "./date";
import { containsAddress, parseIpRange } from "./ip-range";
import { parsePattern, type Pattern } from "./pattern";
import type { RequestContext } from "./request-context";

/** One value of a condition, compiled: does it match what the request carries? */
export type ValueTest = (requestValue: string, context: RequestContext) => boolean;

export interface CompiledValue {
  readonly matches: ValueTest;
  /** The value as text for people, variables replaced where the request has a value for them. */
  format(context: RequestContext): string;
}

export interface ConditionOperator {
  /** True for the operators that hold when none of the listed values matches. */
  readonly isNegated: boolean;
  /** False for what is no number, date, address …: then neither the operator nor its negation holds. */
  accepts(requestValue: string): boolean;
  /** @throws Error with the reason alone, if the value of the policy is malformed */
  compile(value: string, variables: boolean): CompiledValue;
}

type Order = `${"" | "Not"}Equals` | `${"Less" | "Greater"}Than${"" | "Equals"}`;
export type OperatorName =
  | `String${"" | "Not"}Equals${"" | "IgnoreCase"}`
  | `String${"" | "Not"}Like`
  | `${"Numeric" | "Date"}${Order}`
  | "Bool"
  | "BinaryEquals"
  | `${"" | "Not"}IpAddress`
  | `Arn${"" | "Not"}${"Equals" | "Like"}`;

type Family = Omit<ConditionOperator, "isNegated">;
const holds = (family: Family): ConditionOperator => ({ ...family, isNegated: false });
const holdsNot = (family: Family): ConditionOperator => ({ ...family, isNegated: true });

const anyText = () => true;

function fromPattern(pattern: Pattern, matches: ValueTest): CompiledValue {
  return { matches, format: (context) => pattern.format(context) };
}

const equalText: Family = {
  accepts: anyText,
  compile(value, variables) {
    const pattern = parsePattern(value, { variables, wildcards: false });
    return fromPattern(pattern, (text, context) => pattern.resolveText(context) === text);
  },
};

const equalTextIgnoringCase: Family = {
  accepts: anyText,
  compile(value, variables) {
    const pattern = parsePattern(value, { variables, wildcards: false });
    return fromPattern(
      pattern,
      (text, context) => pattern.resolveText(context)?.toLowerCase() === text.toLowerCase(),
    );
  },
};

const likeText: Family = {
  accepts: anyText,
  compile(value, variables) {
    const pattern = parsePattern(value, { variables, wildcards: true });
    return fromPattern(pattern, (text, context) => pattern.matches(text, context));
  },
};

const likeArn: Family = {
  accepts: (text) => text.split(":").length >= 6,
  compile(value, variables) {
    const pattern = parsePattern(value, { variables, wildcards: true });
    if (pattern.isStar) return fromPattern(pattern, anyText);
    if (!pattern.hasVariables && value.split(":").length < 6) {
      throw new Error(
        `${JSON.stringify(value)} is no ARN: write six parts separated by colons, wildcards stand within one part`,
      );
    }
    return fromPattern(pattern, compileArnPattern(pattern));
  },
};

/** Values that are read once and then compared: these take no variables. */
function typed<T>(
  parse: (text: string) => T | undefined,
  compare: (requestValue: T, policyValue: T) => boolean,
  expected: string,
): Family {
  return {
    accepts: (text) => parse(text) !== undefined,
    compile(value) {
      const policyValue = parse(value);
      if (policyValue === undefined) {
        const hint = value.includes("${") ? "; this operator takes no variables" : "";
        throw new Error(`${JSON.stringify(value)} is not ${expected}${hint}`);
      }
      return {
        matches: (text) => compare(parse(text)!, policyValue),
        format: () => value,
      };
    },
  };
}

const parseNumber = (text: string): number | undefined =>
  /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/.test(text) ? Number(text) : undefined;
const numeric = (compare: (left: number, right: number) => boolean): Family =>
  typed(parseNumber, compare, "a number");
const date = (compare: (left: number, right: number) => boolean): Family =>
  typed(parseDate, compare, "a date: write it as 2026-01-31T12:00:00Z or in seconds since the epoch");

const equal = (left: number, right: number): boolean => left === right;
const less = (left: number, right: number): boolean => left < right;
const lessOrEqual = (left: number, right: number): boolean => left <= right;
const greater = (left: number, right: number): boolean => left > right;
const greaterOrEqual = (left: number, right: number): boolean => left >= right;

const address = typed(
  parseIpRange,
  (requested, range) => containsAddress(range, requested),
  "an IPv4 or IPv6 address or range such as 203.0.113.0/24",
);

export const isBoolean = (text: string): boolean => /^(true|false)$/i.test(text);

const bool: Family = {
  accepts: isBoolean,
  compile(value, variables) {
    const pattern = parsePattern(value, { variables, wildcards: false });
    if (!pattern.hasVariables && !isBoolean(value))
      throw new Error(`${JSON.stringify(value)} is neither true nor false`);
    return fromPattern(
      pattern,
      (text, context) => pattern.resolveText(context)?.toLowerCase() === text.toLowerCase(),
    );
  },
};

const parseBase64 = (text: string): string | undefined =>
  /^[A-Za-z0-9+/]*={0,2}$/.test(text) && text.length % 4 === 0
    ? Buffer.from(text, "base64").toString("base64")
    : undefined;
const binary = typed(parseBase64, (left, right) => left === right, "base64");

/** Every condition operator but `Null`, which looks at the key and not at a value. */
export const CONDITION_OPERATORS = {
  StringEquals: holds(equalText),
  StringNotEquals: holdsNot(equalText),
  StringEqualsIgnoreCase: holds(equalTextIgnoringCase),
  StringNotEqualsIgnoreCase: holdsNot(equalTextIgnoringCase),
  StringLike: holds(likeText),
  StringNotLike: holdsNot(likeText),
  NumericEquals: holds(numeric(equal)),
  NumericNotEquals: holdsNot(numeric(equal)),
  NumericLessThan: holds(numeric(less)),
  NumericLessThanEquals: holds(numeric(lessOrEqual)),
  NumericGreaterThan: holds(numeric(greater)),
  NumericGreaterThanEquals: holds(numeric(greaterOrEqual)),
  DateEquals: holds(date(equal)),
  DateNotEquals: holdsNot(date(equal)),
  DateLessThan: holds(date(less)),
  DateLessThanEquals: holds(date(lessOrEqual)),
  DateGreaterThan: holds(date(greater)),
  DateGreaterThanEquals: holds(date(greaterOrEqual)),
  Bool: holds(bool),
  BinaryEquals: holds(binary),
  IpAddress: holds(address),
  NotIpAddress: holdsNot(address),
  ArnEquals: holds(likeArn),
  ArnNotEquals: holdsNot(likeArn),
  ArnLike: holds(likeArn),
  ArnNotLike: holdsNot(likeArn),
} as const satisfies Record<OperatorName, ConditionOperator>;
