import { randomBytes, randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createCloud, type Cloud } from "../../../local/cloud";
import type { CloudState, LambdaFunction, Parameter, Role, Secret, Table } from "../../../local/cloud-state";
import type { Principal } from "../../../local/principal";
import { startServer, type LocalServer, type ServerOptions } from "../../../local/server";
import { loadPolicy, type PolicyDocument } from "../../../policies";

export const REGION = "eu-west-1";
export const ACCOUNT = "000000000000";
export const POOL_ID = "eu-west-1:2208d797-dfc9-40b4-8029-827c9e76e029";
export const POOL_ARN = `arn:aws:cognito-identity:${REGION}:${ACCOUNT}:identitypool/${POOL_ID}`;
export const PROVIDER = "login.notes-and-pets";

/** A local cloud that listens on a free port, with a clock that tests can set. */
export interface RunningCloud {
  readonly cloud: Cloud;
  readonly server: LocalServer;
  readonly folder: string;
  /** What the local log printed. */
  readonly lines: string[];
  readonly clock: { offsetMs: number };
  /** What an SDK client needs to sign as the local administrator. */
  readonly operator: ClientConfig;
  /** The same for a session of a role. */
  as(role: Role, session?: Partial<Principal>): ClientConfig;
  /** Stops it and starts another one on the same data. */
  restart(state?: CloudState): Promise<RunningCloud>;
  stop(): Promise<void>;
}

export interface ClientConfig {
  readonly region: string;
  readonly endpoint: string;
  readonly credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string };
  readonly maxAttempts: 1;
}

interface StartOptions {
  readonly folder?: string;
  readonly serveApi?: ServerOptions["serveApi"];
  readonly servePage?: NonNullable<ServerOptions["servePage"]>;
}

export async function runCloud(state: CloudState, options: StartOptions = {}): Promise<RunningCloud> {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), "local-cloud-"));
  const lines: string[] = [];
  const clock = { offsetMs: 0 };
  let endpoint = "";
  const cloud = await createCloud({
    dataFolder: folder,
    region: REGION,
    accountId: ACCOUNT,
    clock: { nowMs: () => Date.now() + clock.offsetMs },
    randomBytes,
    randomUuid: randomUUID,
    endpoint: () => endpoint,
    print: (line) => lines.push(line),
  });
  await cloud.deploy(state);
  const noApi = () => Promise.resolve({ status: 200, headers: {}, body: "" });
  const server = await startServer({
    cloud,
    port: 0,
    serveApi: options.serveApi ?? noApi,
    ...(options.servePage && { servePage: options.servePage }),
  });
  endpoint = server.endpoint;

  const client = (credentials: ClientConfig["credentials"]): ClientConfig => ({
    region: REGION,
    endpoint,
    credentials,
    maxAttempts: 1,
  });
  const close = async () => {
    await server.close(0);
    await cloud.close();
  };
  return {
    cloud,
    server,
    folder,
    lines,
    clock,
    operator: client(cloud.credentials.operator),
    as: (role, session) => client(cloud.credentials.issue(sessionOf(role, session), 3600)),
    async restart(next = state) {
      await close();
      return runCloud(next, { ...options, folder });
    },
    async stop() {
      await close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A session as STS would make it. */
export function sessionOf(role: Role, session: Partial<Principal> = {}): Principal {
  return {
    type: "AssumedRole",
    arn: `arn:aws:sts::${ACCOUNT}:assumed-role/${role.name}/session`,
    accountId: ACCOUNT,
    userId: `${role.roleId}:session`,
    roleArn: role.arn,
    context: {},
    ...session,
  };
}

type Statement = PolicyDocument["Statement"];

export const trustOf = (principal: object, condition?: object): PolicyDocument =>
  ({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: principal,
        Action: "Federated" in principal ? "sts:AssumeRoleWithWebIdentity" : "sts:AssumeRole",
        ...(condition && { Condition: condition }),
      },
    ],
  }) as PolicyDocument;

export const TRUSTS_POOL = trustOf(
  { Federated: "cognito-identity.amazonaws.com" },
  {
    StringEquals: { "cognito-identity.amazonaws.com:aud": POOL_ID },
    "ForAnyValue:StringLike": { "cognito-identity.amazonaws.com:amr": "authenticated" },
  },
);
export const TRUSTS_LAMBDA = trustOf({ Service: "lambda.amazonaws.com" });

export function role(
  name: string,
  options: { trust: PolicyDocument; allow?: Statement; seconds?: number },
): Role {
  const { trust, allow = [], seconds = 3600 } = options;
  return {
    arn: `arn:aws:iam::${ACCOUNT}:role/${name}`,
    name,
    roleId: `AROA${name
      .toUpperCase()
      .replace(/[^A-Z]/g, "")
      .padEnd(16, "X")
      .slice(0, 16)}`,
    trust: loadPolicy(trust, { kind: "trust", name: `trust of ${name}` }),
    policies: [
      loadPolicy(
        { Version: "2012-10-17", Statement: allow },
        { kind: "identity", name: `policy of ${name}` },
      ),
    ],
    maxSessionSeconds: seconds,
    tags: {},
  };
}

export function table(name: string, keys: Partial<Table> & Pick<Table, "hashKey">): Table {
  const names = [keys.hashKey, keys.rangeKey].filter((key) => key !== undefined);
  return {
    name,
    arn: `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/${name}`,
    attributes: names.map((key) => ({ name: key, type: "S" })),
    globalSecondaryIndexes: [],
    localSecondaryIndexes: [],
    deletionProtection: false,
    ...keys,
  };
}

export function lambdaFunction(
  name: string,
  code: string,
  options: Partial<LambdaFunction> & Pick<LambdaFunction, "roleArn">,
): LambdaFunction {
  return {
    name,
    arn: `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${name}`,
    handler: "index.handler",
    runtime: "nodejs22.x",
    files: { "index.js": Buffer.from(code) },
    hash: `${name} ${code}`,
    environment: {},
    timeoutSeconds: 3,
    memoryMegabytes: 128,
    logGroup: `/aws/lambda/${name}`,
    ...options,
  };
}

export const pool = (
  options: Partial<CloudState["identityPools"] extends ReadonlyMap<string, infer Pool> ? Pool : never> = {},
) => ({
  id: POOL_ID,
  arn: POOL_ARN,
  name: "people",
  allowUnauthenticatedIdentities: false,
  allowClassicFlow: false,
  developerProviderName: PROVIDER,
  ...options,
});

interface Parts {
  readonly roles?: readonly Role[];
  readonly functions?: readonly LambdaFunction[];
  readonly tables?: readonly Table[];
  readonly pools?: readonly ReturnType<typeof pool>[];
  readonly logGroups?: readonly { name: string; arn: string; retentionDays: number }[];
  readonly restApis?: CloudState["restApis"];
  readonly parameters?: readonly Parameter[];
  readonly secrets?: readonly Secret[];
}

export const stateOf = ({
  roles = [],
  functions = [],
  tables = [],
  pools = [],
  logGroups = [],
  restApis = new Map(),
  parameters = [],
  secrets = [],
}: Parts): CloudState => ({
  roles: new Map(roles.map((one) => [one.arn, one])),
  functions: new Map(functions.map((one) => [one.name, one])),
  tables: new Map(tables.map((one) => [one.name, one])),
  identityPools: new Map(pools.map((one) => [one.id, one])),
  logGroups: new Map(logGroups.map((one) => [one.name, one])),
  restApis,
  parameters: new Map(parameters.map((one) => [one.name, one])),
  secrets: new Map(secrets.map((one) => [one.arn, one])),
});

/** What a call was refused with; fails the test when it was not. */
export async function refusal(
  call: Promise<unknown>,
): Promise<{ name: string; message: string; status: number }> {
  try {
    await call;
  } catch (error) {
    const { name, message, $metadata } = error as {
      name: string;
      message: string;
      $metadata?: { httpStatusCode?: number };
    };
    return { name, message, status: $metadata?.httpStatusCode ?? 0 };
  }
  throw new Error("The call was answered, and should have been refused");
}
