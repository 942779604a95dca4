import { messageWithExpectedStrings, verifySignature, type SignatureError } from "../signature";
import { anonymousCaller, type Arrival } from "./arrival";
import { AwsError } from "./aws-error";
import type { Caller } from "./caller";
import type { ServiceContext } from "./context";

/** How a family of services spells the five authentication errors. */
export type AuthenticationErrors = Readonly<
  Record<SignatureError, { readonly code: string; readonly status: number }>
>;

/** AWS JSON: dynamodb, cognito-identity, logs. */
export const JSON_AUTHENTICATION_ERRORS: AuthenticationErrors = {
  MissingAuthenticationToken: { code: "MissingAuthenticationTokenException", status: 400 },
  IncompleteSignature: { code: "IncompleteSignatureException", status: 400 },
  InvalidSignature: { code: "InvalidSignatureException", status: 400 },
  UnrecognizedClient: { code: "UnrecognizedClientException", status: 400 },
  ExpiredToken: { code: "ExpiredTokenException", status: 400 },
};

/** Query: sts. */
export const QUERY_AUTHENTICATION_ERRORS: AuthenticationErrors = {
  MissingAuthenticationToken: { code: "MissingAuthenticationToken", status: 403 },
  IncompleteSignature: { code: "IncompleteSignature", status: 400 },
  InvalidSignature: { code: "SignatureDoesNotMatch", status: 403 },
  UnrecognizedClient: { code: "InvalidClientTokenId", status: 403 },
  ExpiredToken: { code: "ExpiredToken", status: 403 },
};

/** REST-JSON: lambda. */
export const REST_AUTHENTICATION_ERRORS: AuthenticationErrors = {
  MissingAuthenticationToken: { code: "MissingAuthenticationTokenException", status: 403 },
  IncompleteSignature: { code: "IncompleteSignatureException", status: 403 },
  InvalidSignature: { code: "InvalidSignatureException", status: 403 },
  UnrecognizedClient: { code: "UnrecognizedClientException", status: 403 },
  ExpiredToken: { code: "ExpiredTokenException", status: 403 },
};

export interface SigningRules {
  /** The service's name in credential scopes. */
  readonly service: string;
  /** 15 for DynamoDB, 5 for the others. */
  readonly skewMinutes: number;
  readonly errors: AuthenticationErrors;
}

/** Who signed the request. Throws AwsError in the family's spelling, and explains in the local log. */
export function authenticate(context: ServiceContext, arrival: Arrival, rules: SigningRules): Caller {
  const verification = verifySignature(arrival.request, {
    service: rules.service,
    region: context.region,
    nowMs: context.clock.nowMs(),
    skewMinutes: rules.skewMinutes,
    findSecret: (accessKeyId, sessionToken) => context.credentials.findSecret(accessKeyId, sessionToken),
  });
  if (!verification.ok) {
    const { code, status } = rules.errors[verification.error];
    context.decisions.refused(
      `a call of ${rules.service}: ${code}: ${verification.explanation ?? verification.message}`,
    );
    throw new AwsError(code, status, messageWithExpectedStrings(verification));
  }
  const principal = context.credentials.resolve(verification.accessKeyId, verification.sessionToken);
  if (principal === undefined) {
    const { code, status } = rules.errors.ExpiredToken;
    throw new AwsError(code, status, "The security token included in the request is expired");
  }
  return { ...anonymousCaller(arrival), principal };
}
