import { findDenial } from "../authorize-call";
import type { Caller } from "../caller";
import type { Input } from "../input";
import type { IdentityPools } from "./index";
import { cognitoErrors } from "./errors";
import { readIdentityId } from "./pool-access";

export async function describeIdentity(
  { context, identities }: IdentityPools,
  caller: Caller,
  input: Input,
): Promise<unknown> {
  const identityId = readIdentityId(input);
  const identity = identities.find(identityId);
  const pool = identity && context.state.identityPools.get(identity.poolId);
  const denial = findDenial(context, caller, {
    action: "cognito-identity:DescribeIdentity",
    resource: "*",
    ...(pool && { context: { "cognito-identity:IdentityPoolArn": pool.arn } }),
  });
  if (denial !== undefined) throw cognitoErrors.accessDenied(denial);
  if (identity === undefined || pool === undefined) throw cognitoErrors.identityNotFound(identityId);
  return {
    IdentityId: identityId,
    Logins: [...identity.logins.keys()],
    CreationDate: identity.createdMs / 1000,
    LastModifiedDate: identity.modifiedMs / 1000,
  };
}
