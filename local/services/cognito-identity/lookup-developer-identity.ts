import { notCovered } from "../aws-error";
import type { Caller } from "../caller";
import { refuseMembers, type Input } from "../input";
import type { IdentityPools } from "./index";
import { cognitoErrors, cognitoInput } from "./errors";
import { authorizeOnPool, readOptionalIdentityId, readPoolId } from "./pool-access";

/** From a developer's user to the identity, and from the identity to its users. */
export async function lookupDeveloperIdentity(
  pools: IdentityPools,
  caller: Caller,
  input: Input,
): Promise<unknown> {
  refuseMembers(input, ["IdentityPoolId", "IdentityId", "DeveloperUserIdentifier", "MaxResults"], (member) =>
    notCovered(`${member} of cognito-identity:LookupDeveloperIdentity`),
  );
  const poolId = readPoolId(input);
  const wantedId = readOptionalIdentityId(input);
  const user = cognitoInput.optionalText(input, "DeveloperUserIdentifier", {
    maximum: 1024,
  });
  const limit = cognitoInput.optionalInteger(input, "MaxResults", { minimum: 1, maximum: 60 }) ?? 60;
  if (wantedId === undefined && user === undefined) {
    throw cognitoErrors.invalidParameter("Either IdentityId or DeveloperUserIdentifier must be given");
  }

  const pool = authorizeOnPool(pools.context, caller, { operation: "LookupDeveloperIdentity", poolId });
  const provider = pool.developerProviderName ?? "";
  const ofUser = user === undefined ? undefined : pools.identities.findByUser(pool.id, provider, user);
  const identity = wantedId === undefined ? ofUser : pools.identities.find(wantedId);
  if (identity?.poolId !== pool.id) throw cognitoErrors.identityNotFound(wantedId ?? user ?? "");
  if (user !== undefined && ofUser !== identity) throw cognitoErrors.lookupMismatch();
  const users = identity.logins.get(provider) ?? [];
  if (users.length > limit) throw notCovered("cognito-identity:LookupDeveloperIdentity in pages");
  return { IdentityId: identity.id, DeveloperUserIdentifierList: users };
}
