import type { IdentityPool } from "../../cloud-state";
import { notCovered } from "../aws-error";
import type { Caller } from "../caller";
import { refuseMembers, type Input } from "../input";
import type { IdentityPools } from "./index";
import { cognitoErrors, cognitoInput } from "./errors";
import type { Identity } from "./identity-store";
import { developerAmr, issueToken } from "./open-id-token";
import { authorizeOnPool, readLogins, readOptionalIdentityId, readPoolId } from "./pool-access";

const DEFAULT_DURATION_SECONDS = 15 * 60;
const LONGEST_DURATION_SECONDS = 24 * 60 * 60;

/** The login of a developer's own users: the caller vouches for the user, which is why it takes a permission on the pool. */
export async function getOpenIdTokenForDeveloperIdentity(
  pools: IdentityPools,
  caller: Caller,
  input: Input,
): Promise<unknown> {
  const operation = "GetOpenIdTokenForDeveloperIdentity";
  refuseMembers(input, ["IdentityPoolId", "IdentityId", "Logins", "TokenDuration"], (member) =>
    notCovered(`${member} of cognito-identity:${operation}`),
  );
  const poolId = readPoolId(input);
  const identityId = readOptionalIdentityId(input);
  const logins = readLogins(input);
  const durationSeconds =
    cognitoInput.optionalInteger(input, "TokenDuration", {
      minimum: 1,
      maximum: LONGEST_DURATION_SECONDS,
    }) ?? DEFAULT_DURATION_SECONDS;

  const pool = authorizeOnPool(pools.context, caller, { operation, poolId });
  const login = developerLogin(pool, logins);
  const identity = findOrMakeIdentity(pools, pool, { ...login, identityId });

  const subject = { identityId: identity.id, pool, amr: developerAmr(pool.id, login.provider, login.user) };
  const lifetime = { nowMs: pools.context.clock.nowMs(), durationSeconds };
  return { IdentityId: identity.id, Token: issueToken(await pools.tokenKey(), subject, lifetime) };
}

interface DeveloperLogin {
  readonly provider: string;
  readonly user: string;
}

function developerLogin(pool: IdentityPool, logins: Readonly<Record<string, string>>): DeveloperLogin {
  const provider = pool.developerProviderName;
  const user =
    provider === undefined ? undefined : Object.entries(logins).find(([name]) => name === provider)?.[1];
  if (provider === undefined || user === undefined) throw cognitoErrors.notADeveloperProvider();
  if (Object.keys(logins).length > 1)
    throw notCovered("Logins of other providers beside the developer provider");
  if (user.length > 1024)
    throw cognitoErrors.invalidParameter("The developer user identifier is longer than 1024 characters");
  return { provider, user };
}

/** A user's first login makes an identity, or is linked to the one that the caller names. */
function findOrMakeIdentity(
  { context, identities }: IdentityPools,
  pool: IdentityPool,
  { provider, user, identityId: wantedId }: DeveloperLogin & { readonly identityId: string | undefined },
): Identity {
  const wanted = wantedId === undefined ? undefined : identities.find(wantedId);
  if (wantedId !== undefined && wanted?.poolId !== pool.id) throw cognitoErrors.identityNotFound(wantedId);

  const known = identities.findByUser(pool.id, provider, user);
  if (known && wanted && known !== wanted) throw cognitoErrors.developerUserBoundElsewhere();
  if (known) return known;

  const nowMs = context.clock.nowMs();
  const identity =
    wanted ?? identities.create({ id: `${context.region}:${context.randomUuid()}`, poolId: pool.id }, nowMs);
  identities.link(identity, { provider, user }, nowMs);
  return identity;
}
