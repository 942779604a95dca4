import { document, text } from "../property-checks";
import type { ResourceType } from "../resource-type";
import { addInlinePolicy, roleNamed, toPolicyText } from "../iam-documents";

const MAX_NAME_LENGTH = 128;

/** aws.iam.RolePolicy: an inline policy. */
export const rolePolicy: ResourceType = {
  properties: { name: text, namePrefix: text, policy: document, role: text },

  outputs(resource, context) {
    const name = context.nameOf(resource, MAX_NAME_LENGTH);
    const policy = toPolicyText(resource.inputs.policy);
    return { id: `${String(resource.inputs.role)}:${name}`, outputs: { name, policy } };
  },

  deploy(resource, builder) {
    const role = roleNamed(resource, builder, String(resource.inputs.role));
    addInlinePolicy(resource, builder, { role, document: resource.outputs.policy, property: "policy" });
  },
};
