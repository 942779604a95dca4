import type { SourcePosition } from "../deployment";
import type { Properties } from "./wire-values";

/** One resource as the program registered it, with what the resource model made of it. */
export interface RegisteredResource {
  readonly urn: string;
  /** Pulumi's type token. */
  readonly type: string;
  /** The logical name. */
  readonly name: string;
  /** False for component resources and the stack. */
  readonly custom: boolean;
  /** The parent's URN; empty for the stack itself. */
  readonly parent: string;
  /** `urn::id` of an explicit provider; empty for the default one. */
  readonly provider: string;
  readonly providers: Readonly<Record<string, string>>;
  readonly inputs: Properties;
  /** Paths of inputs that are secret. */
  readonly secrets: readonly string[];
  readonly dependencies: readonly string[];
  /** By input, the URNs that its value came from. */
  readonly propertyDependencies: Readonly<Record<string, readonly string[]>>;
  readonly options: ResourceOptions;
  readonly source?: SourcePosition;
  /** Empty for components, and in a preview. */
  id: string;
  outputs: Properties;
  /** Paths of outputs that are secret. */
  outputSecrets: readonly string[];
}

export interface ResourceOptions {
  readonly protect: boolean;
  readonly aliases: readonly Readonly<Record<string, unknown>>[];
  readonly deleteBeforeReplace?: boolean;
  readonly ignoreChanges: readonly string[];
  readonly replaceOnChanges: readonly string[];
  readonly retainOnDelete: boolean;
  readonly additionalSecretOutputs: readonly string[];
  readonly deletedWith: string;
  readonly importId: string;
  readonly version: string;
}

/** What stands behind the engine: it creates resources and answers function calls such as `aws.getRegion`. */
export interface ResourceModel {
  /**
   * @returns the id and the computed outputs, which are added to the inputs.
   * @throws DeploymentError for a resource that it does not cover.
   */
  create(resource: RegisteredResource): { readonly id: string; readonly outputs: Properties };
  /** @throws DeploymentError for a function that it does not cover. */
  invoke(token: string, args: Properties): Properties;
}

export const STACK_TYPE = "pulumi:pulumi:Stack";

/** A resource's URN: its type preceded by the types of its parents, the stack left out. */
export function formatUrn(
  scope: { project: string; stack: string },
  resource: { parent: string; type: string; name: string },
): string {
  const parentType = resource.parent.split("::")[2] ?? "";
  const prefix = parentType === "" || parentType === STACK_TYPE ? "" : `${parentType}$`;
  return `urn:pulumi:${scope.stack}::${scope.project}::${prefix}${resource.type}::${resource.name}`;
}
