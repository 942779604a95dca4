import { CONDITION_OPERATORS } from "../evaluate/operators";
import { error, type LintedCondition, type LintedStatement, type Remark } from "./finding";

/** Source: IAM User Guide, "AWS global condition context keys", under "Availability". */
const ALWAYS_PRESENT = new Set([
  "aws:currenttime",
  "aws:epochtime",
  "aws:principaltype",
  "aws:requestedregion",
  "aws:securetransport",
]);

/** An Allow must not come true because a request lacks the key that it tests. */
export function checkAbsentKeys({ effect, conditions }: LintedStatement): Remark[] {
  if (effect === "Deny") return [];
  return conditions.flatMap((condition) => {
    const { operator, key, name } = condition;
    if (name.ifExists || ALWAYS_PRESENT.has(key.toLowerCase()) || requiresPresence(conditions, key))
      return [];
    if (name.set === "ForAllValues") {
      return [
        error(
          "for-all-values",
          `${operator} also holds for a request without ${key}: add "Null": { "${key}": "false" }, or IfExists if that is meant.`,
        ),
      ];
    }
    if (name.base === "Null" || name.set !== undefined || !CONDITION_OPERATORS[name.base].isNegated)
      return [];
    return [
      error(
        "negated-operator",
        `${operator} also holds for a request without ${key}: add "Null": { "${key}": "false" }, or IfExists if that is meant.`,
      ),
    ];
  });
}

function requiresPresence(conditions: readonly LintedCondition[], key: string): boolean {
  return conditions.some(
    (other) =>
      other.name.base === "Null" &&
      other.key.toLowerCase() === key.toLowerCase() &&
      other.values.every((value) => value.toLowerCase() === "false"),
  );
}
