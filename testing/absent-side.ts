import { loadPolicy, type LoadedPolicy, type Policies } from "../policies";
import { parseRequestPrincipal } from "../policies/evaluate/principal";
import { resourcePolicyMustAllow } from "../policies/evaluate/resource-policy-must-allow";
import { toRequestResource } from "../policies/evaluate/resource-pattern";

/** Marks policies that nobody gave. */
export const ASSUMED = "assumed by the test";

/** What is given of both sides of a request: undefined is unknown, an empty list is none. */
export interface Sides {
  readonly principal: string;
  readonly action: string;
  readonly resource: string;
  readonly accountOfResource: string | undefined;
  readonly identity: readonly LoadedPolicy[] | undefined;
  readonly resourcePolicy: LoadedPolicy | "none" | undefined;
  /** The question is whether it is possible at all: what is unknown is taken to allow. */
  readonly isAboutAll: boolean;
}

/**
 * Completes a side that is unknown, so that the known one decides. Where both sides must allow, the unknown one
 * is taken to allow: otherwise nobody of another account could ever be let in, and every test that an attack is
 * refused would hold, whatever the document says. Where either suffices, it is taken to say nothing.
 */
export function completeSides(sides: Sides): Pick<Policies, "identity" | "resource"> {
  const { principal, identity, resourcePolicy } = sides;
  const needsBoth = sides.isAboutAll || bothMustAllow(sides);
  const assumesIdentity = identity === undefined && (resourcePolicy === undefined || needsBoth);
  const resource = resourcePolicy ?? (needsBoth ? delegateToAccount(principal) : "none");
  return {
    identity: identity ?? (assumesIdentity ? [allowsAll()] : []),
    ...(resource !== "none" && { resource }),
  };
}

function bothMustAllow({ principal, action, resource, accountOfResource }: Sides): boolean {
  const parsed = parseRequestPrincipal(principal);
  if (!("account" in parsed)) return false;
  const { parts } = toRequestResource(resource);
  const owner = accountOfResource ?? (parts?.[4] || parsed.account);
  return owner !== parsed.account || resourcePolicyMustAllow(action.toLowerCase(), parts);
}

/** Lets the principal's account decide: within one account it grants nothing by itself. */
function delegateToAccount(principal: string): LoadedPolicy | "none" {
  const account = principal.split(":")[4];
  if (account === undefined) return "none";
  return loadPolicy(
    {
      Version: "2012-10-17",
      Statement: { Effect: "Allow", Principal: { AWS: account }, Action: "*", Resource: "*" },
    },
    { kind: "resource", name: ASSUMED },
  );
}

let everything: LoadedPolicy | undefined;

const allowsAll = (): LoadedPolicy =>
  (everything ??= loadPolicy(
    { Version: "2012-10-17", Statement: { Effect: "Allow", Action: "*", Resource: "*" } },
    { kind: "identity", name: ASSUMED },
  ));
