import type { PolicyKind } from "../policy-document";
import { PolicyError } from "../policy-error";
import type { Decision, Policies, Policy, PolicyRequest } from "./decision";
import { LoadedPolicy, loadPolicy } from "./load-policy";
import { parseRequestPrincipal } from "./principal";
import type { PrincipalMatch } from "./principal-element";
import { RequestContext } from "./request-context";
import { toRequestResource } from "./resource-pattern";
import { resourcePolicyMustAllow } from "./resource-policy-must-allow";
import { matchStatement, type CompiledStatement, type MatchRequest, type StatementRef } from "./statement";
import { traceStatements } from "./trace";

/**
 * Decides one request as AWS does: an explicit Deny anywhere wins; service and resource control policies and the endpoint policy must each
 * allow; then the identity's or the resource's policies grant, limited by the permissions boundary and the session policy. Between two
 * accounts both sides must grant.
 *
 * @throws PolicyError for a request that names no principal, or a document that cannot be loaded or stands in the wrong place
 */
export function evaluate(request: PolicyRequest, policies: Policies): Decision {
  const attached = collect(policies);
  const match: MatchRequest = {
    principal: parseRequestPrincipal(request.principal),
    lowerCaseAction: request.action.toLowerCase(),
    resource: toRequestResource(request.resource),
    context: new RequestContext(request.context),
  };
  return new TracedDecision(decide(request, attached, match), request, attached, match);
}

/** A policy in its place: `level` counts the documents of one kind that must each allow. */
interface Attached {
  readonly kind: PolicyKind;
  readonly policy: LoadedPolicy;
}

type Verdict = Pick<Decision, "result" | "by" | "deniedBy">;

interface Grant {
  readonly match: PrincipalMatch;
  readonly by: StatementRef;
}

class TracedDecision implements Decision {
  readonly result: Decision["result"];
  declare readonly by?: StatementRef;
  declare readonly deniedBy?: PolicyKind;
  readonly request: PolicyRequest;
  readonly #attached: readonly Attached[];
  readonly #match: MatchRequest;
  #trace: Decision["trace"] | undefined;

  constructor(verdict: Verdict, request: PolicyRequest, attached: readonly Attached[], match: MatchRequest) {
    this.result = verdict.result;
    if (verdict.by) this.by = verdict.by;
    if (verdict.deniedBy) this.deniedBy = verdict.deniedBy;
    this.request = request;
    this.#attached = attached;
    this.#match = match;
  }

  get trace(): Decision["trace"] {
    return (this.#trace ??= this.#attached.flatMap(({ kind, policy }) =>
      traceStatements(policy.statements, kind, this.request, this.#match),
    ));
  }
}

function decide(request: PolicyRequest, attached: readonly Attached[], match: MatchRequest): Verdict {
  const grants: (Grant | undefined)[] = [];
  for (const { kind, policy } of attached) {
    let closest: Grant | undefined;
    for (const statement of policy.statements) {
      const found = matchStatement(statement, match);
      if (found === undefined) continue;
      if (statement.ref.effect === "Deny")
        return { result: "ExplicitlyDenied", by: placed(statement, kind), deniedBy: kind };
      if (closest === undefined || CLOSENESS[found] > CLOSENESS[closest.match]) {
        closest = { match: found, by: placed(statement, kind) };
      }
    }
    grants.push(closest);
  }
  return weigh(request, attached, grants, match);
}

const CLOSENESS: Readonly<Record<PrincipalMatch, number>> = { account: 1, role: 2, direct: 3 };

/** No Deny matched: are the grants enough? */
function weigh(
  request: PolicyRequest,
  attached: readonly Attached[],
  grants: readonly (Grant | undefined)[],
  { principal, lowerCaseAction, resource }: MatchRequest,
): Verdict {
  const lacking = (...kinds: readonly PolicyKind[]): PolicyKind | undefined =>
    attached.find(({ kind }, index) => kinds.includes(kind) && grants[index] === undefined)?.kind;
  const granted = (wanted: PolicyKind): Grant | undefined =>
    grants.find((grant, index) => grant !== undefined && attached[index]!.kind === wanted);

  const ceiling = lacking("serviceControl", "resourceControl", "endpoint");
  if (ceiling) return implicitlyDenied(ceiling);
  const fromResource = granted("resource");
  if (!("account" in principal)) return fromResource ? allowed(fromResource) : implicitlyDenied("resource");

  const isCrossAccount = accountOfResource(request, resource.parts, principal.account) !== principal.account;
  const resourceMustAllow = isCrossAccount || resourcePolicyMustAllow(lowerCaseAction, resource.parts);
  const isRoot = principal.type === "Root";
  const fromIdentity = granted("identity");
  if (isCrossAccount && !fromIdentity && !isRoot) return implicitlyDenied("identity");
  if (resourceMustAllow && !fromResource) return implicitlyDenied("resource");
  if (!isCrossAccount && fromResource?.match === "direct") return allowed(fromResource);
  if (!fromIdentity && !isRoot && fromResource?.match !== "role") return implicitlyDenied("identity");
  const limit = lacking("boundary") ?? lacking("session");
  if (limit) return implicitlyDenied(limit);
  return allowed(fromIdentity ?? fromResource);
}

const allowed = (grant: Grant | undefined): Verdict => ({
  result: "Allowed",
  ...(grant && { by: grant.by }),
});
const implicitlyDenied = (deniedBy: PolicyKind): Verdict => ({ result: "ImplicitlyDenied", deniedBy });

function accountOfResource(
  request: PolicyRequest,
  parts: readonly string[] | undefined,
  fallback: string,
): string {
  if (request.accountOfResource !== undefined) return request.accountOfResource;
  const written = parts?.[4] ?? "";
  return /^\d{12}$/.test(written) ? written : fallback;
}

/** In the order in which a Deny is reported. */
function collect(policies: Policies): Attached[] {
  const attached: Attached[] = [];
  const attach = (kind: PolicyKind, policy: Policy | undefined): void => {
    if (policy !== undefined) attached.push({ kind, policy: toLoaded(policy, kind) });
  };
  for (const level of policies.serviceControl ?? []) attach("serviceControl", level);
  for (const level of policies.resourceControl ?? []) attach("resourceControl", level);
  attach("endpoint", policies.endpoint);
  attach("resource", policies.resource);
  for (const policy of policies.identity) attach("identity", policy);
  attach("boundary", policies.boundary);
  attach("session", policies.session);
  return attached;
}

const compiled = new WeakMap<object, LoadedPolicy>();

function toLoaded(policy: Policy, kind: PolicyKind): LoadedPolicy {
  let loaded = policy instanceof LoadedPolicy ? policy : compiled.get(policy);
  if (loaded === undefined) {
    loaded = loadPolicy(policy as Exclude<Policy, LoadedPolicy>);
    compiled.set(policy, loaded);
  }
  checkPlace(loaded, kind);
  return loaded;
}

/** A document in the wrong place would be read by the wrong rules: an identity policy as a resource's would grant to everyone. */
function checkPlace(policy: LoadedPolicy, kind: PolicyKind): void {
  const namesPrincipal =
    policy.kind === "resource" || policy.kind === "trust" || policy.kind === "resourceControl";
  if (
    policy.statements.length === 0 ||
    policy.kind === kind ||
    policy.kind === "endpoint" ||
    kind === "endpoint"
  )
    return;
  if (namesPrincipal === (kind === "resource" || kind === "resourceControl")) return;
  const name = policy.name === undefined ? "a policy" : `policy ${JSON.stringify(policy.name)}`;
  throw new PolicyError(
    namesPrincipal
      ? `${name} has a Principal, so it belongs to a resource: give it as resource, not as ${kind}.`
      : `${name} has no Principal, so it belongs to an identity: a policy given as ${kind} says who it speaks of.`,
  );
}

const placed = ({ ref }: CompiledStatement, kind: PolicyKind): StatementRef =>
  ref.kind === kind ? ref : { ...ref, kind };
