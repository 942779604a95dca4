import { text } from "../property-checks";
import type { ResourceType } from "../resource-type";
import { attachPolicy, roleNamed } from "../iam-documents";

export const rolePolicyAttachment: ResourceType = {
  properties: { role: text, policyArn: text },

  outputs({ inputs }) {
    return { id: `${String(inputs.role)}/${String(inputs.policyArn)}`, outputs: {} };
  },

  deploy(resource, builder) {
    const role = roleNamed(resource, builder, String(resource.inputs.role));
    attachPolicy(resource, builder, { role, arn: String(resource.inputs.policyArn) });
  },
};
