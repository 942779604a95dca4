import type { DeploymentArgs, RestApiArgs, StageArgs } from "@pulumi/aws/apigateway";
import type { LogGroupArgs } from "@pulumi/aws/cloudwatch";
import type { IdentityPoolArgs } from "@pulumi/aws/cognito";
import type { RoleArgs } from "@pulumi/aws/iam";
import type { FunctionArgs } from "@pulumi/aws/lambda";
import type { SecretArgs } from "@pulumi/aws/secretsmanager";
import type { ParameterArgs } from "@pulumi/aws/ssm";
import {
  mergeOptions,
  type ComponentResource,
  type ComponentResourceOptions,
  type CustomResourceOptions,
} from "@pulumi/pulumi";

/** Returns the arguments to use instead, or changes nothing by returning undefined. */
export type Transform<Args> = (args: Args, opts: CustomResourceOptions, name: string) => Args | undefined;

/** One hook for each kind of child resource. */
export interface Transforms {
  readonly function?: Transform<FunctionArgs>;
  readonly logGroup?: Transform<LogGroupArgs>;
  readonly role?: Transform<RoleArgs>;
  readonly restApi?: Transform<RestApiArgs>;
  readonly deployment?: Transform<DeploymentArgs>;
  readonly stage?: Transform<StageArgs>;
  readonly identityPool?: Transform<IdentityPoolArgs>;
  /** A captured value's parameter. A key of your own needs `kms:Decrypt` in the `allow` of its routes. */
  readonly parameter?: Transform<ParameterArgs>;
  /** A captured value's secret. A key of your own needs `kms:Decrypt` in the `allow` of its routes. */
  readonly secret?: Transform<SecretArgs>;
}

/** Where children are made: under which parent, by which name, with which transforms. */
export interface Scope {
  readonly name: string;
  readonly opts: CustomResourceOptions;
  readonly transform: Transforms;
}

/** Pulumi does not hand a component's `dependsOn` to its children, where it has to be waited for. */
export function childOptions(
  parent: ComponentResource,
  { dependsOn }: ComponentResourceOptions = {},
): CustomResourceOptions {
  return { parent, ...(dependsOn === undefined ? {} : { dependsOn }) };
}

type ResourceClass<Args, Resource> = new (name: string, args: Args, opts: CustomResourceOptions) => Resource;

/** Makes a child resource, after its transform had its say. */
export function create<Args, Resource>(
  scope: Scope,
  Class: ResourceClass<Args, Resource>,
  child: {
    readonly name: string;
    readonly args: Args;
    readonly transform?: Transform<Args> | undefined;
    /** Has the last word on the arguments. */
    readonly check?: (args: Args) => Args;
    readonly opts?: CustomResourceOptions;
  },
): Resource {
  const opts = mergeOptions(scope.opts, child.opts);
  const args = child.transform?.(child.args, opts, child.name) ?? child.args;
  return new Class(child.name, child.check?.(args) ?? args, opts);
}
