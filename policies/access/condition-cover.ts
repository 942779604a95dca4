import { parseOperator, type ConditionOperatorName } from "../evaluate/condition";
import { parseDate } from "../evaluate/date";
import { containsAddress, parseIpRange } from "../evaluate/ip-range";
import { coversArn, coversPattern } from "./pattern-cover";
import type { StatementCondition } from "./read-statements";

/** True if whatever passes the narrow conditions passes the wide ones too; false where that cannot be told. */
export function coversConditions(
  wide: readonly StatementCondition[],
  narrow: readonly StatementCondition[],
): boolean {
  return wide.every((test) => narrow.some((other) => implies(other, test)));
}

function implies(narrow: StatementCondition, wide: StatementCondition): boolean {
  if (narrow.key.toLowerCase() !== wide.key.toLowerCase()) return false;
  const from = parseOperator(narrow.operator);
  const to = parseOperator(wide.operator);
  if (!from || !to) return false;
  if (isPresence(to, wide) && requiresPresence(from)) return true;
  if (from.set !== to.set || (from.ifExists && !to.ifExists)) return false;
  const isNegated = to.base.includes("Not");
  if (from.base.includes("Not") !== isNegated) return false;
  const covers = valueCover(from.base, to.base);
  if (!covers) return false;
  return isNegated
    ? wide.values.every((value) => narrow.values.some((other) => covers(other, value)))
    : narrow.values.every((value) => wide.values.some((other) => covers(other, value)));
}

const isPresence = ({ base }: ConditionOperatorName, { values }: StatementCondition): boolean =>
  base === "Null" && values.every((value) => value.toLowerCase() === "false");

/** An absent key satisfies negated operators, `IfExists` and `ForAllValues`; all others need the key. */
const requiresPresence = ({ base, set, ifExists }: ConditionOperatorName): boolean =>
  base !== "Null" && !base.includes("Not") && !ifExists && set !== "ForAllValues";

type Covers = (wide: string, narrow: string) => boolean;

/** How values of two operators compare; undefined where one operator says nothing about the other. */
function valueCover(from: string, to: string): Covers | undefined {
  if (to.startsWith("Arn") && from.startsWith("Arn")) return coversArn;
  if (/^String(Not)?Like$/.test(to) && /^String(Not)?(Like|Equals)$/.test(from)) return coversPattern;
  if (/^String(Not)?EqualsIgnoreCase$/.test(to) && /^String(Not)?Equals/.test(from)) return equalIgnoringCase;
  if (from !== to) return undefined;
  if (to.endsWith("IpAddress")) return coversRange;
  const order = /^(Numeric|Date)(Less|Greater)Than/.exec(to);
  if (order)
    return order[2] === "Less"
      ? (wide, narrow) => ordered(narrow, wide)
      : (wide, narrow) => ordered(wide, narrow);
  return to === "Null" || to === "Bool" ? equalIgnoringCase : (wide, narrow) => wide === narrow;
}

const equalIgnoringCase: Covers = (wide, narrow) => wide.toLowerCase() === narrow.toLowerCase();

function coversRange(wide: string, narrow: string): boolean {
  const outer = parseIpRange(wide);
  const inner = parseIpRange(narrow);
  return outer !== undefined && inner !== undefined && containsAddress(outer, inner);
}

/** Numbers and dates; what is neither is only equal to itself. */
function ordered(less: string, more: string): boolean {
  if (less === more) return true;
  const [low, high] = [less, more].map((text) =>
    /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : (parseDate(text) ?? Number.NaN),
  ) as [number, number];
  return low <= high;
}
