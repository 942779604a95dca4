import { isNarrowing, isSameKey } from "./condition-keys";
import { findCovered, isEverything } from "./find-actions";
import { warning, type LintedStatement, type Remark } from "./finding";
import { isStar } from "./resource-types";

/** Whoever passes a role to a service can do what the role may do. */
export function checkPassRole({
  kind,
  effect,
  written,
  actions,
  resources,
  conditions,
}: LintedStatement): Remark[] {
  if (kind !== "identity" || effect !== "Allow" || written.Action === undefined) return [];
  const passing = actions.find(coversPassRole);
  if (passing === undefined) return [];
  const remarks: Remark[] = [];
  const every = resources.find(isEveryRole);
  if (every !== undefined) {
    remarks.push(
      warning("pass-role", `${passing} on ${every} lets a service act as any role: name the roles.`),
    );
  }
  const namesService = conditions.some(
    ({ name, ...condition }) =>
      isSameKey(condition.key, "iam:PassedToService") &&
      isNarrowing({ ...condition, name: { ...name, ifExists: false } }),
  );
  if (!namesService) {
    remarks.push(
      warning(
        "pass-role",
        `${passing} does not say to which service: add a condition on iam:PassedToService, such as lambda.amazonaws.com.`,
      ),
    );
  }
  return remarks;
}

const coversPassRole = (action: string): boolean | undefined =>
  isEverything(action) || findCovered(action)?.facts.some(({ name }) => name === "PassRole");

const isEveryRole = (resource: string): boolean => isStar(resource) || /:(role\/)?\*+$/.test(resource);
