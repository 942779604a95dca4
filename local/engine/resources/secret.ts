import { absent, document, flag, matching, tags, text, type Check } from "../property-checks";
import type { ResourceType } from "../resource-type";
import type { SecretDraft } from "../state-drafts";

const MAX_NAME_LENGTH = 512;
const NAME = /^[\w/+=.@-]+$/;

const recoveryWindow: Check = (value, path) =>
  value === 0 || (Number.isInteger(value) && (value as number) >= 7 && (value as number) <= 30)
    ? undefined
    : `${path} must be 0, or a whole number from 7 to 30, not ${JSON.stringify(value)}`;

/** aws.secretsmanager.Secret. Its value is a SecretVersion's. */
export const secret: ResourceType = {
  properties: {
    name: matching(NAME, "letters, digits and / _ + = . @ -"),
    namePrefix: matching(NAME, "letters, digits and / _ + = . @ -"),
    region: text,
    description: text,
    policy: document,
    recoveryWindowInDays: recoveryWindow,
    forceOverwriteReplicaSecret: flag,
    kmsKeyId: absent("it has no keys of yours"),
    replicas: absent("it has one region"),
    type: absent("secrets of other services are not fetched"),
    tags,
  },

  outputs(resource, context) {
    const name = context.nameOf(resource, MAX_NAME_LENGTH);
    const suffix = context.ids.lower(resource, "secret", 6);
    const arn = `arn:aws:secretsmanager:${context.region}:${context.accountId}:secret:${name}-${suffix}`;
    return { id: arn, outputs: { name, arn, region: context.region, tagsAll: context.tagsOf(resource) } };
  },

  deploy(resource, builder) {
    const { name, arn, tagsAll } = resource.outputs as {
      name: string;
      arn: string;
      tagsAll: SecretDraft["tags"];
    };
    const { policy } = resource.inputs;
    const draft: SecretDraft = {
      name,
      arn,
      tags: tagsAll,
      ...(policy !== undefined && {
        resourcePolicy: builder.loadPolicy(resource, policy, { kind: "resource", property: "policy" }),
      }),
    };
    builder.add(builder.secrets, resource, { key: arn, value: draft });
  },
};
