const IDENTITY = [
  "accessKey",
  "accountId",
  "apiKey",
  "apiKeyId",
  "caller",
  "cognitoAuthenticationProvider",
  "cognitoAuthenticationType",
  "cognitoIdentityId",
  "cognitoIdentityPoolId",
  "principalOrgId",
  "sourceIp",
  "user",
  "userAgent",
  "userArn",
  "vpcId",
  "vpceId",
];

/** Names of `$context` in mapping templates, parameter mappings and gateway responses (developer guide, mapping template reference). */
const CONTEXT_NAMES: ReadonlySet<string> = new Set([
  "accountId",
  "apiId",
  "awsEndpointRequestId",
  "deploymentId",
  "domainName",
  "domainPrefix",
  "error.message",
  "error.messageString",
  "error.responseType",
  "error.validationErrorString",
  "extendedRequestId",
  "httpMethod",
  "identity",
  ...IDENTITY.map((name) => `identity.${name}`),
  "isCanaryRequest",
  "path",
  "protocol",
  "requestId",
  "requestTime",
  "requestTimeEpoch",
  "resourceId",
  "resourcePath",
  "stage",
  "wafResponseCode",
  "webaclArn",
]);

/** Names that only an access log has. */
const ACCESS_LOG_NAMES: ReadonlySet<string> = new Set([
  ...["authenticate", "authorize", "authorizer"].flatMap((phase) => [
    `${phase}.error`,
    `${phase}.latency`,
    `${phase}.status`,
  ]),
  ...["error", "integrationStatus", "latency", "requestId", "status"].map((name) => `integration.${name}`),
  "endpointType",
  "integrationErrorMessage",
  "integrationLatency",
  "integrationStatus",
  "responseLatency",
  "responseLength",
  "status",
  "xrayTraceId",
]);

export function isContextName(name: string): boolean {
  return CONTEXT_NAMES.has(name) || name.startsWith("authorizer.");
}

export function isAccessLogName(name: string): boolean {
  return isContextName(name) || ACCESS_LOG_NAMES.has(name);
}

/** `$context.NAME` or `${context.NAME}` in gateway responses and access log formats. */
export const CONTEXT_VARIABLE = /\$\{?context\.([a-zA-Z0-9_]+(?:\.[a-zA-Z0-9_-]+)*)\}?/g;
