import { interpolate, type Input } from "@pulumi/pulumi";
import { policy, sessionPolicy } from "../../policies";
import { s3 } from "../../policies/services/s3";

/** What the service's role may do: all tenants' files, since it serves all of them. */
export const allTenants = (bucket: Input<string>) =>
  policy(s3.allow("GetObject", "PutObject").on({ object: interpolate`${bucket}/tenants/*` }));

/**
 * Given to AssumeRole for one request, it leaves the session a single tenant's files: a mistake in the service's code then
 * cannot show one tenant another's.
 *
 * @param tenant letters, digits and hyphens
 * @throws Error for any other: a wildcard in it would open all tenants
 */
export function tenantSession(bucket: Input<string>, tenant: string) {
  if (!/^[a-z0-9-]+$/.test(tenant)) throw new Error(`${JSON.stringify(tenant)} is no tenant`);
  return sessionPolicy(
    s3.allow("GetObject", "PutObject").on({ object: interpolate`${bucket}/tenants/${tenant}/*` }),
  );
}
