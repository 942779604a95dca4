import type { LoadedPolicy } from "../../policies";
import type { LambdaFunction, Role, Secret } from "../cloud-state";
import type { DeployedResource } from "../deployment";
import type { RestApi, Stage, Throttle } from "../gateway/definition";

export interface RoleDraft extends Omit<Role, "policies" | "permissionsBoundary"> {
  readonly policies: LoadedPolicy[];
  permissionsBoundary?: LoadedPolicy;
  inlineCharacters: number;
  readonly attachedArns: Set<string>;
}

export interface ManagedPolicy {
  readonly arn: string;
  readonly document: LoadedPolicy;
}

/** A REST API as the program describes it now; what a stage serves is the snapshot that its deployment took. */
export interface RestApiDraft extends Omit<RestApi, "stages"> {
  readonly body: string;
  readonly policy: string | undefined;
  readonly stages: Map<string, StageDraft>;
}

export type StageDraft = Omit<Stage, "throttles"> & { readonly throttles: Map<string, Throttle> };

export interface PermissionDraft {
  readonly sid: string;
  readonly statement: Readonly<Record<string, unknown>>;
  readonly resource: DeployedResource;
}

export type FunctionDraft = Omit<LambdaFunction, "resourcePolicy"> & {
  readonly permissions: PermissionDraft[];
};

/** What a deployment took a snapshot of, and the snapshot, ready to be served. */
export interface DeploymentDraft {
  readonly restApi: RestApiDraft;
  readonly definition: Stage["definition"];
}

export type SecretDraft = Omit<Secret, "current"> & { current?: NonNullable<Secret["current"]> };
