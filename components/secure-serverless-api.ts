import type { RestApi, Stage } from "@pulumi/aws/apigateway";
import type { Function } from "@pulumi/aws/lambda";
import { ComponentResource, interpolate, type ComponentResourceOptions, type Output } from "@pulumi/pulumi";
import { ConfigError } from "./config-error";
import { normalizeArgs, type ApiSpec } from "./api-spec";
import type { SecureServerlessApiArgs } from "./args";
import { Identity } from "./identity";
import { createRestApi } from "./rest-api";
import { createFunctions } from "./route-functions";
import { createGrants } from "./route-grants";
import { childOptions, type Scope } from "./transform";

/** A stage as the program sees it. */
export interface ApiStage {
  /** Where clients call, with the stage and without a slash at the end. */
  readonly url: Output<string>;
  readonly stage: Stage;
}

/**
 * A REST API from one table of routes. Every route states who may call it, every caller but those of `open()` routes is
 * authenticated by IAM, each function has a role that may do what its route's `allow` says and nothing else, and each role
 * is granted exactly the routes that name it.
 */
export class SecureServerlessApi<Stages extends string = string> extends ComponentResource {
  /** By name. */
  readonly stages: Readonly<Record<Stages, ApiStage>>;
  readonly region: Output<string>;
  readonly restApi: RestApi;
  /** The functions by route key. */
  readonly functions: Readonly<Record<string, Function>>;
  private readonly signIn: Identity | undefined;

  /**
   * @throws ConfigError naming the route or argument, before any resource is registered.
   */
  constructor(name: string, args: SecureServerlessApiArgs<Stages>, opts?: ComponentResourceOptions) {
    const spec = normalizeArgs(name, args);
    super("secure-serverless-api:index:SecureServerlessApi", name, {}, opts);
    const scope: Scope = { name, opts: childOptions(this, opts), transform: spec.transform };

    const identity = createIdentity(scope, spec);
    const functions = createFunctions(scope, spec);
    const api = createRestApi(scope, spec, functions);
    createGrants(scope, spec, { identity, api, functions });

    this.signIn = identity;
    this.region = api.region;
    this.restApi = api.api;
    this.functions = Object.fromEntries(
      spec.routes.flatMap(({ key, id }) => (functions.has(id) ? [[key, functions.get(id)!]] : [])),
    );
    this.stages = Object.fromEntries(
      [...api.stages].map(([stageName, stage]) => [
        stageName,
        { stage, url: interpolate`${stage.invokeUrl}` },
      ]),
    ) as unknown as Record<Stages, ApiStage>;
    this.registerOutputs({
      urls: Object.fromEntries([...api.stages].map(([stageName, { invokeUrl }]) => [stageName, invokeUrl])),
    });
  }

  /**
   * Share it with another API: `identity: app.identity`.
   * @throws ConfigError when the API has none.
   */
  get identity(): Identity {
    if (!this.signIn)
      throw new ConfigError(
        "This API has no identity; pass identity: { developerProvider, guests: false } to it",
      );
    return this.signIn;
  }
}

function createIdentity(scope: Scope, { identity, transform }: ApiSpec): Identity | undefined {
  if (!identity) return undefined;
  if ("made" in identity) return identity.made;
  const made = new Identity(scope.name, { ...identity.planned, transform }, scope.opts);
  identity.bind(made);
  return made;
}
