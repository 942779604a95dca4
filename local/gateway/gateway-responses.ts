import type { GatewayResponseOverride } from "./definition";

interface DefaultResponse {
  readonly status: number;
  /** The value of `x-amzn-ErrorType`. */
  readonly errorType: string;
  readonly message: string | null;
  /** The JSON key of the message, where it is not `message`. */
  readonly messageKey?: "Message";
  /** False: API Gateway has no gateway response of this name, so only DEFAULT_4XX and DEFAULT_5XX can change it. */
  readonly customizable?: false;
}

/**
 * What API Gateway answers by itself, by gateway response type. The rows that are not customizable have no name at AWS;
 * ours say what they are. REQUEST_TOO_LARGE has a name but cannot be customized (developer guide, known issues).
 */
export const GATEWAY_RESPONSES = {
  ACCESS_DENIED: {
    status: 403,
    errorType: "AccessDeniedException",
    message: "Forbidden",
    messageKey: "Message",
  },
  API_CONFIGURATION_ERROR: {
    status: 500,
    errorType: "InternalServerErrorException",
    message: "Internal server error",
  },
  AUTHORIZER_CONFIGURATION_ERROR: {
    status: 500,
    errorType: "AuthorizerConfigurationException",
    message: null,
  },
  AUTHORIZER_FAILURE: { status: 500, errorType: "AuthorizerFailureException", message: null },
  BAD_REQUEST_BODY: { status: 400, errorType: "BadRequestException", message: "Invalid request body" },
  BAD_REQUEST_PARAMETERS: { status: 400, errorType: "BadRequestException", message: "Bad Request" },
  DEFAULT_4XX: { status: 400, errorType: "BadRequestException", message: "Bad Request" },
  DEFAULT_5XX: { status: 500, errorType: "InternalServerErrorException", message: "Internal server error" },
  EXPIRED_TOKEN: {
    status: 403,
    errorType: "ExpiredTokenException",
    message: "The security token included in the request is expired",
  },
  INTEGRATION_FAILURE: {
    status: 504,
    errorType: "InternalServerErrorException",
    message: "Internal server error",
  },
  INTEGRATION_TIMEOUT: {
    status: 504,
    errorType: "InternalServerErrorException",
    message: "Endpoint request timed out",
  },
  INVALID_API_KEY: { status: 403, errorType: "ForbiddenException", message: "Forbidden" },
  INVALID_SIGNATURE: {
    status: 403,
    errorType: "InvalidSignatureException",
    message:
      "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key " +
      "and signing method. Consult the service documentation for details.",
  },
  MISSING_AUTHENTICATION_TOKEN: {
    status: 403,
    errorType: "MissingAuthenticationTokenException",
    message: "Missing Authentication Token",
  },
  QUOTA_EXCEEDED: { status: 429, errorType: "LimitExceededException", message: "Limit Exceeded" },
  REQUEST_TOO_LARGE: {
    status: 413,
    errorType: "RequestTooLargeException",
    message: "Request Too Long",
    customizable: false,
  },
  RESOURCE_NOT_FOUND: { status: 404, errorType: "ResourceNotFoundException", message: "Not Found" },
  THROTTLED: { status: 429, errorType: "TooManyRequestsException", message: "Too Many Requests" },
  UNAUTHORIZED: { status: 401, errorType: "UnauthorizedException", message: "Unauthorized" },
  UNSUPPORTED_MEDIA_TYPE: {
    status: 415,
    errorType: "BadRequestException",
    message: "Unsupported Media Type",
  },
  WAF_FILTERED: { status: 403, errorType: "WafFilteredException", message: "Forbidden" },

  HEADERS_TOO_LARGE: {
    status: 431,
    errorType: "BadRequestException",
    message: "Request Header Fields Too Large",
    customizable: false,
  },
  INCOMPLETE_SIGNATURE: {
    status: 403,
    errorType: "IncompleteSignatureException",
    message: "Incomplete signature",
    customizable: false,
  },
  UNRECOGNIZED_CLIENT: {
    status: 403,
    errorType: "UnrecognizedClientException",
    message: "The security token included in the request is invalid.",
    customizable: false,
  },
  URI_TOO_LONG: {
    status: 414,
    errorType: "BadRequestException",
    message: "Request URI too long",
    customizable: false,
  },
} as const satisfies Record<string, DefaultResponse>;

export type GatewayResponseType = keyof typeof GATEWAY_RESPONSES;

/** The row as its widest type, for code that treats every row alike. */
export function defaultResponse(type: GatewayResponseType): DefaultResponse {
  return GATEWAY_RESPONSES[type];
}

/** Why a request goes no further, and what its client is told. */
export interface Refusal {
  readonly response: GatewayResponseType;
  /** Instead of the default status of the type. */
  readonly status?: number;
  /** Instead of the default message of the type. */
  readonly message?: string;
  /** For the person who runs the local cloud; never sent to the client. */
  readonly reason: string;
}

export function refuse(
  response: GatewayResponseType,
  reason: string,
  details: { readonly status?: number; readonly message?: string } = {},
): Refusal {
  return { response, reason, ...details };
}

/** API Gateway looks for the exact type first, then for DEFAULT_4XX or DEFAULT_5XX. */
export function findOverride(
  overrides: ReadonlyMap<GatewayResponseType, GatewayResponseOverride>,
  type: GatewayResponseType,
  status: number,
): GatewayResponseOverride | undefined {
  if (type === "REQUEST_TOO_LARGE") return undefined;
  return overrides.get(type) ?? overrides.get(status < 500 ? "DEFAULT_4XX" : "DEFAULT_5XX");
}
