import type { ApiSpec } from "./api-spec";
import type { RouteSpec } from "./route-spec";
import { errorHeaders, preflight, responseHeaders, singleOrigin } from "./preflight";
import { MAPPED_STATUSES, mappedRequestTemplate, mappedResponses } from "./integrations/mapped-lambda";
import type { IntegrationResponse } from "./integrations/direct-integration";
import { parameterNames } from "./path-pattern";

/** What the OpenAPI body needs to know of the resources behind it, by route id. */
export interface Backends {
  readonly region: string;
  /** Of functions. */
  readonly invokeArns: Readonly<Record<string, string>>;
  /** Of direct integrations. */
  readonly tableNames: Readonly<Record<string, string>>;
}

export type OpenApiBody = Readonly<Record<string, unknown>>;

/** API Gateway calls the backend with the credentials of whoever signed the request. */
const CALLER_CREDENTIALS = "arn:aws:iam::*:user/*";
const GATEWAY_TIMEOUT_MS = 29_000;

/** The OpenAPI 3.0.1 document, with API Gateway's extensions, that defines the whole API. */
export function openApiBody(spec: ApiSpec, backends: Backends): OpenApiBody {
  return {
    openapi: "3.0.1",
    info: { title: spec.name, version: "1" },
    "x-amazon-apigateway-request-validators": {
      all: { validateRequestBody: true, validateRequestParameters: true },
    },
    "x-amazon-apigateway-gateway-responses": {
      DEFAULT_4XX: { responseParameters: errorHeaders(spec.allowedOrigins) },
      DEFAULT_5XX: { responseParameters: errorHeaders(spec.allowedOrigins) },
    },
    paths: pathItems(spec, backends),
    components: {
      schemas: Object.fromEntries(
        spec.routes.flatMap((route) => (route.model ? [[modelName(route), route.model]] : [])),
      ),
      securitySchemes: {
        sigv4: {
          type: "apiKey",
          name: "Authorization",
          in: "header",
          "x-amazon-apigateway-authtype": "awsSigv4",
        },
      },
    },
  };
}

function pathItems(spec: ApiSpec, backends: Backends): Record<string, Record<string, unknown>> {
  const items: Record<string, Record<string, unknown>> = {};
  for (const route of spec.routes)
    (items[route.path] ??= {})[route.method.toLowerCase()] = operation(route, spec, backends);
  if (spec.allowedOrigins.length === 0) return items;
  for (const [path, item] of Object.entries(items)) {
    const routes = spec.routes.filter((route) => route.path === path);
    item["options"] = preflight(
      routes.map(({ method }) => method),
      parameterNames(routes[0]!.segments),
      spec.allowedOrigins,
    );
  }
  return items;
}

function operation(route: RouteSpec, spec: ApiSpec, backends: Backends): Record<string, unknown> {
  const { backend } = route;
  const origin = singleOrigin(spec.allowedOrigins);
  const statuses =
    backend.type === "direct"
      ? [
          ...Object.values(backend.integration.responses).map((r) => r.statusCode),
          ...backend.integration.statuses,
        ]
      : backend.integration === "mapped"
        ? [200, ...MAPPED_STATUSES, 502]
        : [200];
  return {
    parameters: parameters(route),
    ...(route.model
      ? {
          requestBody: {
            required: true,
            content: { "application/json": { schema: { $ref: `#/components/schemas/${modelName(route)}` } } },
          },
        }
      : {}),
    responses: Object.fromEntries(
      [...new Set(statuses)]
        .sort((a, b) => a - b)
        .map((status) => [String(status), { description: `${status} response`, ...responseHeaders(origin) }]),
    ),
    security: route.auth.type === "iam" ? [{ sigv4: [] }] : [],
    "x-amazon-apigateway-request-validator": "all",
    "x-amazon-apigateway-integration": integration(route, backends, origin),
  };
}

function integration(
  route: RouteSpec,
  { region, invokeArns, tableNames }: Backends,
  origin: string | undefined,
): Record<string, unknown> {
  const { backend } = route;
  const credentials =
    route.auth.type === "iam" && route.auth.credentials === "caller"
      ? { credentials: CALLER_CREDENTIALS }
      : {};
  const base = { httpMethod: "POST", timeoutInMillis: GATEWAY_TIMEOUT_MS, ...credentials };
  if (backend.type === "direct") {
    return {
      ...base,
      type: "aws",
      uri: `arn:aws:apigateway:${region}:dynamodb:action/${backend.integration.action}`,
      passthroughBehavior: "never",
      requestTemplates: { "application/json": backend.integration.requestTemplate(tableNames[route.id]!) },
      responses: integrationResponses(backend.integration.responses, origin),
    };
  }
  const uri = invokeArns[route.id]!;
  if (backend.integration === "proxy")
    return { ...base, type: "aws_proxy", uri, passthroughBehavior: "when_no_match" };
  const request = {
    path: parameterNames(route.segments),
    query: route.query.map(({ name }) => name),
    hasBody: route.model !== undefined,
  };
  return {
    ...base,
    type: "aws",
    uri,
    passthroughBehavior: "never",
    requestTemplates: { "application/json": mappedRequestTemplate(request) },
    responses: integrationResponses(mappedResponses(), origin),
  };
}

function integrationResponses(
  responses: Readonly<Record<string, IntegrationResponse>>,
  origin: string | undefined,
): Record<string, unknown> {
  const responseParameters =
    origin === undefined
      ? {}
      : { responseParameters: { "method.response.header.Access-Control-Allow-Origin": `'${origin}'` } };
  return Object.fromEntries(
    Object.entries(responses).map(([pattern, { statusCode, template }]) => [
      pattern,
      {
        statusCode: String(statusCode),
        responseTemplates: { "application/json": template },
        ...responseParameters,
      },
    ]),
  );
}

function parameters(route: RouteSpec): unknown[] {
  const parameter = (name: string, location: "path" | "query", required: boolean) => ({
    name,
    in: location,
    required,
    schema: { type: "string" },
  });
  return [
    ...parameterNames(route.segments).map((name) => parameter(name, "path", true)),
    ...route.query.map(({ name, required }) => parameter(name, "query", required)),
  ];
}

/** API Gateway takes letters and digits only. */
const modelName = (route: RouteSpec): string =>
  route.id
    .split(/[^a-zA-Z0-9]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join("") + "Body";
