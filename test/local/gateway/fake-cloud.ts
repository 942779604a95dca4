import { sign } from "aws4";
import { loadPolicy, type PolicyDocument } from "../../../policies";
import type { CloudState, Role } from "../../../local/cloud-state";
import {
  serveApi,
  parseDefinition,
  type GatewayPorts,
  type RestApi,
  type Stage,
} from "../../../local/gateway";
import type { ServiceCaller, ServiceReply } from "../../../local/gateway/ports";
import type { HttpRequest, HttpResponse } from "../../../local/http";
import type { Principal } from "../../../local/principal";

export const REGION = "eu-west-1";
export const ACCOUNT = "123456789012";
export const API_ID = "a1b2c3d4e5";
export const NOW_MS = Date.UTC(2026, 10, 22, 10, 15, 0);
const EXECUTION_ARN = `arn:aws:execute-api:${REGION}:${ACCOUNT}:${API_ID}`;
const KEYS = { accessKeyId: "ASIAIOSFODNN7EXAMPLE", secretAccessKey: "secret", sessionToken: "token" };

export const SIGNED_IN: Principal = {
  type: "AssumedRole",
  arn: `arn:aws:sts::${ACCOUNT}:assumed-role/signed-in/CognitoIdentityCredentials`,
  accountId: ACCOUNT,
  userId: "AROAZUFPDMJL6KJM4LLZI:CognitoIdentityCredentials",
  roleArn: `arn:aws:iam::${ACCOUNT}:role/signed-in`,
  accessKeyId: KEYS.accessKeyId,
  context: { "cognito-identity.amazonaws.com:sub": "eu-west-1:owner" },
  cognito: {
    identityId: "eu-west-1:owner",
    identityPoolId: "eu-west-1:pool",
    authenticationType: "authenticated",
    authenticationProvider: "login.my.app,login.my.app:eu-west-1:pool:user-7",
  },
};

interface LambdaCall {
  readonly caller: ServiceCaller;
  readonly functionName: string;
  readonly event: any; // eslint-disable-line @typescript-eslint/no-explicit-any -- an event is any JSON
  readonly options: object;
}

type FunctionAnswer =
  Partial<ServiceReply<string | Buffer>> | Promise<Partial<ServiceReply<string | Buffer>>>;

/** A cloud in memory: what was called, logged and refused, with a clock that stands still until it is moved. */
export class FakeCloud implements GatewayPorts {
  nowMs = NOW_MS;
  readonly clock = { nowMs: () => this.nowMs };
  readonly region = REGION;
  readonly accountId = ACCOUNT;
  readonly roles = new Map<string, Role>();
  readonly refusals: string[] = [];
  readonly lines: { group: string; stream: string; message: string }[] = [];
  readonly lambdaCalls: LambdaCall[] = [];
  readonly dynamodbCalls: { caller: ServiceCaller; operation: string; input: unknown }[] = [];
  answerOfFunction: (call: LambdaCall) => FunctionAnswer = () => ({ body: '{"statusCode":200}' });
  answerOfDynamoDb: () => ServiceReply<unknown> = () => ({ status: 200, headers: {}, body: {} });
  principal: Principal | undefined = SIGNED_IN;
  #ids = 0;

  get state(): CloudState {
    const none = new Map();
    return {
      roles: this.roles,
      functions: none,
      tables: none,
      logGroups: none,
      identityPools: none,
      restApis: none,
      parameters: none,
      secrets: none,
    };
  }

  readonly credentials: GatewayPorts["credentials"] = {
    findSecret: (accessKeyId, sessionToken) =>
      accessKeyId === KEYS.accessKeyId && sessionToken === KEYS.sessionToken ? KEYS : "unknown",
    resolve: () => this.principal,
  };

  readonly services: GatewayPorts["services"] = {
    lambda: {
      // oxlint-disable-next-line max-params -- Lambda's own form
      invoke: async (caller, functionName, payload, options) => {
        const call = { caller, functionName, event: JSON.parse(payload.toString("utf8")), options };
        this.lambdaCalls.push(call);
        return { status: 200, headers: {}, body: "null", ...(await this.answerOfFunction(call)) };
      },
    },
    dynamodb: {
      call: async (caller, operation, input) => {
        this.dynamodbCalls.push({ caller, operation, input });
        return this.answerOfDynamoDb();
      },
    },
  };

  readonly decisions = { refused: (line: string) => void this.refusals.push(line) };
  readonly logs: GatewayPorts["logs"] = {
    append: (group, stream, events) => {
      for (const { message } of events) this.lines.push({ group, stream, message });
    },
  };

  randomBytes(size: number): Buffer {
    return Buffer.alloc(size, 7);
  }

  randomUuid(): string {
    return `00000000-0000-4000-8000-${String(++this.#ids).padStart(12, "0")}`;
  }

  /** Gives the signed-in role these permissions. */
  grant(...statements: NonNullable<PolicyDocument["Statement"]>[]): this {
    return this.addRole("signed-in", { allow: statements.flat() });
  }

  addRole(name: string, { trust = "ec2.amazonaws.com", allow = [] as readonly unknown[] } = {}): this {
    const arn = `arn:aws:iam::${ACCOUNT}:role/${name}`;
    const document = (Statement: unknown): PolicyDocument =>
      ({ Version: "2012-10-17", Statement }) as PolicyDocument;
    this.roles.set(arn, {
      arn,
      name,
      roleId: name === "signed-in" ? "AROAZUFPDMJL6KJM4LLZI" : "AROAIOTHER",
      trust: loadPolicy(
        document({ Effect: "Allow", Principal: { Service: trust }, Action: "sts:AssumeRole" }),
        { kind: "trust", name: "trust" },
      ),
      policies: allow.length > 0 ? [loadPolicy(document(allow), { kind: "identity", name: "grants" })] : [],
      maxSessionSeconds: 3600,
      tags: {},
    });
    return this;
  }
}

export const INVOKE_ANY = {
  Effect: "Allow",
  Action: "execute-api:Invoke",
  Resource: `${EXECUTION_ARN}/*`,
} as const;

export const lambdaUri = (name = "pets"): string =>
  `arn:aws:apigateway:${REGION}:lambda:path/2015-03-31/functions/arn:aws:lambda:${REGION}:${ACCOUNT}:function:${name}/invocations`;

export const proxy = (name?: string): object => ({
  type: "aws_proxy",
  httpMethod: "POST",
  uri: lambdaUri(name),
});

export const open = (integration: object = proxy(), more: object = {}): object => ({
  responses: { "200": { description: "ok" } },
  "x-amazon-apigateway-integration": integration,
  ...more,
});

export const iam = (integration: object = proxy(), more: object = {}): object =>
  open(integration, { security: [{ sigv4: [] }], ...more });

export const document = (paths: object, more: object = {}): object => ({
  openapi: "3.0.1",
  info: { title: "pets", version: "1" },
  paths,
  components: {
    securitySchemes: {
      sigv4: {
        type: "apiKey",
        name: "Authorization",
        in: "header",
        "x-amazon-apigateway-authtype": "awsSigv4",
      },
    },
  },
  ...more,
});

export const parse = (body: unknown): ReturnType<typeof parseDefinition> =>
  parseDefinition(body, { apiId: API_ID, region: REGION, accountId: ACCOUNT });

/** One API with one stage, `prod`, in front of a fake cloud. */
export class Gateway {
  readonly cloud: FakeCloud;
  readonly api: RestApi;
  readonly stage: Stage;

  constructor(body: object, stage: Partial<Stage> = {}, cloud = new FakeCloud().grant(INVOKE_ANY)) {
    this.cloud = cloud;
    this.stage = {
      name: "prod",
      deploymentId: "x1y2z3",
      definition: parse(body),
      variables: {},
      throttles: new Map(),
      tracing: false,
      ...stage,
    };
    this.api = {
      id: API_ID,
      name: "pets",
      arn: `arn:aws:apigateway:${REGION}::/restapis/${API_ID}`,
      executionArn: EXECUTION_ARN,
      stages: new Map([["prod", this.stage]]),
    };
  }

  async send(route: string, options: RequestOptions = {}): Promise<Answer> {
    const request = toRequest(route, options);
    const response = await serveApi(
      this.cloud,
      this.api,
      this.stage,
      request,
      request.path.slice("/prod".length),
    );
    return toAnswer(response);
  }

  /** Signed by an independent signer with the signed-in person's credentials. */
  sendSigned(route: string, options: RequestOptions = {}): Promise<Answer> {
    return this.send(route, signed(route, options, { nowMs: this.cloud.nowMs }));
  }
}

export interface RequestOptions {
  /** Name, value, … as on the wire. */
  readonly headers?: readonly (readonly [name: string, value: string])[];
  readonly body?: string | Buffer;
}

export function signed(
  route: string,
  options: RequestOptions = {},
  { nowMs = NOW_MS, service = "execute-api" } = {},
): RequestOptions {
  const [method = "GET", target = "/"] = route.split(" ");
  const date = new Date(nowMs).toISOString().replace(/[-:]|\.\d+/g, "");
  const request = sign(
    {
      service,
      region: REGION,
      method,
      path: `/prod${target}`,
      host: `${API_ID}.execute-api.eu-west-1.amazonaws.com`,
      headers: { "X-Amz-Date": date },
      ...(options.body === undefined ? {} : { body: options.body }),
    },
    KEYS,
  );
  const names = new Set((options.headers ?? []).map(([name]) => name.toLowerCase()));
  const added = Object.entries(request.headers ?? {}).filter(
    ([name]) => !names.has(name.toLowerCase()) && name !== "Host",
  );
  return {
    ...options,
    headers: [...(options.headers ?? []), ...added.map(([name, value]) => [name, String(value)] as const)],
  };
}

export function toRequest(route: string, { headers = [], body = "" }: RequestOptions = {}): HttpRequest {
  const [method = "GET", target = "/"] = route.split(" ");
  const [path = "", query = ""] = `/prod${target}`.split("?");
  const all = [["Host", `${API_ID}.execute-api.eu-west-1.amazonaws.com`] as const, ...headers];
  const byName = Object.create(null) as Record<string, string[]>;
  for (const [name, value] of all) (byName[name.toLowerCase()] ??= []).push(value);
  return {
    method,
    path,
    query,
    headers: byName,
    rawHeaders: all.flat(),
    body: Buffer.from(body as string),
    sourceIp: "203.0.113.9",
  };
}

export interface Answer {
  readonly status: number;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: string;
  readonly json: unknown;
}

function toAnswer({ status, headers, body }: HttpResponse): Answer {
  const text = body.toString();
  const lowerCase = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
  return {
    status,
    headers: lowerCase,
    body: text,
    get json() {
      return JSON.parse(text) as unknown;
    },
  };
}
