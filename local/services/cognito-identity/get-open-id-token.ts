import { notCovered } from "../aws-error";
import type { Caller } from "../caller";
import { refuseMembers, type Input } from "../input";
import type { IdentityPools } from "./index";
import { cognitoErrors } from "./errors";
import { verifiedLoginOf } from "./login-token";
import { issueToken } from "./open-id-token";
import { readIdentityId, readLogins } from "./pool-access";

const DURATION_SECONDS = 10 * 60;

/** The first step of the classic flow: a token for STS, where the client then chooses the role. Pools must allow it. */
export async function getOpenIdToken(pools: IdentityPools, _caller: Caller, input: Input): Promise<unknown> {
  refuseMembers(input, ["IdentityId", "Logins"], (member) =>
    notCovered(`${member} of cognito-identity:GetOpenIdToken`),
  );
  const identityId = readIdentityId(input);
  const { pool, claims } = await verifiedLoginOf(pools, identityId, readLogins(input));
  if (!pool.allowClassicFlow) throw cognitoErrors.classicFlowDisabled();
  const subject = { identityId, pool, amr: claims.amr };
  const lifetime = { nowMs: pools.context.clock.nowMs(), durationSeconds: DURATION_SECONDS };
  return { IdentityId: identityId, Token: issueToken(await pools.tokenKey(), subject, lifetime) };
}
