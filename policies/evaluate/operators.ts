import { compileArnPattern, isArn, isArnPattern } from "./arn-pattern";
import { parseDate } from "./date";
import { compareDecimals, parseDecimal, type Decimal } from "./decimal";
import { containsAddress, parseIpRange } from "./ip-range";
import { parsePattern, type FormattedText, type Pattern } from "./pattern";
import type { RequestContext } from "./request-context";

/** One value of a condition, compiled: does it match what the request carries? */
export type ValueTest = (requestValue: string, context: RequestContext) => boolean;

export interface CompiledValue {
  readonly matches: ValueTest;
  format(context: RequestContext): FormattedText;
}

export interface ConditionOperator {
  /** True for the operators that hold when none of the listed values matches. */
  readonly isNegated: boolean;
  /** What it compares, for people: "a number". */
  readonly operand: string;
  /** False for what is no such operand: then neither the operator nor its negation holds. */
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

// Stryker disable next-line StringLiteral: every value is a text, so that nobody is told of one that is none
const anyOperand = { operand: "a text", accepts: anyText };

const equalText: Family = {
  ...anyOperand,
  compile(value, variables) {
    const pattern = parsePattern(value, { variables, wildcards: false });
    return fromPattern(pattern, (text, context) => pattern.resolveText(context) === text);
  },
};

const equalTextIgnoringCase: Family = {
  ...anyOperand,
  compile(value, variables) {
    const pattern = parsePattern(value, { variables, wildcards: false });
    return fromPattern(
      pattern,
      (text, context) => pattern.resolveText(context)?.toLowerCase() === text.toLowerCase(),
    );
  },
};

const likeText: Family = {
  ...anyOperand,
  compile(value, variables) {
    const pattern = parsePattern(value, { variables, wildcards: true });
    return fromPattern(pattern, (text, context) => pattern.matches(text, context));
  },
};

const likeArn: Family = {
  operand: "an ARN",
  accepts: isArn,
  compile(value, variables) {
    const pattern = parsePattern(value, { variables, wildcards: true });
    if (/^\*+$/.test(value)) return fromPattern(pattern, anyText);
    if (!pattern.hasVariables && !isArnPattern(value)) {
      throw new Error(
        `${JSON.stringify(value)} is no ARN: write six parts separated by colons, the first of them arn; ` +
          "wildcards stand within one part",
      );
    }
    return fromPattern(pattern, compileArnPattern(pattern));
  },
};

/** Values that are read once and then compared: these take no variables. */
function typed<T>(
  operand: string,
  parse: (text: string) => T | undefined,
  compare: (requestValue: T, policyValue: T) => boolean,
): Family {
  return {
    operand,
    accepts: (text) => parse(text) !== undefined,
    compile(value) {
      const policyValue = parse(value);
      if (policyValue === undefined) {
        const hint = value.includes("${") ? "; this operator takes no variables" : "";
        throw new Error(`${JSON.stringify(value)} is not ${operand}${hint}`);
      }
      return {
        matches: (text) => compare(parse(text)!, policyValue),
        format: () => ({ text: value, unset: [] }),
      };
    },
  };
}

/** @param holds takes what is negative, 0 or positive as the request's value is less, equal or greater */
const numeric = (holds: (order: number) => boolean): Family =>
  typed<Decimal>("a number", parseDecimal, (left, right) => holds(compareDecimals(left, right)));
const date = (holds: (order: number) => boolean): Family =>
  typed<number>(
    "a date such as 2026-01-31T12:00:00Z or in seconds since the epoch",
    parseDate,
    (left, right) => holds(left - right),
  );

const equal = (order: number): boolean => order === 0;
const less = (order: number): boolean => order < 0;
const lessOrEqual = (order: number): boolean => order <= 0;
const greater = (order: number): boolean => order > 0;
const greaterOrEqual = (order: number): boolean => order >= 0;

const address = typed(
  "an IPv4 or IPv6 address or range such as 203.0.113.0/24",
  parseIpRange,
  (requested, range) => containsAddress(range, requested),
);

export const isBoolean = (text: string): boolean => /^(true|false)$/i.test(text);

const bool: Family = {
  operand: "true or false",
  accepts: isBoolean,
  compile(value, variables) {
    // Stryker disable next-line BooleanLiteral: neither true nor false holds a wildcard
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
const binary = typed("base64", parseBase64, (left, right) => left === right);

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
