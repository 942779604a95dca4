import { absent, flag, only, tags, text } from "../property-checks";
import type { ResourceType } from "../resource-type";

const MAX_NAME_LENGTH = 512;
const RETENTION_DAYS = [
  0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

export const logGroup: ResourceType = {
  properties: {
    name: text,
    namePrefix: text,
    region: text,
    retentionInDays: only(...RETENTION_DAYS),
    logGroupClass: only("STANDARD"),
    skipDestroy: flag,
    deletionProtectionEnabled: flag,
    kmsKeyId: absent("it has no keys of yours"),
    tags,
  },

  outputs(resource, context) {
    const name = context.nameOf(resource, MAX_NAME_LENGTH);
    return {
      id: name,
      outputs: {
        name,
        arn: `arn:aws:logs:${context.region}:${context.accountId}:log-group:${name}`,
        region: context.region,
        retentionInDays: resource.inputs.retentionInDays ?? 0,
        tagsAll: context.tagsOf(resource),
      },
    };
  },

  deploy(resource, builder) {
    const { arn, retentionInDays } = resource.outputs as { arn: string; retentionInDays: number };
    const value = { name: resource.id, arn, retentionDays: retentionInDays };
    builder.add(builder.logGroups, resource, { key: resource.id, value });
  },
};
