import type { ActionFacts } from "../action-facts";
import type { ServiceDefinition } from "../service";
import { findService } from "./find-service";
import type { LintedStatement } from "./finding";

/** An entry of an Action element, and what it covers. */
export interface CoveredActions {
  readonly action: string;
  readonly service: ServiceDefinition;
  readonly facts: readonly ActionFacts[];
}

export const isEverything = (action: string): boolean => action === "*" || action === "*:*";

export function splitAction(action: string): [prefix: string, name: string] {
  const colon = action.indexOf(":");
  return [action.slice(0, colon).toLowerCase(), action.slice(colon + 1)];
}

/** Undefined for `*`, for a service whose actions are not here, and where nothing is covered. */
export function findCovered(action: string): CoveredActions | undefined {
  const [prefix, name] = splitAction(action);
  const service = findService(prefix);
  if (typeof service === "string") return undefined;
  const facts = service.findActions(name);
  return facts.length > 0 ? { action, service, facts } : undefined;
}

const covered = new WeakMap<LintedStatement, readonly CoveredActions[] | undefined>();

/**
 * What all entries of the statement's Action element cover; undefined where one of them cannot be told, or where the
 * statement names what it does not mean.
 */
export function findAllCovered(statement: LintedStatement): readonly CoveredActions[] | undefined {
  // Stryker disable next-line ConditionalExpression: it is found again, which takes longer
  if (!covered.has(statement)) covered.set(statement, listCovered(statement));
  return covered.get(statement);
}

function listCovered({ written, actions, notes }: LintedStatement): readonly CoveredActions[] | undefined {
  if (written.Action === undefined || notes?.unchecked !== undefined) return undefined;
  const entries = actions.map(findCovered);
  return entries.every((entry) => entry !== undefined) ? entries : undefined;
}
