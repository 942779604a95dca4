import type { AccessModel } from "../../policies/access/access-model";
import { readResources, type ResourceRecord } from "../../policies/access/read-resources";

/** Who may do what in one deployment, as plain data. */
export interface DeployedAccess {
  readonly access: AccessModel;
  /** The tags of principals and resources by ARN, for conditions on `aws:PrincipalTag` and `aws:ResourceTag`. */
  readonly tags: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** @throws PolicyError for what the access model cannot read */
export function readDeployedAccess(records: readonly ResourceRecord[]): DeployedAccess {
  const tagged = records.flatMap(({ inputs, outputs }): [string, Readonly<Record<string, string>>][] => {
    const tags = outputs.tagsAll ?? outputs.tags ?? inputs.tags;
    if (typeof outputs.arn !== "string" || typeof tags !== "object" || tags === null) return [];
    return [[outputs.arn, tags as Readonly<Record<string, string>>]];
  });
  return { access: readResources(records), tags: Object.fromEntries(tagged) };
}
