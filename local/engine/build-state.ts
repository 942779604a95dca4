import type { CloudState } from "../cloud-state";
import type { Deployment } from "../deployment";
import type { DeploymentSnapshots } from "./deployment-snapshots";
import { findResourceType, RESOURCE_TYPES } from "./resources";
import { StateBuilder } from "./state-builder";

export interface BuiltState {
  readonly state: CloudState;
  readonly warnings: readonly string[];
}

const IS_PROVIDER = /^pulumi:providers:/;

/**
 * Turns what a program registered into the state of the cloud.
 *
 * @throws DeploymentError naming the resource that is wrong or refers to something that does not exist.
 */
export function buildState(deployment: Deployment, snapshots: DeploymentSnapshots): BuiltState {
  const builder = new StateBuilder(deployment, snapshots);
  // Components have no id and nothing of their own to deploy.
  const resources = deployment.resources.filter(({ id, type }) => id !== "" && !IS_PROVIDER.test(type));
  for (const resource of resources) findResourceType(resource);
  for (const [token, type] of Object.entries(RESOURCE_TYPES)) {
    for (const resource of resources.filter((one) => one.type === token)) type.deploy(resource, builder);
  }
  return { state: builder.finish(), warnings: builder.warnings };
}
