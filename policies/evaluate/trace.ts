import { placeReference, type AttachedPolicy } from "./attached-policies";
import type { Mismatch, TraceStep } from "./decision";
import type { FormattedText } from "./pattern";
import { toContextKey, type RequestContext } from "./request-context";
import {
  matchPrincipal,
  matchesAction,
  matchesResource,
  type CompiledStatement,
  type MatchRequest,
} from "./statement";

/** Matches every element of each statement, where a decision stops at the first that fails. */
export function traceStatements(attached: AttachedPolicy, match: MatchRequest): TraceStep[] {
  return attached.policy.statements.map((statement) => {
    const mismatches = findMismatches(statement, match);
    return {
      statement: placeReference(statement.ref, attached),
      isMatch: mismatches.length === 0,
      mismatches,
    };
  });
}

function findMismatches(statement: CompiledStatement, match: MatchRequest): Mismatch[] {
  const { request } = match;
  const { principal, actions, resources, conditions } = statement;
  const mismatches: Mismatch[] = [];
  const format = (values: readonly { format(context: RequestContext): FormattedText }[]) => {
    const formatted = values.map((value) => value.format(match.context));
    return { wanted: formatted.map(({ text }) => text), unset: formatted.flatMap(({ unset }) => unset) };
  };
  if (!matchesAction(statement, match)) {
    mismatches.push({
      element: actions.isNegated ? "NotAction" : "Action",
      wanted: actions.texts,
      unset: [],
      requested: request.action,
    });
  }
  if (resources && !matchesResource(statement, match)) {
    mismatches.push({
      element: resources.isNegated ? "NotResource" : "Resource",
      ...format(resources.entries),
      requested: request.resource,
    });
  }
  if (principal && matchPrincipal(statement, match) === undefined) {
    mismatches.push({
      element: principal.isNegated ? "NotPrincipal" : "Principal",
      wanted: principal.names,
      unset: [],
      requested: request.principal,
    });
  }
  for (const condition of conditions) {
    if (condition.holds(match.context)) continue;
    const { operator, key } = condition;
    mismatches.push({
      element: "Condition",
      ...format(condition.values),
      requested: match.context.get(toContextKey(key)),
      operator,
      key,
      ...(condition.refused && { refused: condition.refused(match.context) }),
    });
  }
  return mismatches;
}
