import type { PolicyDocument, PolicyKind } from "../policy-document";
import { PolicyError } from "../policy-error";
import type { Policies, Policy } from "./decision";
import { LoadedPolicy, loadPolicy } from "./load-policy";
import type { StatementRef } from "./statement";

/** Where a policy has its say. */
export interface Place {
  readonly kind: PolicyKind;
  /** Of a service or resource control policy, counted from 0. */
  readonly level: number | undefined;
}

/** A policy in its place. */
export interface AttachedPolicy extends Place {
  readonly policy: LoadedPolicy;
}

const PLACES: ReadonlySet<string> = new Set<keyof Policies>([
  "identity",
  "resource",
  "boundary",
  "session",
  "serviceControl",
  "resourceControl",
  "endpoint",
]);

/**
 * Every policy that has a say, in the order in which a Deny is reported.
 *
 * @throws PolicyError for a document that cannot be loaded or stands in the wrong place
 */
export function listPolicies(policies: Policies): AttachedPolicy[] {
  for (const place of Object.keys(policies)) {
    if (PLACES.has(place)) continue;
    throw new PolicyError(`${place} is no place for a policy: use ${[...PLACES].join(", ")}.`);
  }
  const attached: AttachedPolicy[] = [];
  const attach = (kind: PolicyKind, policy: Policy | undefined, level?: number): void => {
    if (policy === undefined) return;
    attached.push({ kind, level, policy: toLoaded(policy, kind) });
  };
  policies.serviceControl?.forEach((policy, level) => attach("serviceControl", policy, level));
  policies.resourceControl?.forEach((policy, level) => attach("resourceControl", policy, level));
  attach("endpoint", policies.endpoint);
  attach("resource", policies.resource);
  for (const policy of policies.identity) attach("identity", policy);
  attach("boundary", policies.boundary);
  attach("session", policies.session);
  return attached;
}

/** Says where a statement stands in this request: its document may be used in several places. */
export function placeReference(reference: StatementRef, { kind, level }: Place): StatementRef {
  if (level !== undefined) return { ...reference, kind, level };
  // Stryker disable next-line ConditionalExpression: a copy says the same
  return reference.kind === kind ? reference : { ...reference, kind };
}

const compiled = new WeakMap<object, LoadedPolicy>();
/** Only an endpoint's policy may name a principal in one statement and none in the next. */
const compiledForEndpoints = new WeakMap<object, LoadedPolicy>();

function toLoaded(policy: Policy, kind: PolicyKind): LoadedPolicy {
  if (typeof policy !== "object") {
    throw new PolicyError(
      `the policy given as ${kind} is a ${typeof policy}: give a document or what loadPolicy returned.`,
    );
  }
  const loaded = policy instanceof LoadedPolicy ? policy : loadOnce(policy, kind);
  checkPlace(loaded, kind);
  return loaded;
}

function loadOnce(document: PolicyDocument, place: PolicyKind): LoadedPolicy {
  // Stryker disable next-line EqualityOperator: it does not matter which of the two is whose
  const known = place === "endpoint" ? compiledForEndpoints : compiled;
  let loaded = known.get(document);
  if (loaded === undefined) {
    loaded = loadPolicy(document, place === "endpoint" ? { kind: place } : {});
    known.set(document, loaded);
  }
  return loaded;
}

/** Read by the wrong rules, an identity policy as a resource's would grant to everyone. */
function checkPlace({ kind: found, name, statements }: LoadedPolicy, place: PolicyKind): void {
  if (SIDES[found] === SIDES[place] || place === "endpoint" || statements.length === 0) return;
  const policy = name === undefined ? "a policy" : `policy ${JSON.stringify(name)}`;
  if (SIDES[found] === "identity") {
    throw new PolicyError(
      `${policy} has no Principal, so it belongs to an identity: a policy given as ${place} says who it speaks of.`,
    );
  }
  throw new PolicyError(
    found === "endpoint"
      ? `${policy} was loaded as an endpoint's: give it as endpoint, not as ${place}.`
      : `${policy} has a Principal, so it belongs to a resource: give it as resource, not as ${place}.`,
  );
}

/** Which rules a policy of each kind is read by. */
const SIDES: Readonly<Record<PolicyKind, "identity" | "resource" | "endpoint">> = {
  identity: "identity",
  boundary: "identity",
  session: "identity",
  serviceControl: "identity",
  resource: "resource",
  trust: "resource",
  resourceControl: "resource",
  // Stryker disable next-line StringLiteral: any other text tells it from the rest as well
  endpoint: "endpoint",
};
