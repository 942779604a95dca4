import { DeploymentError } from "../../deployment";
import { absent, document, flag, object, only, tags, text } from "../property-checks";
import type { Check } from "../property-checks";
import type { ResourceType } from "../resource-type";
import { toPolicyText } from "../iam-documents";
import type { RestApiDraft } from "../state-drafts";

const MAX_NAME_LENGTH = 1_024;
/** The SDK turns a list into one entry, as API Gateway wants it, only in its types: both arrive. */
const regionalOnly: Check = (value, path) => {
  const types = [value].flat();
  return types.every((type) => type === "REGIONAL" || type === "EDGE")
    ? undefined
    : `${path} ${types.join()} is not covered by the local cloud: use REGIONAL`;
};

/** aws.apigateway.RestApi, described by its OpenAPI `body`. */
export const restApi: ResourceType = {
  properties: {
    name: text,
    region: text,
    description: text,
    body: text,
    policy: document,
    endpointConfiguration: object({ types: regionalOnly, ipAddressType: only("ipv4", "dualstack") }),
    failOnWarnings: flag,
    putRestApiMode: only("overwrite"),
    apiKeySource: only("HEADER"),
    tags,
    binaryMediaTypes: absent("bodies are text"),
    minimumCompressionSize: absent("answers are not compressed"),
    disableExecuteApiEndpoint: only(false),
    parameters: absent("write it into the body"),
  },

  outputs(resource, context) {
    const id = context.ids.lower(resource, "restApi", 10);
    return {
      id,
      outputs: {
        name: context.nameOf(resource, MAX_NAME_LENGTH),
        arn: `arn:aws:apigateway:${context.region}::/restapis/${id}`,
        executionArn: `arn:aws:execute-api:${context.region}:${context.accountId}:${id}`,
        rootResourceId: context.ids.lower(resource, "rootResource", 10),
        createdDate: new Date(context.nowMs).toISOString().replace(/\.\d+Z$/, "Z"),
        region: context.region,
        // Given to programs as text even when there is none: what they hash or print must not change its type.
        policy: toPolicyText(resource.inputs.policy) ?? "",
        description: resource.inputs.description ?? "",
        apiKeySource: resource.inputs.apiKeySource ?? "HEADER",
        binaryMediaTypes: resource.inputs.binaryMediaTypes ?? [],
        disableExecuteApiEndpoint: false,
        tagsAll: context.tagsOf(resource),
      },
    };
  },

  deploy(resource, builder) {
    const { body } = resource.inputs as { body?: string };
    if (body === undefined) {
      throw new DeploymentError(
        "body is missing: the local cloud covers APIs that are described by an OpenAPI body",
        resource,
      );
    }
    const { name, arn, executionArn, policy } = resource.outputs as {
      name: string;
      arn: string;
      executionArn: string;
      policy: string;
    };
    const value: RestApiDraft = {
      id: resource.id,
      name,
      arn,
      executionArn,
      body,
      policy: policy === "" ? undefined : policy,
      stages: new Map(),
    };
    // What is wrong with the API is said at once, also when no deployment takes a snapshot of it.
    builder.parseApi(resource, value);
    builder.add(builder.restApis, resource, { key: resource.id, value });
  },
};
