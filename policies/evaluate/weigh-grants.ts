import type { PolicyKind } from "../policy-document";
import type { AttachedPolicy } from "./attached-policies";
import type { Decision } from "./decision";
import type { PrincipalMatch } from "./principal-element";
import { resourcePolicyMustAllow } from "./resource-policy-must-allow";
import type { MatchRequest, StatementRef } from "./statement";

export type Verdict = Pick<Decision, "result" | "by" | "deniedBy">;

/** What one policy says to a request that nothing denies. */
export interface PolicyGrant extends AttachedPolicy {
  /** The Allow that names the principal most closely, if one matches. */
  readonly allow: { readonly match: PrincipalMatch; readonly by: StatementRef } | undefined;
}

/** No Deny matched: are the grants enough? Source: IAM User Guide, "Policy evaluation logic". */
export function weighGrants(match: MatchRequest, grants: readonly PolicyGrant[]): Verdict {
  const { principal, lowerCaseAction, resource } = match;
  const ceiling = findLacking(grants, ["serviceControl", "resourceControl", "endpoint"]);
  if (ceiling) return implicitlyDenied(ceiling);
  const fromResource = findAllow(grants, "resource");
  if (!("account" in principal)) return fromResource ? allowed(fromResource) : implicitlyDenied("resource");

  const isCrossAccount = accountOfResource(match, principal.account) !== principal.account;
  const resourceMustAllow = isCrossAccount || resourcePolicyMustAllow(lowerCaseAction, resource.parts);
  const isRoot = principal.type === "Root";
  const fromIdentity = findAllow(grants, "identity");
  if (isCrossAccount && !fromIdentity && !isRoot) return implicitlyDenied("identity");
  if (resourceMustAllow && !fromResource) return implicitlyDenied("resource");
  if (!isCrossAccount && fromResource?.match === "direct") return allowed(fromResource);
  if (!fromIdentity && !isRoot && fromResource?.match !== "role") return implicitlyDenied("identity");
  const limit = findLacking(grants, ["boundary", "session"]);
  if (limit) return implicitlyDenied(limit);
  return allowed(fromIdentity ?? fromResource);
}

const findAllow = (grants: readonly PolicyGrant[], wanted: PolicyKind): PolicyGrant["allow"] =>
  grants.find(({ kind, allow }) => kind === wanted && allow !== undefined)?.allow;

/** The first policy of these kinds that allows nothing, where each must allow. */
const findLacking = (grants: readonly PolicyGrant[], kinds: readonly PolicyKind[]): PolicyKind | undefined =>
  grants.find(({ kind, allow }) => allow === undefined && kinds.includes(kind))?.kind;

/** The root of an account is allowed without a statement. */
const allowed = (allow: PolicyGrant["allow"]): Verdict => ({
  result: "Allowed",
  ...(allow && { by: allow.by }),
});

const implicitlyDenied = (deniedBy: PolicyKind): Verdict => ({ result: "ImplicitlyDenied", deniedBy });

function accountOfResource({ request, resource }: MatchRequest, accountOfPrincipal: string): string {
  if (request.accountOfResource !== undefined) return request.accountOfResource;
  const written = resource.parts?.[4] ?? "";
  return /^\d{12}$/.test(written) ? written : accountOfPrincipal;
}
