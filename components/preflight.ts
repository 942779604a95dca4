/** Headers that a signed request carries beside the ones that every request may have. */
const REQUEST_HEADERS =
  "Authorization,Content-Type,X-Amz-Content-Sha256,X-Amz-Date,X-Amz-Security-Token,X-Amz-User-Agent";
const MAX_AGE_SECONDS = 600;

/**
 * What API Gateway itself can say, which is one constant: the only configured origin, else `*`. Requests are signed, never
 * authenticated by cookies, so `*` lets no page act for a signed-in person. Undefined without any origin.
 */
export function singleOrigin(origins: readonly string[]): string | undefined {
  if (origins.length === 0) return undefined;
  return origins.length === 1 ? origins[0] : "*";
}

/** The method response headers that integration responses may set. */
export function responseHeaders(origin: string | undefined): { headers?: Record<string, unknown> } {
  return origin === undefined
    ? {}
    : { headers: { "Access-Control-Allow-Origin": { schema: { type: "string" } } } };
}

/** Lets the page read why it was refused. */
export function errorHeaders(origins: readonly string[]): Record<string, string> {
  const origin = singleOrigin(origins);
  if (origin === undefined) return {};
  return {
    "gatewayresponse.header.Access-Control-Allow-Origin": `'${origin}'`,
    "gatewayresponse.header.Access-Control-Expose-Headers": "'x-amzn-RequestId,x-amzn-ErrorType'",
  };
}

/** The unauthenticated `OPTIONS` mock of one path: browsers send preflights without a signature. */
export function preflight(
  methods: readonly string[],
  pathParameters: readonly string[],
  origins: readonly string[],
): Record<string, unknown> {
  const headers: Record<string, string> = {
    "Access-Control-Allow-Origin": singleOrigin(origins) ?? "null",
    "Access-Control-Allow-Methods": [...methods, "OPTIONS"].join(","),
    "Access-Control-Allow-Headers": REQUEST_HEADERS,
    "Access-Control-Max-Age": String(MAX_AGE_SECONDS),
  };
  const declared = Object.keys(headers).map((name) => [name, { schema: { type: "string" } }]);
  const values = Object.entries(headers).map(([name, value]) => [
    `method.response.header.${name}`,
    `'${value}'`,
  ]);
  return {
    parameters: pathParameters.map((name) => ({
      name,
      in: "path",
      required: true,
      schema: { type: "string" },
    })),
    responses: { "204": { description: "204 response", headers: Object.fromEntries(declared) } },
    security: [],
    "x-amazon-apigateway-integration": {
      type: "mock",
      passthroughBehavior: "when_no_match",
      requestTemplates: { "application/json": '{"statusCode": 204}' },
      responses: {
        default: {
          statusCode: "204",
          responseParameters: Object.fromEntries(values),
          responseTemplates: { "application/json": "" },
        },
      },
    },
  };
}
