import { notCovered } from "../aws-error";
import type { Caller } from "../caller";
import { refuseMembers, type Input } from "../input";
import type { IdentityPools } from "./index";
import { cognitoInput } from "./errors";
import { verifiedLogin } from "./login-token";
import { findPool, readLogins, readPoolId } from "./pool-access";

/** The identity of a login. A developer's user has one since the developer's own call: the token names it. */
export async function getId(pools: IdentityPools, _caller: Caller, input: Input): Promise<unknown> {
  refuseMembers(input, ["IdentityPoolId", "AccountId", "Logins"], (member) =>
    notCovered(`${member} of cognito-identity:GetId`),
  );
  cognitoInput.optionalText(input, "AccountId", { maximum: 15, pattern: /^\d+$/ });
  const pool = findPool(pools.context, readPoolId(input));
  const claims = await verifiedLogin(pools, pool, readLogins(input));
  return { IdentityId: claims.sub };
}
