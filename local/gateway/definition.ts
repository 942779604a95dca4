import type { LoadedPolicy } from "../../policies";
import type { GatewayResponseType } from "./gateway-responses";
import type { BodyValidator } from "./body-validator";
import type { MappingTemplate } from "./mapping-template";
import type { Router } from "./router";
import type { RequestValueSource, ResponseValueSource } from "./value-sources";

export interface RestApi {
  readonly id: string;
  readonly name: string;
  readonly arn: string;
  /** `arn:aws:execute-api:{region}:{account}:{id}`: what method ARNs begin with. */
  readonly executionArn: string;
  readonly stages: ReadonlyMap<string, Stage>;
}

/** A token bucket. A negative rate means no limit, as in API Gateway's method settings. */
export interface Throttle {
  readonly ratePerSecond: number;
  readonly burst: number;
}

export interface Stage {
  readonly name: string;
  readonly deploymentId: string;
  /** The immutable snapshot that the deployment took. */
  readonly definition: ApiDefinition;
  readonly variables: Readonly<Record<string, string>>;
  /** By method settings key: `*\/*` or `pets/{petId}/GET`. */
  readonly throttles: ReadonlyMap<string, Throttle>;
  readonly accessLog?: { readonly logGroup: string; readonly format: string };
  readonly tracing: boolean;
}

/** What one deployment of a REST API serves: parsed, checked and compiled from its OpenAPI body. */
export interface ApiDefinition {
  readonly resourcePolicy?: LoadedPolicy;
  readonly resources: readonly Resource[];
  readonly router: Router;
  readonly gatewayResponses: ReadonlyMap<GatewayResponseType, GatewayResponseOverride>;
}

export interface Resource {
  readonly id: string;
  /** The template, such as `/pets/{petId}`. */
  readonly path: string;
  readonly methods: ReadonlyMap<DeclaredMethod, Method>;
}

export const HTTP_METHODS = ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"] as const;
export type HttpMethod = (typeof HTTP_METHODS)[number];
export type DeclaredMethod = HttpMethod | "ANY";

export interface Method {
  readonly httpMethod: DeclaredMethod;
  readonly authorization: "AWS_IAM" | "NONE";
  /** What the request validator insists on; empty when no validator checks parameters. */
  readonly requiredParameters: readonly RequestParameter[];
  /** Undefined when no validator checks bodies. */
  readonly bodyValidator?: BodyValidator;
  /** Statuses that the method declares, each with its headers in lower case. */
  readonly responses: ReadonlyMap<number, ReadonlySet<string>>;
  readonly integration: Integration;
}

export interface RequestParameter {
  readonly location: "header" | "path" | "querystring";
  readonly name: string;
}

export type Integration = LambdaProxyIntegration | LambdaIntegration | DynamoDbIntegration | MockIntegration;

export interface LambdaTarget {
  readonly functionName: string;
  readonly credentials: IntegrationCredentials;
  readonly timeoutMs: number;
}

export interface LambdaProxyIntegration extends LambdaTarget {
  readonly type: "lambdaProxy";
}

export interface LambdaIntegration extends LambdaTarget {
  readonly type: "lambda";
  /** `Event` answers at once and ignores the function's result. */
  readonly invocationType: "RequestResponse" | "Event";
  readonly mapping: Mapping;
}

export interface DynamoDbIntegration {
  readonly type: "dynamodb";
  /** Such as `GetItem`. */
  readonly action: string;
  readonly credentials: IntegrationCredentials;
  readonly timeoutMs: number;
  readonly mapping: Mapping;
}

export interface MockIntegration {
  readonly type: "mock";
  readonly mapping: Mapping;
}

/**
 * In whose name the integration is called. `service`: API Gateway's own, so the function's resource policy decides.
 * `caller`: the caller's session, so the caller needs the permission (`arn:aws:iam::*:user/*`). `role`: a role that trusts API Gateway.
 */
export type IntegrationCredentials =
  | { readonly type: "service" }
  | { readonly type: "caller" }
  | { readonly type: "role"; readonly roleArn: string };

/** How request and response are transformed outside proxy integrations. */
export interface Mapping {
  /** By MIME type, or `$default`. */
  readonly requestTemplates: ReadonlyMap<string, MappingTemplate>;
  readonly passthrough: PassthroughBehavior;
  /** In the order of the document. The one without a pattern is the default. */
  readonly responses: readonly IntegrationResponse[];
}

export const PASSTHROUGH_BEHAVIORS = ["WHEN_NO_MATCH", "WHEN_NO_TEMPLATES", "NEVER"] as const;
export type PassthroughBehavior = (typeof PASSTHROUGH_BEHAVIORS)[number];

export interface IntegrationResponse {
  /** Matches the whole of a Lambda error message, or of another integration's status. */
  readonly selectionPattern?: RegExp;
  readonly statusCode: number;
  readonly headers: readonly { readonly name: string; readonly value: ResponseValueSource }[];
  /** By MIME type. */
  readonly templates: ReadonlyMap<string, MappingTemplate>;
}

export interface GatewayResponseOverride {
  readonly statusCode?: number;
  readonly headers: readonly { readonly name: string; readonly value: RequestValueSource }[];
  /** By MIME type; `$context` variables are substituted, nothing else. */
  readonly templates: ReadonlyMap<string, string>;
}
