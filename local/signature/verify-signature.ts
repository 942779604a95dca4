import { parseAuthorizationHeader } from "./authorization-header";
import { parseQuery, type QueryParameter } from "./canonical-query";
import { compareSignature, type SignedForm } from "./compare-signature";
import { checkScope, parseCredential } from "./credential-scope";
import { parsePresignedQuery } from "./presigned-query";
import { MESSAGES, refuse, type Refusal } from "./refusal";
import type { SignatureClaim, SignedRequest } from "./signed-request";
import { checkSigningDate } from "./signing-date";

export interface VerifyOptions extends SignedForm {
  /** The service that the request reached, such as `execute-api`. A signature for another one is refused. */
  readonly service: string;
  readonly region: string;
  readonly nowMs: number;
  /** How far the client's clock may be off, to either side. AWS allows 15 minutes for DynamoDB and 5 for most others. */
  readonly skewMinutes: number;
  /** Must answer `unknown` for a session token that does not belong to the access key. */
  readonly findSecret: (
    accessKeyId: string,
    sessionToken: string | undefined,
  ) => { readonly secretAccessKey: string } | "unknown" | "expired";
}

export type Verification =
  | {
      readonly ok: true;
      readonly accessKeyId: string;
      readonly sessionToken?: string;
      readonly service: string;
      readonly region: string;
    }
  | Refusal;

/**
 * Verifies a request's Signature Version 4, in the `Authorization` header or in the query. The checks come in AWS's order,
 * so that of several faults the same one is reported: form, clock and scope first, then the key, the signature last.
 */
export function verifySignature(request: SignedRequest, options: VerifyOptions): Verification {
  const { nowMs, skewMinutes, region, service } = options;
  const query = parseQuery(request.query);
  const claim = readClaim(request, query, service);
  if (!claim.ok) return claim;
  const untimely =
    checkSignedHeaders(request, claim) ??
    checkSigningDate(claim.date, { nowMs, skewMinutes, expiresSeconds: claim.expiresSeconds });
  if (untimely) return untimely;
  const scope = parseCredential(claim.credential);
  if (!scope) return malformedCredential(claim.credential);
  const misplaced = checkScope(scope, { region, service, isoDate: claim.date });
  if (misplaced) return misplaced;

  const { accessKeyId } = scope;
  const { sessionToken } = claim;
  const found = options.findSecret(accessKeyId, sessionToken);
  if (found === "unknown") return refuse("UnrecognizedClient", MESSAGES.unknownToken);
  if (found === "expired") return refuse("ExpiredToken", MESSAGES.expiredToken);
  const { secretAccessKey } = found;
  const mismatch = compareSignature({ request, query, claim, scope, secretAccessKey }, options);
  if (mismatch) return mismatch;
  const verified = { ok: true, accessKeyId, service, region } as const;
  return sessionToken === undefined ? verified : { ...verified, sessionToken };
}

function readClaim(
  request: SignedRequest,
  query: readonly QueryParameter[],
  service: string,
): SignatureClaim | Refusal {
  const authorization = request.headers["authorization"]?.[0];
  const isPresigned = query.some((parameter) => parameter.name === "X-Amz-Algorithm");
  if (authorization !== undefined && isPresigned) {
    return refuse(
      "InvalidSignature",
      "Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP header.",
    );
  }
  if (isPresigned) return parsePresignedQuery(query);
  if (!authorization) return refuse("MissingAuthenticationToken", MESSAGES.missingToken);
  return parseAuthorizationHeader(authorization, request.headers, service);
}

/** `host` names the API and `x-amz-target` the operation: unsigned, a captured request could be sent to another. */
function checkSignedHeaders(request: SignedRequest, claim: SignatureClaim): Refusal | undefined {
  const { signedHeaders } = claim;
  const mustBeSigned = !signedHeaders.includes("host")
    ? "'Host' or ':authority'"
    : request.headers["x-amz-target"] && !signedHeaders.includes("x-amz-target")
      ? "'X-Amz-Target'"
      : undefined;
  if (mustBeSigned === undefined) return undefined;
  return refuse("InvalidSignature", `${mustBeSigned} must be a 'SignedHeader' in the AWS Authorization.`);
}

function malformedCredential(credential: string): Refusal {
  return refuse(
    "IncompleteSignature",
    `Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '${credential}'`,
  );
}
