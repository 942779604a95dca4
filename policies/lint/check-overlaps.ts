import { covers } from "../arn-shape";
import { CONDITION_OPERATORS } from "../evaluate/operators";
import { isSameKey } from "./condition-keys";
import {
  warning,
  type DocumentCheck,
  type LintedCondition,
  type LintedStatement,
  type StatementRemark,
} from "./finding";

/**
 * A statement that another one covers changes nothing: it costs characters and misleads its readers. Of two that say the
 * same the later one is reported.
 */
export const checkShadowed: DocumentCheck = ({ statements }) =>
  statements.flatMap((statement, index) => {
    const by = statements.findIndex(
      (other, at) => isCovered(statement, other) && !(at >= index && isCovered(other, statement)),
    );
    if (by === -1) return [];
    const isUndone = statements[by]!.effect !== statement.effect;
    const problem = isUndone
      ? `Statement[${by}] denies all that it allows: remove one of them.`
      : `Statement[${by}] says all of it already: remove this one.`;
    return [{ ...warning("shadowed-statement", problem), statement: index }];
  });

/** True if `outer` decides every request that `inner` decides. */
function isCovered(inner: LintedStatement, outer: LintedStatement): boolean {
  if (inner.effect === "Deny" && outer.effect === "Allow") return false;
  if (isNegated(inner) || isNegated(outer)) return false;
  return (
    inner.principals.every(({ type, name }) =>
      outer.principals.some((other) => other.type === type && other.name === name),
    ) &&
    inner.principals.length > 0 === outer.principals.length > 0 &&
    areCovered(inner.actions.map(lowerCase), outer.actions.map(lowerCase)) &&
    areCovered(inner.resources, outer.resources) &&
    inner.resources.length > 0 === outer.resources.length > 0 &&
    outer.conditions.every((condition) => inner.conditions.some((other) => implies(other, condition)))
  );
}

const isNegated = ({ written }: LintedStatement): boolean =>
  written.NotAction !== undefined || written.NotResource !== undefined || written.NotPrincipal !== undefined;

const lowerCase = (text: string): string => text.toLowerCase();

const areCovered = (inner: readonly string[], outer: readonly string[]): boolean =>
  inner.every((text) => outer.some((pattern) => isWithin(text, pattern)));

/** Most texts already differ from what a pattern begins with, which is found sooner. */
const isWithin = (text: string, pattern: string): boolean =>
  // Stryker disable next-line StringLiteral: it only takes longer to look at less of the beginning
  text.startsWith(pattern.split("*", 1)[0]!) && covers(pattern, text);

/** True if a request that passes `strict` passes `loose` for certain. */
function implies(strict: LintedCondition, loose: LintedCondition): boolean {
  if (strict.operator.toLowerCase() !== loose.operator.toLowerCase() || !isSameKey(strict.key, loose.key))
    return false;
  const { base } = strict.name;
  const [fewer, more] =
    base !== "Null" && CONDITION_OPERATORS[base].isNegated
      ? [loose.values, strict.values]
      : [strict.values, loose.values];
  return fewer.every((value) => more.includes(value));
}

/** The same action allowed on the same resource under the same conditions in two statements, or twice in one. */
export const checkRepeatedGrants: DocumentCheck = ({ statements }) =>
  statements.flatMap((statement, index) => {
    if (statement.effect === "Deny" || isNegated(statement)) return [];
    return [...listTwice(statement.actions.map(lowerCase)), ...listTwice(statement.resources)]
      .map((text): StatementRemark => {
        const problem = `names ${text} again, or within a pattern beside it: once is enough.`;
        return { ...warning("repeated-grant", problem), statement: index };
      })
      .concat(compareWithEarlier(statements, index));
  });

/** The texts that another one of the list covers; of two equal ones, the second. */
const listTwice = (texts: readonly string[]): readonly string[] =>
  texts.filter((text, index) =>
    texts.some((other, at) => isWithin(text, other) && !(at >= index && isWithin(other, text))),
  );

function compareWithEarlier(statements: readonly LintedStatement[], index: number): StatementRemark[] {
  const statement = statements[index]!;
  return statements.slice(0, index).flatMap((earlier, at) => {
    if (isNegated(earlier) || earlier.effect === "Deny") return [];
    if (isCovered(statement, earlier) || isCovered(earlier, statement)) return [];
    if (!isSameCircle(statement, earlier)) return [];
    const action = statement.actions.find((name) =>
      earlier.actions.some((other) => lowerCase(other) === lowerCase(name)),
    );
    const resource = statement.resources.find((arn) => earlier.resources.includes(arn));
    if (action === undefined || resource === undefined) return [];
    const problem = `${action} on ${resource} is allowed by Statement[${at}] too: say it once.`;
    return [{ ...warning("repeated-grant", problem), statement: index }];
  });
}

/** The same principals under the same conditions. */
const isSameCircle = (one: LintedStatement, other: LintedStatement): boolean =>
  JSON.stringify([one.principals, one.written.Condition]) ===
  JSON.stringify([other.principals, other.written.Condition]);
