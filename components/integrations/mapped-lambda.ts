import type { IntegrationResponse } from "./direct-integration";
import { quoted } from "./template-text";

/** Statuses that a mapped handler may answer with, beside 200. */
export const MAPPED_STATUSES = [400, 401, 403, 404, 409, 422, 429, 500, 503] as const;

export interface MappedRequest {
  readonly path: readonly string[];
  readonly query: readonly string[];
  readonly hasBody: boolean;
}

/** The event of `adaptMapped`: every value is escaped text, so no request can add a field to it. */
export function mappedRequestTemplate({ path, query, hasBody }: MappedRequest): string {
  const fields = (names: readonly string[], location: "path" | "querystring") =>
    `{ ${names.map((name) => `"${name}": ${quoted(`$input.params().${location}.get('${name}')`)}`).join(", ")} }`;
  return `{
  "path": ${fields(path, "path")},
  "query": ${fields(query, "querystring")},
  ${hasBody ? `"body": ${quoted("$input.body")},\n  ` : ""}"caller": { "identityId": ${quoted("$context.identity.cognitoIdentityId")}, "userArn": ${quoted("$context.identity.userArn")} },
  "requestId": ${quoted("$context.requestId")}
}`;
}

/**
 * Responses by selection pattern on the function's error message. The patterns exclude each other, because an OpenAPI
 * body does not keep the order of its responses.
 */
export function mappedResponses(): Readonly<Record<string, IntegrationResponse>> {
  const errors = MAPPED_STATUSES.map((statusCode): [string, IntegrationResponse] => [
    String.raw`\{"status":${statusCode},[\s\S]*`,
    {
      statusCode,
      template: `#set($error = $util.parseJson($input.path('$.errorMessage')))\n{"message":${quoted("$error.message")}}`,
    },
  ]);
  return {
    default: { statusCode: 200, template: "$input.json('$')" },
    ...Object.fromEntries(errors),
    // Whatever is not listed above must not fall through to the default, which would answer 200 with the error itself.
    [String.raw`(?!\{"status":(?:${MAPPED_STATUSES.join("|")}),)[\s\S]+`]: {
      statusCode: 502,
      template: '{"message":"Internal server error"}',
    },
  };
}
