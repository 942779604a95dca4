import type { PolicyKind } from "../policy-document";
import { accountOfResource } from "./account-of-resource";
import type { Place } from "./attached-policies";
import type { Decision } from "./decision";
import type { PrincipalMatch } from "./principal-element";
import { resourcePolicyMustAllow } from "./resource-policy-must-allow";
import type { MatchRequest, StatementRef } from "./statement";

export interface Verdict extends Pick<Decision, "result" | "by" | "deniedBy"> {
  readonly level?: number | undefined;
}

/** What one policy says to a request that nothing denies. */
export interface PolicyGrant extends Place {
  /** The Allow that names the principal most closely, if one matches. */
  readonly allow: { readonly match: PrincipalMatch; readonly by: StatementRef } | undefined;
}

/** No Deny matched: are the grants enough? Source: IAM User Guide, "Policy evaluation logic". */
export function weighGrants(match: MatchRequest, grants: readonly PolicyGrant[]): Verdict {
  const { principal, lowerCaseAction, resource, request } = match;
  const ceiling = findLacking(grants, ["serviceControl", "resourceControl", "endpoint"]);
  if (ceiling) return ceiling;
  const fromResource = findAllow(grants, "resource");
  if (!("account" in principal)) return fromResource ? allowed(fromResource) : implicitlyDenied("resource");

  const isCrossAccount = accountOfResource(request, resource, principal.account) !== principal.account;
  const resourceMustAllow = isCrossAccount || resourcePolicyMustAllow(lowerCaseAction, resource.parts);
  const isRoot = principal.type === "Root";
  const fromIdentity = findAllow(grants, "identity");
  if (isCrossAccount && !fromIdentity && !isRoot) return implicitlyDenied("identity");
  if (resourceMustAllow && !fromResource) return implicitlyDenied("resource");
  if (!isCrossAccount && fromResource?.match === "direct") return allowed(fromResource);
  if (!fromIdentity && !isRoot && fromResource?.match !== "issuer") return implicitlyDenied("identity");
  return findLacking(grants, ["boundary", "session"]) ?? allowed(fromIdentity ?? fromResource);
}

const findAllow = (grants: readonly PolicyGrant[], wanted: PolicyKind): PolicyGrant["allow"] =>
  grants.find(({ kind, allow }) => kind === wanted && allow !== undefined)?.allow;

/** Of policies that must each allow, the first that does not denies. */
function findLacking(grants: readonly PolicyGrant[], kinds: readonly PolicyKind[]): Verdict | undefined {
  const lacking = grants.find(({ kind, allow }) => allow === undefined && kinds.includes(kind));
  return lacking && { result: "ImplicitlyDenied", deniedBy: lacking.kind, level: lacking.level };
}

/** The root of an account is allowed without a statement. */
const allowed = (allow: PolicyGrant["allow"]): Verdict => ({
  result: "Allowed",
  ...(allow && { by: allow.by }),
});

const implicitlyDenied = (deniedBy: PolicyKind): Verdict => ({ result: "ImplicitlyDenied", deniedBy });
