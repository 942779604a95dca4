import { loadPolicy, PolicyError, type LoadedPolicy, type PolicyDocument } from "../../../policies";
import type { ApiDefinition } from "../definition";
import { Router } from "../router";
import { DefinitionError, DocumentNode } from "./document-node";
import { readGatewayResponses } from "./read-gateway-responses";
import { readModels } from "./read-models";
import { readResources } from "./read-resources";
import { readSecuritySchemes } from "./read-security";
import { readValidators } from "./read-validators";

export interface DefinitionOptions {
  readonly apiId: string;
  readonly region: string;
  readonly accountId: string;
  /** A policy given beside the document; the document must then have none. */
  readonly resourcePolicy?: LoadedPolicy;
}

const MAX_POLICY_CHARACTERS = 8_192;

/**
 * Reads an OpenAPI 3.0 body with API Gateway's extensions, checks all of it and compiles what requests need. Fails closed: a key, value,
 * template or schema that API Gateway would ignore or that the local cloud does not cover is an error with its place and a remedy.
 *
 * @param openApiBody the document, or its JSON text
 * @throws {DefinitionError}
 */
export function parseDefinition(openApiBody: unknown, options: DefinitionOptions): ApiDefinition {
  const document = new DocumentNode(parseText(openApiBody), "");
  const root = document.members(
    [
      "openapi",
      "info",
      "paths",
      "components",
      "tags",
      "x-amazon-apigateway-request-validators",
      "x-amazon-apigateway-request-validator",
      "x-amazon-apigateway-gateway-responses",
      "x-amazon-apigateway-policy",
      "x-amazon-apigateway-binary-media-types",
    ],
    {
      security: "API Gateway's guide and its behaviour differ here: give every operation its own security.",
      servers: "Stages are resources of their own.",
      "x-amazon-apigateway-api-key-source": "API keys are not.",
      "x-amazon-apigateway-minimum-compression-size": "Responses are not compressed.",
      "x-amazon-apigateway-endpoint-configuration": "Every API is regional.",
      "x-amazon-apigateway-documentation": "Leave it out.",
    },
  );
  checkVersion(document, root.openapi);
  checkNoBinaryMediaTypes(root["x-amazon-apigateway-binary-media-types"]);
  const components = root.components?.members(["schemas", "securitySchemes"]);
  const resourcePolicy = readResourcePolicy(root["x-amazon-apigateway-policy"], options);
  const resources = readResources(root.paths ?? document.fail("has no paths."), {
    ...options,
    models: readModels(components?.schemas),
    securitySchemes: readSecuritySchemes(components?.securitySchemes),
    validators: readValidators(
      root["x-amazon-apigateway-request-validators"],
      root["x-amazon-apigateway-request-validator"],
    ),
  });
  return {
    resources,
    router: new Router(resources),
    gatewayResponses: readGatewayResponses(root["x-amazon-apigateway-gateway-responses"]),
    ...(resourcePolicy ? { resourcePolicy } : {}),
  };
}

function parseText(openApiBody: unknown): unknown {
  if (typeof openApiBody !== "string") return openApiBody;
  try {
    return JSON.parse(openApiBody);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new DefinitionError(`OpenAPI body: not JSON (${reason}). YAML is not covered: pass JSON.`, {
      cause,
    });
  }
}

function checkVersion(document: DocumentNode, version: DocumentNode | undefined): void {
  if (!version) document.fail('has no "openapi" version. Write "openapi": "3.0.1".');
  if (!/^3\.0\.\d+$/.test(version.text())) version.fail("API Gateway reads OpenAPI 3.0. Write 3.0.1.");
}

function checkNoBinaryMediaTypes(types: DocumentNode | undefined): void {
  if (types && types.items().length > 0)
    types.fail("not covered by the local cloud yet. Leave it empty: bodies are text.");
}

function readResourcePolicy(
  node: DocumentNode | undefined,
  { apiId, region, accountId, resourcePolicy }: DefinitionOptions,
): LoadedPolicy | undefined {
  if (!node) return resourcePolicy;
  if (resourcePolicy) return node.fail("the API has a policy beside its document already. Keep one of them.");
  const executionArn = `arn:aws:execute-api:${region}:${accountId}:${apiId}`;
  const text = JSON.stringify(expandResources(node.value, executionArn));
  if (text.length > MAX_POLICY_CHARACTERS) return node.fail("longer than API Gateway's 8,192 characters.");
  try {
    return loadPolicy(JSON.parse(text) as PolicyDocument, {
      kind: "resource",
      name: "resource policy of the API",
    });
  } catch (error) {
    if (error instanceof PolicyError) return node.fail(error.message);
    throw error;
  }
}

/** In `Resource` and `NotResource`, API Gateway completes `execute-api:/…` to the API's ARN when it imports the document. */
function expandResources(value: unknown, executionArn: string, isResource = false): unknown {
  if (typeof value === "string")
    return isResource && value.startsWith("execute-api:/")
      ? executionArn + value.slice("execute-api:".length)
      : value;
  if (Array.isArray(value)) return value.map((entry) => expandResources(entry, executionArn, isResource));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]) => [
      key,
      expandResources(entry, executionArn, key === "Resource" || key === "NotResource"),
    ]),
  );
}
