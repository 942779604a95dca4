import type { PolicyKind } from "../policy-document";
import { listPolicies, placeReference, type AttachedPolicy } from "./attached-policies";
import type { Decision, Policies, PolicyRequest } from "./decision";
import { parseRequestPrincipal } from "./principal";
import type { PrincipalMatch } from "./principal-element";
import { RequestContext } from "./request-context";
import { toRequestAction } from "./action-pattern";
import { toRequestResource } from "./resource-pattern";
import { matchStatement, type MatchRequest, type StatementRef } from "./statement";
import { traceStatements } from "./trace";
import { weighGrants, type PolicyGrant, type Verdict } from "./weigh-grants";

/**
 * Decides one request as AWS does: an explicit Deny anywhere wins; service and resource control policies and
 * the endpoint policy must each allow; then the identity's or the resource's policies grant, limited by the
 * permissions boundary and the session policy. Between two accounts both sides must grant.
 *
 * @throws PolicyError for a request whose principal, action or resource is none, or a document that cannot be
 *   loaded or stands in the wrong place
 */
export function evaluate(request: PolicyRequest, policies: Policies): Decision {
  const attached = listPolicies(policies);
  const match: MatchRequest = {
    request,
    principal: parseRequestPrincipal(request.principal, request.federatedBy),
    hasBoundary: policies.boundary !== undefined,
    lowerCaseAction: toRequestAction(request.action),
    resource: toRequestResource(request.resource),
    context: new RequestContext(request.context),
  };
  return new TracedDecision(decide(match, attached), match, attached);
}

class TracedDecision implements Decision {
  readonly result: Decision["result"];
  declare readonly by?: StatementRef;
  declare readonly deniedBy?: PolicyKind;
  declare readonly level?: number;
  readonly request: PolicyRequest;
  readonly #match: MatchRequest;
  readonly #attached: readonly AttachedPolicy[];
  #trace: Decision["trace"] | undefined;

  constructor(verdict: Verdict, match: MatchRequest, attached: readonly AttachedPolicy[]) {
    this.result = verdict.result;
    if (verdict.by) this.by = verdict.by;
    if (verdict.deniedBy) this.deniedBy = verdict.deniedBy;
    if (verdict.level !== undefined) this.level = verdict.level;
    this.request = match.request;
    this.#match = match;
    this.#attached = attached;
  }

  get trace(): Decision["trace"] {
    return (this.#trace ??= this.#attached.flatMap((policy) => traceStatements(policy, this.#match)));
  }
}

function decide(match: MatchRequest, attached: readonly AttachedPolicy[]): Verdict {
  // Stryker disable next-line ArrayDeclaration: a text among them is no grant of any kind
  const grants: PolicyGrant[] = [];
  for (const one of attached) {
    let allow: PolicyGrant["allow"];
    for (const statement of one.policy.statements) {
      const found = matchStatement(statement, match);
      if (found === undefined) continue;
      const by = placeReference(statement.ref, one);
      if (by.effect === "Deny")
        return { result: "ExplicitlyDenied", by, deniedBy: one.kind, level: one.level };
      if (allow === undefined || CLOSENESS[found] > CLOSENESS[allow.match]) allow = { match: found, by };
    }
    grants.push({ kind: one.kind, level: one.level, allow });
  }
  return weighGrants(match, grants);
}

const CLOSENESS: Readonly<Record<PrincipalMatch, number>> = { account: 1, issuer: 2, direct: 3 };
