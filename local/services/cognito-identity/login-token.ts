import type { IdentityPool } from "../../cloud-state";
import { notCovered } from "../aws-error";
import type { IdentityPools } from "./index";
import { cognitoErrors } from "./errors";
import { checkToken, type TokenClaims } from "./open-id-token";

const OWN_TOKENS = "cognito-identity.amazonaws.com";

/** The claims of the OpenID token in `Logins`, once it is verified and belongs to this pool. */
export async function verifiedLogin(
  pools: IdentityPools,
  pool: IdentityPool,
  logins: Readonly<Record<string, string>>,
): Promise<TokenClaims> {
  const [provider, ...others] = Object.keys(logins);
  if (provider === undefined)
    throw pool.allowUnauthenticatedIdentities ? guestsNotCovered() : cognitoErrors.guestsNotAllowed();
  // A user id is no proof of anything: the developer provider's name is for the developer's own, signed call.
  if (provider === pool.developerProviderName) throw cognitoErrors.notAPublicProvider();
  if (provider !== OWN_TOKENS || others.length > 0) throw cognitoErrors.unsupportedProvider();

  const check = checkToken(await pools.tokenKey(), logins[provider]!, pools.context.clock.nowMs());
  if (!check.ok) {
    throw check.reason === "expired"
      ? cognitoErrors.tokenExpired(check.nowSeconds, check.expiresSeconds)
      : cognitoErrors.tokenUnverifiable();
  }
  if (check.claims.aud !== pool.id) throw cognitoErrors.unsupportedProvider();
  return check.claims;
}

const guestsNotCovered = () => notCovered("Identities without a login (guests)");

/** The same for an identity that the caller names: the token must be that identity's own. */
export async function verifiedLoginOf(
  pools: IdentityPools,
  identityId: string,
  logins: Readonly<Record<string, string>>,
): Promise<{ readonly pool: IdentityPool; readonly claims: TokenClaims }> {
  const identity = pools.identities.find(identityId);
  const pool = identity && pools.context.state.identityPools.get(identity.poolId);
  if (pool === undefined) throw cognitoErrors.identityNotFound(identityId);
  if (Object.keys(logins).length === 0) throw cognitoErrors.identityForbidden(identityId);
  const claims = await verifiedLogin(pools, pool, logins);
  if (claims.sub !== identityId) throw cognitoErrors.loginsDoNotMatch();
  return { pool, claims };
}
