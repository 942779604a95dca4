import { DeploymentError } from "../../deployment";
import { absent, object, text } from "../property-checks";
import type { ResourceType } from "../resource-type";

interface Roles {
  readonly authenticated?: string;
  readonly unauthenticated?: string;
}

export const identityPoolRoleAttachment: ResourceType = {
  properties: {
    identityPoolId: text,
    roles: object({ authenticated: text, unauthenticated: text }),
    region: text,
    roleMappings: absent("every signed-in person gets the role authenticated"),
  },

  outputs({ inputs }, { region }) {
    return { id: String(inputs.identityPoolId), outputs: { region } };
  },

  deploy(resource, builder) {
    const id = String(resource.inputs.identityPoolId);
    const pool = builder.identityPools.get(id);
    if (!pool)
      throw new DeploymentError(`identityPoolId is ${id}, and the program makes no such pool`, resource);
    const { authenticated, unauthenticated } = resource.inputs.roles as Roles;
    for (const arn of [authenticated, unauthenticated]) {
      if (arn !== undefined && ![...builder.roles.values()].some((role) => role.arn === arn)) {
        throw new DeploymentError(`roles: the program makes no role ${arn}`, resource);
      }
    }
    builder.identityPools.set(id, {
      ...pool,
      ...(authenticated !== undefined && { authenticatedRoleArn: authenticated }),
      ...(unauthenticated !== undefined && { unauthenticatedRoleArn: unauthenticated }),
    });
  },
};
