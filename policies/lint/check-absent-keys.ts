import { CONDITION_OPERATORS } from "../evaluate/operators";
import { findGlobalKind, isSameKey, requiresPresence } from "./condition-keys";
import { findAllCovered } from "./find-actions";
import {
  error,
  warning,
  type LintContext,
  type LintedCondition,
  type LintedStatement,
  type Remark,
} from "./finding";

/** Source: IAM User Guide, "AWS global condition context keys", under "Availability". */
const ALWAYS_PRESENT = new Set([
  "aws:currenttime",
  "aws:epochtime",
  "aws:principaltype",
  "aws:requestedregion",
  "aws:securetransport",
]);

/** An Allow must not come true because a request lacks the key that it tests. */
export function checkAbsentKeys(statement: LintedStatement): Remark[] {
  if (statement.effect === "Deny") return [];
  return statement.conditions.flatMap((condition) => {
    const { key, name } = condition;
    if (ALWAYS_PRESENT.has(key.toLowerCase()) || requiresPresence(statement.conditions, key)) return [];
    if (name.set === "ForAllValues") return checkForAllValues(statement, condition);
    // What is left is negated, since other operators require the key.
    return name.base === "Null" || name.ifExists ? [] : [describe("negated-operator", condition)];
  });
}

function checkForAllValues(statement: LintedStatement, condition: LintedCondition): Remark[] {
  const { operator, key, name } = condition;
  const [lacking] = listActionsLacking(statement, key);
  if (lacking !== undefined) {
    return [
      error(
        "for-all-values",
        `${lacking} never sends ${key}, so ${operator} always holds for it: give it its own statement.`,
      ),
    ];
  }
  return name.ifExists ? [] : [describe("for-all-values", condition)];
}

const describe = (check: string, { operator, key }: LintedCondition): Remark =>
  error(
    check,
    `${operator} also holds for a request without ${key}: add "Null": { "${key}": "false" }, or IfExists if that is meant.`,
  );

/** The actions that the statement covers, by name or pattern, whose requests never carry the key. */
export function listActionsLacking(statement: LintedStatement, key: string): string[] {
  if (findGlobalKind(key) !== undefined) return [];
  return (findAllCovered(statement) ?? []).flatMap(({ service, facts }) =>
    facts.filter((action) => !action.sends(key)).map(({ name }) => `${service.prefix}:${name}`),
  );
}

/**
 * Keys that every request of a principal carries, or whose absence says what their value would say. The last is how
 * AWS revokes older sessions: only temporary credentials were issued at some time.
 */
const NEVER_MISSED = new Set([
  ...ALWAYS_PRESENT,
  "aws:principalaccount",
  "aws:principalarn",
  "aws:principalisawsservice",
  "aws:userid",
  "aws:viaawsservice",
  "aws:tokenissuetime",
]);

/**
 * A Deny is not undone by a request that lacks the key it tests. Tags of resources and a service's own keys describe
 * what is asked for: where they are absent, nothing is asked for that the Deny means.
 */
export function checkAbsentKeysInDeny(statement: LintedStatement, { statements }: LintContext): Remark[] {
  if (statement.effect === "Allow") return [];
  return statement.conditions
    .filter((condition) => canBeDisarmed(condition) && !isThoughtOut(condition, statements))
    .map(({ operator, key }) =>
      warning(
        "absent-key-in-deny",
        `${operator} does not deny a request without ${key}: write ${operator}IfExists to deny it too, or test the key with Null.`,
      ),
    );
}

function canBeDisarmed({ key, name, values }: LintedCondition): boolean {
  if (name.base === "Null" || name.ifExists || name.set !== undefined) return false;
  if (CONDITION_OPERATORS[name.base].isNegated || NEVER_MISSED.has(key.toLowerCase())) return false;
  if (name.base === "Bool" && values.every((value) => value.toLowerCase() === "true")) return false;
  return /^aws:(?!resourcetag\/|requesttag\/)/i.test(key);
}

/** Somewhere in the document the key is tested for being there. */
const isThoughtOut = ({ key }: LintedCondition, statements: readonly LintedStatement[]): boolean =>
  statements.some(({ conditions }) =>
    conditions.some(({ name, key: other }) => name.base === "Null" && isSameKey(other, key)),
  );
