import type { SourcePlace } from "../document-notes";
import type { PolicyKind } from "../policy-document";
import type { ActionPattern } from "./action-pattern";
import type { ConditionTest } from "./condition";
import type { PolicyRequest } from "./decision";
import type { RequestPrincipal } from "./principal";
import type { PrincipalElement, PrincipalMatch } from "./principal-element";
import type { RequestContext } from "./request-context";
import type { RequestResource, ResourcePattern } from "./resource-pattern";

/** Where a statement stands, for messages, logs and tests. */
export interface StatementRef {
  readonly kind: PolicyKind;
  /** Of a service or resource control policy: its place in the list of levels, counted from 0. */
  readonly level?: number;
  /** The document's name, if it was loaded with one. */
  readonly policy?: string;
  /** Counted from 0. */
  readonly index: number;
  readonly sid?: string;
  readonly effect: "Allow" | "Deny";
  /** Where the statement, or else its document, was written, if it was loaded with that. */
  readonly source?: SourcePlace;
}

/** A request in the form that statements are matched against. */
export interface MatchRequest {
  readonly request: PolicyRequest;
  readonly principal: RequestPrincipal;
  readonly hasBoundary: boolean;
  readonly lowerCaseAction: string;
  readonly resource: RequestResource;
  readonly context: RequestContext;
}

interface PatternList<Entry> {
  readonly isNegated: boolean;
  readonly texts: readonly string[];
  readonly entries: readonly Entry[];
}

/** A statement, compiled when its document is loaded. */
export interface CompiledStatement {
  readonly ref: StatementRef;
  /** Absent in identity policies, whose principal is whoever they are attached to. */
  readonly principal: PrincipalElement | undefined;
  readonly actions: PatternList<ActionPattern>;
  /** Absent in trust policies and where a resource's policy speaks of that resource itself. */
  readonly resources: PatternList<ResourcePattern> | undefined;
  readonly conditions: readonly ConditionTest[];
}

/**
 * How closely the statement matches; undefined if it does not. A statement that names nobody matches
 * directly.
 */
export function matchStatement(
  statement: CompiledStatement,
  request: MatchRequest,
): PrincipalMatch | undefined {
  if (!matchesAction(statement, request) || !matchesResource(statement, request)) return undefined;
  for (const condition of statement.conditions) if (!condition.holds(request.context)) return undefined;
  return matchPrincipal(statement, request);
}

export function matchesAction({ actions }: CompiledStatement, { lowerCaseAction }: MatchRequest): boolean {
  return actions.entries.some((matches) => matches(lowerCaseAction)) !== actions.isNegated;
}

export function matchesResource(
  { resources }: CompiledStatement,
  { resource, context }: MatchRequest,
): boolean {
  if (resources === undefined) return true;
  return resources.entries.some((entry) => entry.matches(resource, context)) !== resources.isNegated;
}

export function matchPrincipal(
  { principal }: CompiledStatement,
  request: MatchRequest,
): PrincipalMatch | undefined {
  // Stryker disable next-line StringLiteral: where nobody is named, nobody asks how closely
  return principal === undefined ? "direct" : principal.match(request.principal, request.hasBoundary);
}
