import type { PolicyKind } from "../policy-document";
import type { Mismatch, PolicyRequest, TraceStep } from "./decision";
import { toContextKey } from "./request-context";
import {
  matchPrincipal,
  matchesAction,
  matchesResource,
  type CompiledStatement,
  type MatchRequest,
} from "./statement";

/** Matches every element of each statement, where a decision stops at the first that fails. */
export function traceStatements(
  statements: readonly CompiledStatement[],
  kind: PolicyKind,
  request: PolicyRequest,
  match: MatchRequest,
): TraceStep[] {
  return statements.map((statement) => {
    const mismatches = findMismatches(statement, request, match);
    return { statement: { ...statement.ref, kind }, isMatch: mismatches.length === 0, mismatches };
  });
}

function findMismatches(
  statement: CompiledStatement,
  request: PolicyRequest,
  match: MatchRequest,
): Mismatch[] {
  const { principal, actions, resources, conditions } = statement;
  const mismatches: Mismatch[] = [];
  if (!matchesAction(statement, match)) {
    mismatches.push({
      element: actions.isNegated ? "NotAction" : "Action",
      wanted: actions.texts,
      requested: request.action,
    });
  }
  if (resources && !matchesResource(statement, match)) {
    mismatches.push({
      element: resources.isNegated ? "NotResource" : "Resource",
      wanted: resources.entries.map((entry) => entry.format(match.context)),
      requested: request.resource,
    });
  }
  if (principal && matchPrincipal(statement, match) === undefined) {
    mismatches.push({
      element: principal.isNegated ? "NotPrincipal" : "Principal",
      wanted: principal.names,
      requested: request.principal,
    });
  }
  for (const condition of conditions) {
    if (condition.holds(match.context)) continue;
    const { operator, key } = condition;
    const wanted = condition.values.map((value) => value.format(match.context));
    mismatches.push({
      element: "Condition",
      wanted,
      requested: match.context.get(toContextKey(key)),
      operator,
      key,
    });
  }
  return mismatches;
}
