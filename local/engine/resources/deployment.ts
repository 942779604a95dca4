import { createHash } from "node:crypto";
import { DeploymentError } from "../../deployment";
import { record, text } from "../property-checks";
import type { ResourceType } from "../resource-type";

/** aws.apigateway.Deployment: a snapshot of an API, which never changes. */
export const deployment: ResourceType = {
  properties: {
    restApi: text,
    description: text,
    region: text,
    triggers: record(text),
    variables: record(text),
  },

  outputs(resource, context) {
    const { restApi, triggers, variables } = resource.inputs;
    // A change of these replaces the deployment on AWS; so they are part of what its id is made of here.
    const identity = createHash("sha256")
      .update(JSON.stringify([restApi, triggers, variables]))
      .digest("hex");
    return {
      id: context.ids.lower(resource, `deployment ${identity}`, 6),
      outputs: {
        createdDate: new Date(context.nowMs).toISOString().replace(/\.\d+Z$/, "Z"),
        region: context.region,
      },
    };
  },

  deploy(resource, builder) {
    const id = String(resource.inputs.restApi);
    const api = builder.restApis.get(id);
    if (!api) throw new DeploymentError(`restApi is ${id}, and the program makes no such API`, resource);
    const current = { body: api.body, ...(api.policy !== undefined && { policy: api.policy }) };
    const snapshot = builder.snapshots.take(resource.id, current);
    if (snapshot.body !== current.body || snapshot.policy !== current.policy) {
      builder.warnings.push(
        `the API ${api.name} has changed, but none of the triggers of its deployment ${resource.name}: as on AWS, its stages serve what it was before`,
      );
    }
    const definition = builder.parseApi(resource, { id, body: snapshot.body, policy: snapshot.policy });
    builder.add(builder.deployments, resource, { key: resource.id, value: { restApi: api, definition } });
  },
};
