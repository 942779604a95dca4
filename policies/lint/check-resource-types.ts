import { findAllCovered, type CoveredActions } from "./find-actions";
import { error, type LintedStatement, type Remark } from "./finding";
import { actsOn, isShortArn, isStar } from "./resource-types";

/**
 * Every resource is one that some action acts on, and every action acts on one of them: an Allow grants nothing and a
 * Deny protects nothing where they do not meet.
 */
export function checkResourceTypes(statement: LintedStatement): Remark[] {
  const { resources, written } = statement;
  const covered = findAllCovered(statement);
  if (covered === undefined) return [];
  if (resources.some((resource) => isShortArn(resource) && !isStar(resource))) return [];
  const strangers = resources.filter((resource) => !covered.some((entry) => actsOn(entry, resource)));
  if (strangers.length > 0) return strangers.map((resource) => describeStranger(resource, covered));
  if (written.Resource === undefined) return [];
  return covered
    .filter((entry) => !resources.some((resource) => actsOn(entry, resource)))
    .map((entry) =>
      error("resource-type", `${entry.action} acts on none of the resources: ${describeForms([entry])}.`),
    );
}

const describeStranger = (resource: string, covered: readonly CoveredActions[]): Remark =>
  error(
    "resource-type",
    `${resource} is no resource of ${covered.map(({ action }) => action).join(", ")}: ${describeForms(covered)}.`,
  );

/** The remedy: the forms of ARN that the actions take. */
function describeForms(covered: readonly CoveredActions[]): string {
  const forms = new Set(
    covered.flatMap(({ service, facts }) =>
      facts.flatMap(({ types }) => types.map((type) => `arn:aws:${service.shapes[type]!}`)),
    ),
  );
  if (forms.size === 0) return 'it takes only "Resource": "*", in a statement of its own';
  return `write ${[...forms].slice(0, 3).join(" or ")}${forms.size > 3 ? " or another of its types" : ""}`;
}
