import {
  PASSTHROUGH_BEHAVIORS,
  type Integration,
  type IntegrationCredentials,
  type Mapping,
  type Method,
} from "../definition";
import type { DocumentNode } from "./document-node";
import { readIntegrationResponses } from "./read-integration-responses";
import { readTemplates } from "./read-templates";

export interface IntegrationContext {
  readonly region: string;
  readonly accountId: string;
  readonly authorization: Method["authorization"];
  readonly responses: Method["responses"];
}

const KEYS = [
  "type",
  "httpMethod",
  "uri",
  "credentials",
  "requestParameters",
  "requestTemplates",
  "passthroughBehavior",
  "timeoutInMillis",
  "responses",
] as const;
type Members = { readonly [Key in (typeof KEYS)[number]]: DocumentNode | undefined };

const NOT_COVERED: Readonly<Record<string, string>> = {
  cacheKeyParameters: "Stages have no cache.",
  cacheNamespace: "Stages have no cache.",
  connectionId: "VPC links are not.",
  connectionType: "VPC links are not.",
  contentHandling: "Bodies are text.",
  tlsConfig: "HTTP integrations are not.",
  responseTransferMode: "Responses are not streamed.",
};

export function readIntegration(node: DocumentNode, context: IntegrationContext): Integration {
  const members = node.members(KEYS, NOT_COVERED);
  const type = members.type ?? node.fail("has no type.");
  switch (type.oneOf(["aws_proxy", "aws", "mock", "http", "http_proxy"])) {
    case "aws_proxy":
      return readLambdaProxy(node, members, context);
    case "aws":
      return readAws(node, members, context);
    case "mock":
      refuseMembers(members, ["uri", "credentials", "requestParameters"], "a MOCK integration has none.");
      return { type: "mock", mapping: readMapping(members, context) };
    case "http":
    case "http_proxy":
      return type.fail(
        "HTTP integrations are not covered by the local cloud yet. Call the backend from a function.",
      );
  }
}

function readLambdaProxy(node: DocumentNode, members: Members, context: IntegrationContext): Integration {
  refuseMembers(
    members,
    ["requestParameters", "requestTemplates", "responses"],
    "API Gateway ignores it on AWS_PROXY. Leave it out.",
  );
  const target = readTarget(node, members, context);
  if (target.type !== "lambda")
    return target.uri.fail(
      "Integrations of type 'AWS_PROXY' currently only supports Lambda function and Firehose stream invocations.",
    );
  return { ...lambdaTarget(target.functionName, members, context), type: "lambdaProxy" };
}

function readAws(node: DocumentNode, members: Members, context: IntegrationContext): Integration {
  const target = readTarget(node, members, context);
  const mapping = readMapping(members, context);
  if (target.type === "lambda") {
    return {
      ...lambdaTarget(target.functionName, members, context),
      type: "lambda",
      invocationType: readInvocationType(members.requestParameters),
      mapping,
    };
  }
  refuseMembers(
    members,
    ["requestParameters"],
    "not covered by the local cloud yet for DynamoDB. Use a request template.",
  );
  const credentials = readCredentials(members.credentials, context);
  if (credentials.type === "service")
    return node.fail(
      'has no credentials, and DynamoDB only lets a principal in. Write a role\'s ARN, or "arn:aws:iam::*:user/*" for the caller.',
    );
  return { type: "dynamodb", action: target.action, credentials, timeoutMs: readTimeout(members), mapping };
}

function lambdaTarget(
  functionName: string,
  members: Members,
  context: IntegrationContext,
): { functionName: string; credentials: IntegrationCredentials; timeoutMs: number } {
  return {
    functionName,
    credentials: readCredentials(members.credentials, context),
    timeoutMs: readTimeout(members),
  };
}

const LAMBDA_URI =
  /^arn:aws:apigateway:([a-z0-9-]+):lambda:path\/2015-03-31\/functions\/arn:aws:lambda:([a-z0-9-]+):(\d{12}):function:([A-Za-z0-9_-]+)\/invocations$/;
const DYNAMODB_URI = /^arn:aws:apigateway:([a-z0-9-]+):dynamodb:action\/([A-Za-z]+)$/;
const DYNAMODB_ACTIONS: ReadonlySet<string> = new Set([
  "BatchGetItem",
  "BatchWriteItem",
  "DeleteItem",
  "GetItem",
  "PutItem",
  "Query",
  "Scan",
  "UpdateItem",
]);

type Target =
  | { readonly type: "lambda"; readonly functionName: string; readonly uri: DocumentNode }
  | { readonly type: "dynamodb"; readonly action: string; readonly uri: DocumentNode };

function readTarget(node: DocumentNode, members: Members, context: IntegrationContext): Target {
  const uri = members.uri ?? node.fail("has no uri.");
  const method = members.httpMethod ?? node.fail('has no httpMethod. Write "POST".');
  if (method.text().toUpperCase() !== "POST")
    method.fail("must be POST: that is how AWS services are called, whatever the method of the route.");
  const checkPlace = (
    region: string | undefined,
    accountId: string | undefined = context.accountId,
  ): void => {
    if (region !== context.region) uri.fail(`the region must be ${context.region}.`);
    if (accountId !== context.accountId) uri.fail(`the account must be ${context.accountId}.`);
  };
  const lambda = LAMBDA_URI.exec(uri.text());
  if (lambda) {
    checkPlace(lambda[1]);
    checkPlace(lambda[2], lambda[3]);
    return { type: "lambda", functionName: lambda[4] ?? "", uri };
  }
  const dynamodb = DYNAMODB_URI.exec(uri.text());
  if (!dynamodb)
    return uri.fail(
      `"${uri.text()}" is not covered by the local cloud. It covers a function's invocations (unqualified, without stage ` +
        `variables) and arn:aws:apigateway:{region}:dynamodb:action/{Action}.`,
    );
  checkPlace(dynamodb[1]);
  const action = dynamodb[2] ?? "";
  if (!DYNAMODB_ACTIONS.has(action))
    return uri.fail(
      `${action} is not covered by the local cloud. It covers ${[...DYNAMODB_ACTIONS].join(", ")}.`,
    );
  return { type: "dynamodb", action, uri };
}

const CALLER = /^arn:aws:iam::(?:\*|\d{12}):user\/\*$/;
const ROLE = /^arn:aws:iam::\d{12}:role\/[\w+=,.@/-]+$/;

function readCredentials(
  node: DocumentNode | undefined,
  context: IntegrationContext,
): IntegrationCredentials {
  if (!node) return { type: "service" };
  const text = node.text();
  if (CALLER.test(text)) {
    if (context.authorization !== "AWS_IAM")
      return node.fail("the caller's credentials need a caller: the method must be AWS_IAM.");
    return { type: "caller" };
  }
  if (!ROLE.test(text))
    return node.fail("must be a role's ARN, or \"arn:aws:iam::*:user/*\" for the caller's own credentials.");
  return { type: "role", roleArn: text };
}

const DEFAULT_TIMEOUT_MS = 29_000;

function readTimeout({ timeoutInMillis }: Members): number {
  return timeoutInMillis?.integer(50, DEFAULT_TIMEOUT_MS) ?? DEFAULT_TIMEOUT_MS;
}

/** Of the request parameters only Lambda's kind of invocation is covered. */
function readInvocationType(node: DocumentNode | undefined): "RequestResponse" | "Event" {
  let type: "RequestResponse" | "Event" = "RequestResponse";
  for (const [target, source] of node?.entries() ?? []) {
    if (target.toLowerCase() !== "integration.request.header.x-amz-invocation-type")
      return source.fail(
        "not covered by the local cloud yet; of the request parameters only X-Amz-Invocation-Type is. Use a request template.",
      );
    type = source.oneOf(["'RequestResponse'", "'Event'"]).slice(1, -1) as typeof type;
  }
  return type;
}

function readMapping(members: Members, context: IntegrationContext): Mapping {
  return {
    requestTemplates: readTemplates(members.requestTemplates),
    passthrough: members.passthroughBehavior?.oneOf(PASSTHROUGH_BEHAVIORS) ?? "WHEN_NO_MATCH",
    responses: readIntegrationResponses(members.responses, context.responses),
  };
}

function refuseMembers(members: Members, keys: readonly (keyof Members)[], message: string): void {
  for (const key of keys) members[key]?.fail(message);
}
