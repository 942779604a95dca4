import { PolicyError } from "../policy-error";
import type { AccessRoute, RouteIntegration } from "./access-model";
import type { Properties, ResourceRecord } from "./resource-record";
import { describe, namesOf, requiredText, textOf } from "./resource-record";

const REST_API = "aws:apigateway/restApi:RestApi";
const STAGE = "aws:apigateway/stage:Stage";
/** Routes that are made one by one; reading the body alone would miss them. */
const PIECES = new Set(["aws:apigateway/method:Method", "aws:apigateway/integration:Integration"]);
const OTHER_APIS = /^aws:(apigatewayv2|appsync)\//;
const METHODS = new Set([
  "get",
  "put",
  "post",
  "delete",
  "options",
  "head",
  "patch",
  "x-amazon-apigateway-any-method",
]);
const CALLER = /^arn:[^:]+:iam::(?:\*|\d{12}):user\/\*$/;
const LAMBDA_URI = /:lambda:path\/2015-03-31\/functions\/(arn:[^/]+)\/invocations$/;
const SERVICE_URI = /^arn:[^:]+:apigateway:([^:]*):([^:]+):action\/([A-Za-z]+)/;

/**
 * The routes of every REST API that is described by an OpenAPI body.
 *
 * @throws PolicyError for an API of another kind, and for an authorization that the body does not explain
 */
export function readRoutes(records: readonly ResourceRecord[]): AccessRoute[] {
  const unreadable = records.find(({ type }) => PIECES.has(type) || OTHER_APIS.test(type));
  if (unreadable)
    throw new PolicyError(
      `${describe(unreadable)}: access is told for REST APIs that are described by an OpenAPI body.`,
    );
  return records.filter(({ type }) => type === REST_API).flatMap((api) => routesOf(api, records));
}

function routesOf(api: ResourceRecord, records: readonly ResourceRecord[]): AccessRoute[] {
  const text = textOf(api, "body");
  if (text === undefined) return [];
  const body = parseBody(api, text);
  const apiArn = requiredText(api, "executionArn");
  const stages = records
    .filter((one) => one.type === STAGE && namesOf(api).includes(requiredText(one, "restApi")))
    .map((one) => requiredText(one, "stageName"))
    .sort();
  return entries(body.paths).flatMap(([path, item]) =>
    entries(item)
      .filter(([method]) => METHODS.has(method.toLowerCase()))
      .map(([key, operation]): AccessRoute => {
        const method = key.startsWith("x-") ? "ANY" : key.toUpperCase();
        const place = `${describe(api)} ${method} ${path}`;
        const arnMethod = method === "ANY" ? "*" : method;
        return {
          api: api.name,
          method,
          path,
          stages,
          authorization: readAuthorization(operation as Properties, body, place),
          arns: stages.map((stage) => `${apiArn}/${stage}/${arnMethod}${path}`),
          apiArn,
          integration: readIntegration(operation as Properties, records),
        };
      }),
  );
}

function parseBody(api: ResourceRecord, text: string): Properties {
  try {
    return JSON.parse(text) as Properties;
  } catch (error) {
    throw new PolicyError(`${describe(api)}: body is no JSON: ${(error as Error).message}`);
  }
}

const entries = (value: unknown): [string, unknown][] => Object.entries((value ?? {}) as Properties);

/** An operation without security is open to everybody. */
function readAuthorization(
  operation: Properties,
  body: Properties,
  place: string,
): AccessRoute["authorization"] {
  const explicit = (operation["x-amazon-apigateway-auth"] as Properties | undefined)?.type;
  if (explicit !== undefined) return toAuthorization(explicit, place);
  const security = (operation.security ?? body.security ?? []) as readonly Properties[];
  const names = security.flatMap((requirement) => Object.keys(requirement));
  const schemes = (body.components as { readonly securitySchemes?: Properties } | undefined)?.securitySchemes;
  const kinds = names.map((name) => schemeAuthorization(schemes?.[name] as Properties | undefined, place));
  return kinds.find((kind) => kind !== "API_KEY") ?? (kinds.length > 0 ? "API_KEY" : "NONE");
}

function schemeAuthorization(scheme: Properties | undefined, place: string): AccessRoute["authorization"] {
  const type = scheme?.["x-amazon-apigateway-authtype"];
  if (type === undefined && scheme?.type === "apiKey") return "API_KEY";
  if (String(type).toLowerCase() === "awssigv4") return "AWS_IAM";
  if (type === "cognito_user_pools") return "COGNITO_USER_POOLS";
  if (scheme !== undefined && "x-amazon-apigateway-authorizer" in scheme) return "CUSTOM";
  throw new PolicyError(`${place}: its security scheme is not known, so who may call it cannot be told.`);
}

function toAuthorization(type: unknown, place: string): AccessRoute["authorization"] {
  switch (type) {
    case "NONE":
    case "AWS_IAM":
    case "CUSTOM":
    case "COGNITO_USER_POOLS":
      return type;
    default:
      throw new PolicyError(
        `${place}: the authorization ${String(type)} is not known, so who may call it cannot be told.`,
      );
  }
}

function readIntegration(operation: Properties, records: readonly ResourceRecord[]): RouteIntegration {
  const integration = (operation["x-amazon-apigateway-integration"] ?? {}) as Properties;
  const credentials = integration.credentials as string | undefined;
  return {
    type: typeof integration.type === "string" ? integration.type.toUpperCase() : "MOCK",
    credentials:
      credentials === undefined ? "gateway" : CALLER.test(credentials) ? "caller" : { roleArn: credentials },
    needs: integrationNeeds(integration, records),
  };
}

function integrationNeeds(
  integration: Properties,
  records: readonly ResourceRecord[],
): RouteIntegration["needs"] {
  const uri = typeof integration.uri === "string" ? integration.uri : "";
  const functionArn = LAMBDA_URI.exec(uri)?.[1];
  if (functionArn !== undefined) return [{ action: "lambda:InvokeFunction", resource: functionArn }];
  const [, , service, operation] = SERVICE_URI.exec(uri) ?? [];
  if (service === undefined) return [];
  const resource = service === "dynamodb" ? tableOf(integration, records) : undefined;
  return [{ action: `${service}:${operation}`, ...(resource !== undefined && { resource }) }];
}

/** The table that every template of the request names. */
function tableOf(integration: Properties, records: readonly ResourceRecord[]): string | undefined {
  const templates = entries(integration.requestTemplates).map(([, template]) => String(template));
  const names = new Set(
    templates.flatMap((template) =>
      [...template.matchAll(/"TableName"\s*:\s*"([^"$#]+)"/g)].map(([, name]) => name),
    ),
  );
  const [name, ...others] = names;
  if (name === undefined || others.length > 0) return undefined;
  const table = records.find((one) => one.type === "aws:dynamodb/table:Table" && namesOf(one).includes(name));
  return table && textOf(table, "arn");
}
