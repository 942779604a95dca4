import { DeploymentError } from "../../deployment";
import { document, matching, number, tags, text } from "../property-checks";
import type { ResourceType } from "../resource-type";
import { IAM_PATH, minifiedLength, toPolicyText } from "../iam-documents";

const MAX_NAME_LENGTH = 128;
/** White space does not count. */
const MAX_CHARACTERS = 6_144;

/** aws.iam.Policy: a customer managed policy. */
export const managedPolicy: ResourceType = {
  properties: {
    name: text,
    namePrefix: text,
    path: matching(IAM_PATH, "a path such as /teams/"),
    description: text,
    policy: document,
    tags,
    delayAfterPolicyCreationInMs: number,
  },

  outputs(resource, context) {
    const name = context.nameOf(resource, MAX_NAME_LENGTH);
    const path = (resource.inputs.path as string | undefined) ?? "/";
    const arn = `arn:aws:iam::${context.accountId}:policy${path}${name}`;
    const policyId = `ANPA${context.ids.upper(resource, "policyId", 17)}`;
    const policy = toPolicyText(resource.inputs.policy);
    return {
      id: arn,
      outputs: { arn, name, path, policy, policyId, attachmentCount: 0, tagsAll: context.tagsOf(resource) },
    };
  },

  deploy(resource, builder) {
    const characters = minifiedLength(resource.outputs.policy);
    if (characters > MAX_CHARACTERS) {
      throw new DeploymentError(
        `policy has ${characters} characters, and AWS allows ${MAX_CHARACTERS}: split it`,
        resource,
      );
    }
    const loaded = builder.loadPolicy(resource, resource.outputs.policy, {
      kind: "identity",
      property: "policy",
    });
    const arn = resource.id;
    builder.add(builder.managedPolicies, resource, { key: arn, value: { arn, document: loaded } });
  },
};
