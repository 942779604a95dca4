import type { ResourceRecord } from "../../../policies/access/read-resources";
import type { PolicyDocument, PolicyStatement } from "../../../policies/policy-document";

const ACCOUNT = "000000000000";
export const API_ARN = `arn:aws:execute-api:eu-west-1:${ACCOUNT}:api1234567`;

type Properties = Readonly<Record<string, unknown>>;

export const record = (
  type: string,
  name: string,
  inputs: Properties,
  computed: Properties = {},
): ResourceRecord => ({ type, name, inputs, outputs: { ...inputs, ...computed } });

export const documentOf = (...statements: PolicyStatement[]): string =>
  JSON.stringify({ Version: "2012-10-17", Statement: statements } satisfies PolicyDocument);

export const allow = (
  actions: string | string[],
  resources: string | string[] = "*",
  condition?: PolicyStatement["Condition"],
): PolicyStatement => ({
  Effect: "Allow",
  Action: actions,
  Resource: resources,
  ...(condition && { Condition: condition }),
});

export const deny = (
  actions: string | string[],
  resources: string | string[] = "*",
  condition?: PolicyStatement["Condition"],
): PolicyStatement => ({ ...allow(actions, resources, condition), Effect: "Deny" });

export const roleArn = (name: string): string => `arn:aws:iam::${ACCOUNT}:role/${name}-1a2b3c4`;
export const tableArn = (name: string): string =>
  `arn:aws:dynamodb:eu-west-1:${ACCOUNT}:table/${name}-1a2b3c4`;
export const functionArn = (name: string): string =>
  `arn:aws:lambda:eu-west-1:${ACCOUNT}:function:${name}-1a2b3c4`;
export const policyArn = (name: string): string => `arn:aws:iam::${ACCOUNT}:policy/${name}-1a2b3c4`;
export const logStreams = (name: string): string =>
  `arn:aws:logs:eu-west-1:${ACCOUNT}:log-group:/aws/lambda/${name}-1a2b3c4:log-stream:*`;

export const trustOf = (principal: PolicyStatement["Principal"], action = "sts:AssumeRole"): string =>
  documentOf({ Effect: "Allow", Principal: principal!, Action: action });

const LAMBDA_TRUST = trustOf({ Service: "lambda.amazonaws.com" });

export const role = (name: string, inputs: Properties = {}): ResourceRecord =>
  record(
    "aws:iam/role:Role",
    name,
    { assumeRolePolicy: LAMBDA_TRUST, ...inputs },
    { arn: roleArn(name), name: `${name}-1a2b3c4` },
  );

export const rolePolicy = (name: string, ...statements: PolicyStatement[]): ResourceRecord =>
  record("aws:iam/rolePolicy:RolePolicy", name, {
    role: `${name}-1a2b3c4`,
    policy: documentOf(...statements),
  });

export const managedPolicy = (name: string, ...statements: PolicyStatement[]): ResourceRecord =>
  record("aws:iam/policy:Policy", name, { policy: documentOf(...statements) }, { arn: policyArn(name) });

export const table = (name: string, inputs: Properties = {}): ResourceRecord =>
  record("aws:dynamodb/table:Table", name, inputs, { arn: tableArn(name), name: `${name}-1a2b3c4` });

export const lambdaFunction = (name: string, inputs: Properties = {}): ResourceRecord =>
  record(
    "aws:lambda/function:Function",
    name,
    { role: roleArn(name), ...inputs },
    { arn: functionArn(name), name: `${name}-1a2b3c4` },
  );

/** A function with its role and what the role is granted. */
export const functionWith = (name: string, ...statements: PolicyStatement[]): ResourceRecord[] => [
  role(name),
  rolePolicy(name, ...statements),
  lambdaFunction(name),
];

interface RouteOptions {
  readonly open?: boolean;
  readonly integration?: Properties;
}

/** A REST API with one stage, `v1`; routes by `GET /pets`. */
export function restApi(
  routes: Readonly<Record<string, RouteOptions>>,
  inputs: Properties = {},
): ResourceRecord[] {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const [route, { open, integration }] of Object.entries(routes)) {
    const [method = "", path = ""] = route.split(" ");
    const key = method === "ANY" ? "x-amazon-apigateway-any-method" : method.toLowerCase();
    (paths[path] ??= {})[key] = {
      security: open === true ? [] : [{ sigv4: [] }],
      "x-amazon-apigateway-integration": integration ?? { type: "mock" },
    };
  }
  const body = JSON.stringify({
    openapi: "3.0.1",
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
    paths,
  });
  return [
    {
      ...record("aws:apigateway/restApi:RestApi", "api", { body, ...inputs }, { executionArn: API_ARN }),
      id: "api1234567",
    },
    record("aws:apigateway/stage:Stage", "api-v1", { restApi: "api1234567", stageName: "v1" }),
  ];
}

export const lambdaProxy = (name: string, credentials?: string): Properties => ({
  type: "aws_proxy",
  httpMethod: "POST",
  uri: `arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/${functionArn(name)}/invocations`,
  ...(credentials !== undefined && { credentials }),
});

export const AS_CALLER = "arn:aws:iam::*:user/*";

/** An identity pool whose signed-in people get the role of this name. */
export const signedIn = (name: string, ...statements: PolicyStatement[]): ResourceRecord[] => [
  role(name, {
    assumeRolePolicy: trustOf(
      { Federated: "cognito-identity.amazonaws.com" },
      "sts:AssumeRoleWithWebIdentity",
    ),
  }),
  rolePolicy(name, ...statements),
  record("aws:cognito/identityPoolRoleAttachment:IdentityPoolRoleAttachment", "people", {
    identityPoolId: "eu-west-1:pool",
    roles: { authenticated: roleArn(name) },
  }),
];

export const permission = (name: string, route: string): ResourceRecord =>
  record("aws:lambda/permission:Permission", `${name}-permission`, {
    action: "lambda:InvokeFunction",
    function: `${name}-1a2b3c4`,
    principal: "apigateway.amazonaws.com",
    sourceArn: `${API_ARN}/v1/${route.replace(" ", "")}`,
  });
