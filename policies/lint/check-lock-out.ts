import { parseRequestPrincipal } from "../evaluate/principal";
import { RequestContext } from "../evaluate/request-context";
import { warning, type LintContext, type LintedStatement, type Remark } from "./finding";

/** Keys whose values follow from who deploys. */
const PRINCIPAL_KEYS = new Set(["aws:principalarn", "aws:principalaccount"]);

/**
 * A Deny in a resource's policy also stops whoever deploys it: the next deployment may find no way back in. One that
 * depends on more than the principal is left alone, since it does not stop every request.
 *
 * @throws PolicyError where the deployer is no principal
 */
export function checkLockOut(
  { kind, effect, conditions, compiled }: LintedStatement,
  { deployer }: LintContext,
): Remark[] {
  if (deployer === undefined || effect === "Allow" || (kind !== "resource" && kind !== "trust")) return [];
  const principal = parseRequestPrincipal(deployer);
  if (compiled.principal!.match(principal, false) === undefined) return [];
  if (!conditions.every(({ key }) => PRINCIPAL_KEYS.has(key.toLowerCase()))) return [];
  const context = new RequestContext(contextOf(principal));
  if (!compiled.conditions.every((condition) => condition.holds(context))) return [];
  return [
    warning(
      "denied-deployer",
      `it also denies ${deployer}, which deploys this: leave it out by ArnNotEquals on aws:PrincipalArn.`,
    ),
  ];
}

/** A session carries the ARN of its role, which here has no path. */
function contextOf(principal: ReturnType<typeof parseRequestPrincipal>): Record<string, string> {
  if (!("account" in principal)) return {};
  const { account, arn } = principal;
  const isSession = "session" in principal;
  const partition = arn.split(":")[1]!;
  return {
    "aws:PrincipalAccount": account,
    "aws:PrincipalArn": isSession ? `arn:${partition}:iam::${account}:role/${principal.role}` : arn,
  };
}
