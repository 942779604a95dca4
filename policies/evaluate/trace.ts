import type { AttachedPolicy } from "./attached-policies";
import type { Mismatch, TraceStep } from "./decision";
import { toContextKey } from "./request-context";
import {
  matchPrincipal,
  matchesAction,
  matchesResource,
  type CompiledStatement,
  type MatchRequest,
} from "./statement";

/** Matches every element of each statement, where a decision stops at the first that fails. */
export function traceStatements({ kind, policy }: AttachedPolicy, match: MatchRequest): TraceStep[] {
  return policy.statements.map((statement) => {
    const mismatches = findMismatches(statement, match);
    return { statement: { ...statement.ref, kind }, isMatch: mismatches.length === 0, mismatches };
  });
}

function findMismatches(statement: CompiledStatement, match: MatchRequest): Mismatch[] {
  const { request } = match;
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
