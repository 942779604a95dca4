import type { Decision, PolicyKind } from "../../policies";
import type { Principal } from "../principal";

/** AWS's names for the kinds of policy, with their article. */
const POLICY_NAMES: Readonly<Record<PolicyKind, readonly [article: "a" | "an", name: string]>> = {
  identity: ["an", "identity-based policy"],
  resource: ["a", "resource-based policy"],
  trust: ["a", "resource-based policy"],
  session: ["a", "session policy"],
  boundary: ["a", "permissions boundary"],
  serviceControl: ["a", "service control policy"],
  resourceControl: ["a", "resource control policy"],
  endpoint: ["a", "VPC endpoint policy"],
};

/**
 * AWS's sentence for a refusal, with the kind of policy behind it. Callers without an account, and callers of another account, are not
 * told which kind: the policies are none of their business.
 */
// oxlint-disable-next-line max-params -- the four blanks of one sentence
export function formatDenial(
  principal: Principal,
  action: string,
  resource: string,
  decision: Decision,
): string {
  const sentence = `User: ${principal.arn} is not authorized to perform: ${action} on resource: ${resource}`;
  return isOfAccount(principal, resource) ? sentence + reasonOf(decision, action) : sentence;
}

function isOfAccount(principal: Principal, resource: string): boolean {
  if (principal.accountId === "") return false;
  const account = resource.split(":")[4];
  return !account || account === principal.accountId;
}

function reasonOf(decision: Decision, action: string): string {
  const [article, name] = POLICY_NAMES[decision.deniedBy ?? "identity"];
  return decision.result === "ExplicitlyDenied"
    ? ` with an explicit deny in ${article} ${name}`
    : ` because no ${name} allows the ${action} action`;
}
