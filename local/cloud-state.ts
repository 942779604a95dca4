import type { LoadedPolicy } from "../policies";
import type { RestApi } from "./gateway/definition";

/** Everything that one deployment defines. Replaced as a whole when the program is deployed again. */
export interface CloudState {
  /** By ARN. */
  readonly roles: ReadonlyMap<string, Role>;
  /** By name. */
  readonly functions: ReadonlyMap<string, LambdaFunction>;
  /** By name. */
  readonly tables: ReadonlyMap<string, Table>;
  /** By name. */
  readonly logGroups: ReadonlyMap<string, LogGroup>;
  /** By id (`region:uuid`). */
  readonly identityPools: ReadonlyMap<string, IdentityPool>;
  /** By id. */
  readonly restApis: ReadonlyMap<string, RestApi>;
  /** Of SSM Parameter Store, by name. */
  readonly parameters: ReadonlyMap<string, Parameter>;
  /** Of Secrets Manager, by ARN. */
  readonly secrets: ReadonlyMap<string, Secret>;
}

export const NOTHING_DEPLOYED: CloudState = {
  roles: new Map(),
  functions: new Map(),
  tables: new Map(),
  logGroups: new Map(),
  identityPools: new Map(),
  restApis: new Map(),
  parameters: new Map(),
  secrets: new Map(),
};

export interface Role {
  readonly arn: string;
  readonly name: string;
  /** `AROA…`. */
  readonly roleId: string;
  readonly trust: LoadedPolicy;
  /** Inline and attached policies. */
  readonly policies: readonly LoadedPolicy[];
  readonly permissionsBoundary?: LoadedPolicy;
  readonly maxSessionSeconds: number;
  readonly tags: Readonly<Record<string, string>>;
}

export interface LambdaFunction {
  readonly name: string;
  readonly arn: string;
  /** `file.export`. */
  readonly handler: string;
  readonly runtime: string;
  /** Contents by path inside the zip. */
  readonly files: Readonly<Record<string, Buffer>>;
  /** Changes exactly when code or configuration changes: a running environment with another hash is retired. */
  readonly hash: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
  readonly memoryMegabytes: number;
  /** What the temporary folder holds. @default 512 */
  readonly ephemeralStorageMegabytes?: number;
  readonly roleArn: string;
  /** Undefined: no limit of its own. 0: disabled. */
  readonly reservedConcurrency?: number;
  readonly logGroup: string;
  /** The resource-based policy that `aws.lambda.Permission` resources add up to. */
  readonly resourcePolicy?: LoadedPolicy;
}

export interface Table {
  readonly name: string;
  readonly arn: string;
  readonly hashKey: string;
  readonly rangeKey?: string;
  readonly attributes: readonly { readonly name: string; readonly type: "S" | "N" | "B" }[];
  readonly globalSecondaryIndexes: readonly Index[];
  readonly localSecondaryIndexes: readonly Index[];
  readonly deletionProtection: boolean;
  readonly resourcePolicy?: LoadedPolicy;
}

export interface Index {
  readonly name: string;
  readonly hashKey: string;
  readonly rangeKey?: string;
  readonly projectionType: "ALL" | "KEYS_ONLY" | "INCLUDE";
  readonly nonKeyAttributes?: readonly string[];
}

export interface LogGroup {
  readonly name: string;
  readonly arn: string;
  readonly retentionDays: number;
}

export interface IdentityPool {
  /** `region:uuid`. */
  readonly id: string;
  readonly arn: string;
  readonly name: string;
  readonly allowUnauthenticatedIdentities: boolean;
  readonly allowClassicFlow: boolean;
  readonly developerProviderName?: string;
  readonly authenticatedRoleArn?: string;
  readonly unauthenticatedRoleArn?: string;
}

export interface Parameter {
  readonly name: string;
  readonly arn: string;
  readonly type: "String" | "StringList" | "SecureString";
  readonly value: string;
  readonly version: number;
  readonly tags: Readonly<Record<string, string>>;
}

export interface Secret {
  readonly name: string;
  readonly arn: string;
  /** The version with the staging label `AWSCURRENT`; undefined until there is one. */
  readonly current?: { readonly id: string; readonly value: string };
  readonly tags: Readonly<Record<string, string>>;
  readonly resourcePolicy?: LoadedPolicy;
}
