import type { IdentityPool } from "../../cloud-state";
import { findDenial } from "../authorize-call";
import type { Caller } from "../caller";
import type { ServiceContext } from "../context";
import type { Input } from "../input";
import { cognitoErrors, cognitoInput } from "./errors";

const ID = { maximum: 55, pattern: /^[\w-]+:[0-9a-f-]+$/ };

export const readPoolId = (input: Input): string => cognitoInput.requiredText(input, "IdentityPoolId", ID);
export const readIdentityId = (input: Input): string => cognitoInput.requiredText(input, "IdentityId", ID);
export const readOptionalIdentityId = (input: Input): string | undefined =>
  cognitoInput.optionalText(input, "IdentityId", ID);

export function findPool(context: ServiceContext, poolId: string): IdentityPool {
  const pool = context.state.identityPools.get(poolId);
  if (pool === undefined) throw cognitoErrors.poolNotFound(poolId);
  return pool;
}

/** Authorizes before it looks the pool up, so that a refused caller does not learn which pools exist. */
export function authorizeOnPool(
  context: ServiceContext,
  caller: Caller,
  { operation, poolId }: { readonly operation: string; readonly poolId: string },
): IdentityPool {
  const resource = `arn:aws:cognito-identity:${context.region}:${context.accountId}:identitypool/${poolId}`;
  const denial = findDenial(context, caller, { action: `cognito-identity:${operation}`, resource });
  if (denial !== undefined) throw cognitoErrors.accessDenied(denial);
  return findPool(context, poolId);
}

/** The `Logins` map: provider name to token or user id. Empty when absent. */
export function readLogins(input: Input): Readonly<Record<string, string>> {
  const logins = input["Logins"] ?? {};
  const isMap = typeof logins === "object" && !Array.isArray(logins);
  const entries = isMap ? Object.entries(logins) : [];
  const fits = ([provider, login]: [string, unknown]) =>
    /^.{1,128}$/s.test(provider) && typeof login === "string" && login.length >= 1 && login.length <= 50_000;
  if (!isMap || entries.length > 10 || !entries.every(fits)) {
    throw cognitoErrors.invalidParameter(
      "1 validation error detected: Value at 'logins' failed to satisfy constraint: a map of at most 10 providers to tokens",
    );
  }
  return logins as Record<string, string>;
}
