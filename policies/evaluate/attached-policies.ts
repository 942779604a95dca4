import type { PolicyKind } from "../policy-document";
import { PolicyError } from "../policy-error";
import type { Policies, Policy } from "./decision";
import { LoadedPolicy, loadPolicy } from "./load-policy";

/** A policy in its place. */
export interface AttachedPolicy {
  readonly kind: PolicyKind;
  readonly policy: LoadedPolicy;
}

/**
 * Every policy that has a say, in the order in which a Deny is reported.
 *
 * @throws PolicyError for a document that cannot be loaded or stands in the wrong place
 */
export function listPolicies(policies: Policies): AttachedPolicy[] {
  const attached: AttachedPolicy[] = [];
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
  const loaded = policy instanceof LoadedPolicy ? policy : (compiled.get(policy) ?? loadPolicy(policy));
  if (loaded !== policy) compiled.set(policy, loaded);
  checkPlace(loaded, kind);
  return loaded;
}

/** Read by the wrong rules, an identity policy as a resource's would grant to everyone. */
function checkPlace(policy: LoadedPolicy, kind: PolicyKind): void {
  if (policy.kind === kind || policy.statements.length === 0) return;
  if (policy.kind === "endpoint" || kind === "endpoint") return;
  const namesPrincipal = NAMES_PRINCIPAL.has(policy.kind);
  if (namesPrincipal === NAMES_PRINCIPAL.has(kind)) return;
  const name = policy.name === undefined ? "a policy" : `policy ${JSON.stringify(policy.name)}`;
  throw new PolicyError(
    namesPrincipal
      ? `${name} has a Principal, so it belongs to a resource: give it as resource, not as ${kind}.`
      : `${name} has no Principal, so it belongs to an identity: a policy given as ${kind} says who it speaks of.`,
  );
}

const NAMES_PRINCIPAL: ReadonlySet<PolicyKind> = new Set(["resource", "trust", "resourceControl"]);
