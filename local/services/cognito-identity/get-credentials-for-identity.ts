import { explain } from "../../../policies";
import { notCovered } from "../aws-error";
import type { Caller } from "../caller";
import { refuseMembers, type Input } from "../input";
import type { IdentityPools } from "./index";
import { cognitoErrors } from "./errors";
import { verifiedLoginOf } from "./login-token";
import { readIdentityId, readLogins } from "./pool-access";
import { decideWebIdentity, webIdentityPrincipal } from "./web-identity-session";

const SESSION_NAME = "CognitoIdentityCredentials";
const DURATION_SECONDS = 60 * 60;

/** The enhanced flow: the pool says which role, and Cognito assumes it for the token's bearer. For an hour, always. */
export async function getCredentialsForIdentity(
  pools: IdentityPools,
  _caller: Caller,
  input: Input,
): Promise<unknown> {
  refuseMembers(input, ["IdentityId", "Logins"], (member) =>
    notCovered(`${member} of cognito-identity:GetCredentialsForIdentity`),
  );
  const { context } = pools;
  const identityId = readIdentityId(input);
  const { pool, claims } = await verifiedLoginOf(pools, identityId, readLogins(input));

  const role = context.state.roles.get(pool.authenticatedRoleArn ?? "");
  if (role === undefined) {
    context.decisions.refused(
      `GetCredentialsForIdentity: identity pool ${pool.name} has no role for authenticated identities`,
    );
    throw cognitoErrors.roleNotUsable();
  }
  const decision = decideWebIdentity(role, {
    claims,
    sessionName: SESSION_NAME,
    nowMs: context.clock.nowMs(),
    region: context.region,
  });
  if (decision.result !== "Allowed") {
    context.decisions.refused(
      `GetCredentialsForIdentity: role ${role.name} does not trust ${identityId}: ${explain(decision)}`,
    );
    throw cognitoErrors.roleNotUsable();
  }

  const issued = context.credentials.issue(
    webIdentityPrincipal(role, claims, { name: SESSION_NAME }),
    DURATION_SECONDS,
  );
  return {
    IdentityId: identityId,
    Credentials: {
      AccessKeyId: issued.accessKeyId,
      SecretKey: issued.secretAccessKey,
      SessionToken: issued.sessionToken,
      Expiration: Math.floor(issued.expirationMs / 1000),
    },
  };
}
