import { ModelValidator, type BodyValidator, type Model } from "../body-validator";
import type { DeclaredMethod, Method, RequestParameter } from "../definition";
import type { DocumentNode } from "./document-node";
import { readIntegration } from "./read-integration";
import type { Models } from "./read-models";
import { readAuthorization } from "./read-security";
import type { FindValidator } from "./read-validators";

export interface OperationContext {
  readonly region: string;
  readonly accountId: string;
  readonly models: Models;
  /** Names of the security schemes that stand for AWS_IAM. */
  readonly securitySchemes: ReadonlySet<string>;
  readonly validators: FindValidator;
  readonly pathParameters: ReadonlySet<string>;
}

export function readOperation(
  node: DocumentNode,
  httpMethod: DeclaredMethod,
  context: OperationContext,
): Method {
  const operation = node.members(
    [
      "operationId",
      "summary",
      "description",
      "tags",
      "parameters",
      "requestBody",
      "responses",
      "security",
      "x-amazon-apigateway-integration",
      "x-amazon-apigateway-request-validator",
      "x-amazon-apigateway-auth",
    ],
    { callbacks: "Leave it out.", servers: "Leave it out.", deprecated: "API Gateway ignores it." },
  );
  const integration =
    operation["x-amazon-apigateway-integration"] ??
    node.fail("has no x-amazon-apigateway-integration, so API Gateway could not deploy it.");
  const validator = context.validators(operation["x-amazon-apigateway-request-validator"]);
  const parameters = readParameters(operation.parameters, context.pathParameters);
  const bodyModels = readBodyModels(operation.requestBody, context.models);
  const authorization = readAuthorization(
    operation.security,
    operation["x-amazon-apigateway-auth"],
    context.securitySchemes,
  );
  const responses = readResponses(operation.responses, context.models);
  return {
    httpMethod,
    authorization,
    requiredParameters: validator.validatesParameters ? parameters : [],
    ...(validator.validatesBody ? { bodyValidator: bodyValidator(bodyModels, context.models) } : {}),
    responses,
    integration: readIntegration(integration, { ...context, authorization, responses }),
  };
}

/** Without a model of its own, a validated body meets API Gateway's `Empty` model: any JSON object. */
function bodyValidator(models: ReadonlyMap<string, Model>, { empty }: Models): BodyValidator {
  return new ModelValidator(models.size > 0 ? models : new Map([["application/json", empty]]));
}

const LOCATIONS = { header: "header", path: "path", query: "querystring" } as const;
const PARAMETER_NAME = /^[a-zA-Z0-9._$-]+$/;

/** The required ones, in the order in which API Gateway lists what is missing. */
function readParameters(
  node: DocumentNode | undefined,
  pathParameters: ReadonlySet<string>,
): readonly RequestParameter[] {
  const names = new Set<string>();
  const required: RequestParameter[] = [];
  for (const item of node?.items() ?? []) {
    const parameter = item.members(["name", "in", "required", "description", "schema"], {
      $ref: "Write the parameter out.",
      content: "Describe it by a schema.",
      style: "API Gateway ignores it.",
      explode: "API Gateway ignores it.",
      example: "API Gateway ignores it.",
    });
    const name = (parameter.name ?? item.fail("has no name.")).text();
    if (!PARAMETER_NAME.test(name))
      item.fail(`"${name}" has characters that API Gateway does not allow in a name.`);
    const place = parameter.in ?? item.fail('has no "in".');
    const location = LOCATIONS[place.oneOf(["header", "path", "query"])];
    if (names.has(name)) item.fail("Parameter names must be unique across querystring, header and path.");
    names.add(name);
    if (location === "path" && !pathParameters.has(name)) item.fail(`the path has no {${name}}.`);
    if (parameter.required?.boolean() ?? false) required.push({ location, name });
  }
  const key = ({ location, name }: RequestParameter): string => `${location}.${name}`;
  return required.sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

function readBodyModels(node: DocumentNode | undefined, models: Models): ReadonlyMap<string, Model> {
  const body = node?.members(["description", "required", "content"]);
  const entries = (body?.content?.entries() ?? []).map(([type, media]): readonly [string, Model] => {
    const { schema } = media.members(["schema"], {
      example: "API Gateway ignores it.",
      examples: "API Gateway ignores it.",
    });
    return [
      type === "$default" ? type : type.toLowerCase(),
      models.model(schema ?? media.fail("has no schema.")),
    ];
  });
  return new Map(entries);
}

/** Statuses with their declared headers, in lower case. */
function readResponses(
  node: DocumentNode | undefined,
  models: Models,
): ReadonlyMap<number, ReadonlySet<string>> {
  const responses = new Map<number, ReadonlySet<string>>();
  for (const [status, response] of node?.entries() ?? []) {
    if (status === "default") return response.fail("API Gateway wants a status. Declare each one.");
    if (!/^[1-5]\d\d$/.test(status)) return response.fail("must be a status, such as 200.");
    const { headers, content } = response.members(["description", "headers", "content"], {
      $ref: "Write the response out.",
      links: "API Gateway ignores it.",
    });
    for (const [, media] of content?.entries() ?? []) {
      const { schema } = media.members(["schema"]);
      if (schema) models.check(schema);
    }
    responses.set(Number(status), new Set((headers?.entries() ?? []).map(([name]) => name.toLowerCase())));
  }
  return responses;
}
