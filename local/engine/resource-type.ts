import type { DeployedResource } from "../deployment";
import type { PhysicalIds } from "./physical-ids";
import type { PropertyChecks } from "./property-checks";
import type { RegisteredResource } from "./registered-resource";
import type { StateBuilder } from "./state-builder";

/**
 * All that the local cloud knows of one Pulumi resource type. The first half runs where the program runs, the second
 * where the cloud runs; a file that describes a type therefore imports neither the SDK nor the gateway.
 */
export interface ResourceType {
  /** Covered inputs by Pulumi's name. Any other is refused. */
  readonly properties: PropertyChecks;
  /** The id and the computed properties, from nothing but the inputs and the context. */
  outputs(resource: RegisteredResource, context: OutputContext): ResourceOutputs;
  /** Contributes to the state of the cloud. @throws DeploymentError */
  deploy(resource: DeployedResource, builder: StateBuilder): void;
}

export interface ResourceOutputs {
  readonly id: string;
  readonly outputs: Readonly<Record<string, unknown>>;
}

export interface OutputContext {
  readonly region: string;
  readonly accountId: string;
  /** Where the local cloud will listen, without a slash at the end. */
  readonly endpoint: string;
  /** When the deployment began, in milliseconds since the epoch. */
  readonly nowMs: number;
  readonly ids: PhysicalIds;
  /** `name` of the inputs, else `namePrefix` completed, else a name made from the logical one. */
  nameOf(resource: RegisteredResource, maxLength: number): string;
  /** The resource's own tags and the provider's default ones. */
  tagsOf(resource: RegisteredResource): Readonly<Record<string, string>>;
  /** Where a stage is reached. When several APIs have a stage of this name, the URLs name the API too. */
  stageUrl(apiId: string, stageName: string): string;
}
