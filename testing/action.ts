import { lint, type PolicyDocument } from "../policies";
import type { ActionFacts } from "../policies/action-facts";
import { findCovered, type CoveredActions } from "../policies/lint/find-actions";
import { findFittingTypes } from "../policies/lint/resource-types";
import { MisuseError } from "./misuse-error";

/** One action that AWS has, with the facts about it. */
export interface Action {
  /** As written, for example `dynamodb:PutItem`. */
  readonly name: string;
  readonly facts: ActionFacts;
  readonly covered: CoveredActions;
}

/** @throws MisuseError for an action that does not exist: nobody is ever allowed it, so a denial says nothing */
export function parseAction(name: unknown): Action {
  if (typeof name !== "string" || name === "") {
    throw new MisuseError('allow(…) takes one action, for example allow("dynamodb:PutItem")');
  }
  if (/[*?]/.test(name)) {
    throw new MisuseError(`${name} is a pattern: ask about one action, as a request has one`);
  }
  const covered = findCovered(name);
  if (covered === undefined) throw new MisuseError(explainUnknown(name));
  return { name, facts: covered.facts[0]!, covered };
}

/** In the lint's words, without the place in a document that nobody wrote. */
function explainUnknown(name: string): string {
  const asked: PolicyDocument = {
    Version: "2012-10-17",
    Statement: { Effect: "Deny", Action: name, Resource: "*" },
  };
  const problem = lint(asked, { kind: "identity" }).find(({ severity }) => severity === "error");
  return problem?.message.replace(/^Policy\b[^:]*: /, "") ?? `${name} is no action that is known here`;
}

/**
 * @throws MisuseError for a resource that no request of this action names: an ARN of another type, one with
 *   wildcards, or any at all where the action knows none
 */
export function checkResource({ name, facts, covered }: Action, resource: string): void {
  if (resource === "*") {
    if (!facts.acceptsArns) return;
    throw new MisuseError(
      `a request to ${name} names one resource, and "*" is none: give an ARN (only not.to.allow(…).on("*") asks about all)`,
    );
  }
  if (!facts.acceptsArns) throw new MisuseError(`${name} knows no resources: write on("*")`);
  if (/[*?]/.test(resource)) {
    throw new MisuseError(
      `${resource} has a wildcard, and a request names one resource: give one that the wildcard would match`,
    );
  }
  if (findFittingTypes(covered, resource).length > 0) return;
  const forms = facts.types.map((type) => `arn:aws:${covered.service.shapes[type]!}`).join(", ");
  throw new MisuseError(`${resource} is no resource of ${name}: their ARNs have the form ${forms}`);
}
