import { findCovered } from "./find-actions";
import { warning, type DocumentCheck, type LintedStatement } from "./finding";
import { findFittingTypes, isStar } from "./resource-types";

/**
 * Some calls need several resources at once, such as an alias and its key: with one of them granted nowhere in the
 * document the call is denied.
 */
export const checkSecondResource: DocumentCheck = ({ statements }) =>
  statements.flatMap((statement, index) => {
    if (!isGrant(statement)) return [];
    return statement.actions.flatMap((action) => {
      const isFirst = !statements
        .slice(0, index)
        .some((earlier) => isGrant(earlier) && names(earlier, action));
      const missing = isFirst ? listMissingTypes(statements, action) : [];
      return missing.map((arn) => ({
        ...warning(
          "second-resource",
          `${action} also needs a resource of another type, which is granted nowhere here: add ${arn}.`,
        ),
        statement: index,
      }));
    });
  });

const isGrant = ({ kind, effect, written, notes }: LintedStatement): boolean =>
  kind === "identity" &&
  effect === "Allow" &&
  written.Action !== undefined &&
  written.Resource !== undefined &&
  notes?.unchecked === undefined;

const names = ({ actions }: LintedStatement, action: string): boolean =>
  actions.some((other) => other.toLowerCase() === action.toLowerCase());

/** The forms of ARN that a call needs one of and no statement grants; of an action by name, not of a pattern. */
function listMissingTypes(statements: readonly LintedStatement[], action: string): string[] {
  const named = /[*?]/.test(action) ? undefined : findCovered(action);
  if (named === undefined) return [];
  const { service, facts } = named;
  const granted = statements
    .filter((statement) => isGrant(statement) && covers(statement, facts[0]!.name, service.prefix))
    .flatMap(({ resources }) => resources);
  const isGranted = (type: string): boolean =>
    granted.some((resource) => isStar(resource) || findFittingTypes(named, resource).includes(type));
  return facts[0]!.neededTypes
    .filter((type) => !isGranted(type))
    .map((type) => `arn:aws:${service.shapes[type]!}`);
}

const covers = ({ actions }: LintedStatement, name: string, prefix: string): boolean =>
  actions.some((action) => {
    const entry = findCovered(action);
    return (
      action === "*" || (entry?.service.prefix === prefix && entry.facts.some((fact) => fact.name === name))
    );
  });
