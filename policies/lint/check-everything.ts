import type { AccessLevel } from "../action-facts";
import { findCovered, isEverything } from "./find-actions";
import { error, isStated, warning, type LintedStatement, type Remark } from "./finding";

const CHANGES_SOMETHING: ReadonlySet<AccessLevel> = new Set(["write", "tagging", "permissions"]);

/** `*`, or an ARN that says no more. */
export const isEveryResource = (resource: string): boolean =>
  /^(\*+|(arn|\*):[^:]*:\*:\*:\*:\*+)$/.test(resource);

/**
 * `"Resource": "*"` is granted only where an action knows nothing narrower, or where somebody wrote down why.
 */
export function checkEverything({
  kind,
  effect,
  written,
  actions,
  resources,
  notes,
}: LintedStatement): Remark[] {
  if (kind !== "identity" || effect !== "Allow" || written.Action === undefined) return [];
  if (!resources.some(isEveryResource) || isStated(notes?.everything)) return [];
  const reaching = actions.filter(
    (action) =>
      isEverything(action) ||
      findCovered(action)?.facts.some(
        ({ level, acceptsArns }) => acceptsArns && CHANGES_SOMETHING.has(level),
      ),
  );
  if (reaching.length === 0) return [];
  const problem = `${reaching.join(", ")} on every resource of the account`;
  return notes === undefined
    ? [warning("everything", `${problem}: name ARNs.`)]
    : [error("everything", `${problem}: name ARNs in on(…), or write the reason: onEverything("…").`)];
}
