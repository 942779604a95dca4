import type { StableName } from "./stable-names";

/** Who may do what in one deployment, as plain data. */
export interface AccessModel {
  /** Everybody who has policies: roles, users, groups. */
  readonly principals: readonly AccessPrincipal[];
  /** Everything with an ARN, with its resource-based policy if it has one. */
  readonly resources: readonly AccessResource[];
  readonly functions: readonly AccessFunction[];
  readonly routes: readonly AccessRoute[];
  /** What stands for random ids and ARNs in a report; the longest text first. */
  readonly names: readonly StableName[];
}

export interface AccessPrincipal {
  /** The logical name. */
  readonly name: string;
  readonly arn: string;
  readonly kind: "role" | "user" | "group";
  /** Every document that grants or denies it something: inline, attached and, for a user, its groups'. */
  readonly identity: readonly NamedDocument[];
  readonly boundary?: NamedDocument;
  /** Who may become it; roles only. */
  readonly trust?: NamedDocument;
  /** ARNs of policies that the program attaches and does not make, AWS's own among them: nobody can read them here. */
  readonly unknownPolicies: readonly string[];
  /** Who it is for. */
  readonly uses: readonly PrincipalUse[];
}

export interface PrincipalUse {
  /** `signed-in` and `guest` of an identity pool, `function` as its execution role, `gateway-logs` of API Gateway's account. */
  readonly kind: "signed-in" | "guest" | "function" | "gateway-logs" | "integration";
  /** The logical name of the identity pool, function or API. */
  readonly of: string;
}

export interface NamedDocument {
  readonly name: string;
  /** JSON. */
  readonly text: string;
}

export interface AccessResource {
  /** The logical name. */
  readonly name: string;
  /** Pulumi's type token. */
  readonly type: string;
  readonly arn: string;
  /** Its resource-based policy; a function's permissions make one document. */
  readonly policy?: NamedDocument;
}

export interface AccessFunction {
  /** The logical name. */
  readonly name: string;
  readonly arn: string;
  readonly roleArn: string;
  /** What the runtime itself calls on the function's behalf, as actions on ARNs. */
  readonly runtimeNeeds: readonly RuntimeNeed[];
  /** The AWS SDK's commands that its code can reach; undefined when nobody could find out. */
  readonly commands: readonly SdkCommand[] | undefined;
  /** Why `commands` is undefined. */
  readonly unknownBecause?: string;
}

/** One command class of the AWS SDK for JavaScript, version 3. */
export interface SdkCommand {
  /** The client class without its ending: `DynamoDB`, `CognitoIdentity`. */
  readonly client: string;
  /** The operation: `GetItem`. */
  readonly operation: string;
}

export interface RuntimeNeed {
  readonly action: string;
  /** An ARN pattern on which the action is needed. */
  readonly resource: string;
}

export interface AccessRoute {
  /** The API's logical name. */
  readonly api: string;
  /** In capitals, or `ANY`. */
  readonly method: string;
  readonly path: string;
  /** Names of the stages that serve it. */
  readonly stages: readonly string[];
  readonly authorization: "NONE" | "AWS_IAM" | "CUSTOM" | "COGNITO_USER_POOLS" | "API_KEY";
  /** Per stage, what `execute-api:Invoke` is asked for; the path's parameters stand in it as written, `{petId}`. */
  readonly arns: readonly string[];
  /** The API's ARN, to find its resource-based policy. */
  readonly apiArn: string;
  readonly integration: RouteIntegration;
}

export interface RouteIntegration {
  /** API Gateway's type in capitals: `AWS_PROXY`, `AWS`, `HTTP`, `HTTP_PROXY`, `MOCK`. */
  readonly type: string;
  /** Who calls the backend: API Gateway itself, the caller, or the role of this ARN. */
  readonly credentials: "gateway" | "caller" | { readonly roleArn: string };
  /** What the backend's call needs, where it is an AWS service; `resource` is undefined where a template decides it. */
  readonly needs: readonly { readonly action: string; readonly resource?: string }[];
}
