import { timingSafeEqual } from "node:crypto";
import { parseAuthorizationHeader } from "./authorization-header";
import { canonicalHeaders } from "./canonical-headers";
import { canonicalPath, type PathStyle } from "./canonical-path";
import { canonicalQuery, parseQuery, type QueryParameter } from "./canonical-query";
import { canonicalRequest, canonicalRequestHash } from "./canonical-request";
import { checkScope, parseCredential, type CredentialScope } from "./credential-scope";
import { payloadHash } from "./payload-hash";
import { parsePresignedQuery } from "./presigned-query";
import { MESSAGES, refuse, type Refusal } from "./refusal";
import type { SignatureClaim, SignedRequest } from "./signed-request";
import { sign, signingKey } from "./signing-key";
import { checkSigningDate } from "./signing-date";
import { stringToSign } from "./string-to-sign";

export interface VerifyOptions {
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
  /** @default "normalized" */
  readonly pathStyle?: PathStyle;
  /**
   * For services that expect a presigned request's session token to be added after signing, as AWS IoT does.
   * In the header form the token counts as signed exactly when `SignedHeaders` names it.
   * @default false
   */
  readonly queryTokenAfterSigning?: boolean;
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
  const query = parseQuery(request.query);
  const claim = readClaim(request, query, options.service);
  if (!claim.ok) return claim;
  const scope = parseCredential(claim.credential);
  const refusal =
    checkSignedHeaders(request, claim) ??
    checkSigningDate(claim.date, { ...options, expiresSeconds: claim.expiresSeconds }) ??
    (scope ? checkScope(scope, { ...options, isoDate: claim.date }) : malformedCredential(claim.credential));
  if (refusal || !scope) return refusal ?? malformedCredential(claim.credential);

  const found = options.findSecret(scope.accessKeyId, claim.sessionToken);
  if (found === "unknown") return refuse("UnrecognizedClient", MESSAGES.unknownToken);
  if (found === "expired") return refuse("ExpiredToken", MESSAGES.expiredToken);
  const mismatch = compareSignature(request, query, { claim, scope, ...found }, options);
  if (mismatch) return mismatch;
  return {
    ok: true,
    accessKeyId: scope.accessKeyId,
    ...(claim.sessionToken === undefined ? {} : { sessionToken: claim.sessionToken }),
    service: scope.service,
    region: scope.region,
  };
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

function compareSignature(
  request: SignedRequest,
  query: readonly QueryParameter[],
  signed: {
    readonly claim: SignatureClaim;
    readonly scope: CredentialScope;
    readonly secretAccessKey: string;
  },
  options: VerifyOptions,
): Refusal | undefined {
  const { claim, scope, secretAccessKey } = signed;
  const headers = canonicalHeaders(request.headers, claim.signedHeaders);
  const bodyHash = payloadHash(request.body);
  const canonical = canonicalRequest({
    method: request.method,
    path: canonicalPath(request.path, options.pathStyle ?? "normalized"),
    query: canonicalQuery(query, unsignedParameters(claim, options)),
    headers,
    signedHeaders: claim.signedHeaders,
    payloadHash: bodyHash,
  });
  const text = stringToSign(claim.date, scope, canonicalRequestHash(canonical));
  const isEqual = equalTexts(sign(signingKey(scope, secretAccessKey), text), claim.signature);

  const explanation = isEqual
    ? (missingHeader(headers.missing) ?? falseHash(request, bodyHash))
    : "the signature differs: another secret was used, or the request changed after it was signed";
  if (explanation === undefined) return undefined;
  return refuse("InvalidSignature", MESSAGES.mismatch, {
    explanation,
    canonicalRequest: canonical,
    stringToSign: text,
  });
}

function unsignedParameters(claim: SignatureClaim, options: VerifyOptions): readonly string[] {
  if (claim.form === "header") return [];
  return options.queryTokenAfterSigning ? ["X-Amz-Signature", "X-Amz-Security-Token"] : ["X-Amz-Signature"];
}

function missingHeader(missing: readonly string[]): string | undefined {
  return missing.length > 0 ? `signed headers are absent: ${missing.join(", ")}` : undefined;
}

/** The body is hashed here whatever the header says; a header that says otherwise makes the request a contradiction. */
function falseHash(request: SignedRequest, bodyHash: string): string | undefined {
  const claimed = request.headers["x-amz-content-sha256"];
  const isFalse = claimed?.some((value) => !value.startsWith("UNSIGNED-") && value !== bodyHash);
  return isFalse ? "x-amz-content-sha256 is not the hash of the body that arrived" : undefined;
}

function equalTexts(expected: string, given: string): boolean {
  const a = Buffer.from(expected, "latin1");
  const b = Buffer.from(given, "utf8");
  return a.length === b.length && timingSafeEqual(a, b);
}
