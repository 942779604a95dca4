import { coversAction, overlapArns } from "./pattern-cover";
import type { AccessStatement, PrincipalStatements } from "./read-statements";

/** True if the statement speaks of an action; a pattern counts only where the statement's own covers it. */
export function speaksOf(
  { actions, exceptActions }: Pick<AccessStatement, "actions" | "exceptActions">,
  action: string,
): boolean {
  return actions.some((one) => coversAction(one, action)) !== exceptActions;
}

/** True if the statement may speak of the resource; variables are taken to be anything. */
export function reaches(
  { resources, exceptResources }: Pick<AccessStatement, "resources" | "exceptResources">,
  arn: string,
): boolean {
  return resources.some((one) => overlapArns(withoutVariables(one), arn)) !== exceptResources;
}

export const withoutVariables = (pattern: string): string => pattern.replace(/\$\{[^}]*\}/g, "*");

/**
 * The statements that allow one of the actions, conditions taken to hold. None where a boundary leaves them out or
 * something denies them on everything without a condition.
 */
export function allowing(one: PrincipalStatements, actions: readonly string[]): AccessStatement[] {
  const { statements, boundary } = one;
  const open = actions.filter(
    (action) => !isDeniedEverywhere(one, action) && (boundary === undefined || boundary.some(allows(action))),
  );
  return statements.filter(
    (statement) => statement.kind !== "trust" && open.some((action) => allows(action)(statement)),
  );
}

const allows =
  (action: string) =>
  (statement: AccessStatement): boolean =>
    statement.effect === "Allow" && speaksOf(statement, action);

function isDeniedEverywhere({ statements, boundary = [] }: PrincipalStatements, action: string): boolean {
  return [...statements, ...boundary].some(
    (statement) =>
      statement.effect === "Deny" &&
      statement.kind !== "trust" &&
      statement.conditions.length === 0 &&
      !statement.exceptResources &&
      statement.resources.some((resource) => /^\*+$/.test(resource)) &&
      speaksOf(statement, action),
  );
}

/** Where a statement stands, and which keys decide about it. */
export const describePlace = ({ from, conditions }: AccessStatement): string =>
  conditions.length === 0
    ? from
    : `${from} (under ${[...new Set(conditions.map(({ key }) => key))].join(", ")})`;
