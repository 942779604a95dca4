import { timingSafeEqual } from "node:crypto";
import { canonicalHeaders } from "./canonical-headers";
import { canonicalPath, type PathStyle } from "./canonical-path";
import { canonicalQuery, type QueryParameter } from "./canonical-query";
import { canonicalRequest, canonicalRequestHash } from "./canonical-request";
import type { CredentialScope } from "./credential-scope";
import { payloadHash } from "./payload-hash";
import { MESSAGES, refuse, type Refusal } from "./refusal";
import type { SignatureClaim, SignedRequest } from "./signed-request";
import { sign, signingKey } from "./signing-key";
import { stringToSign } from "./string-to-sign";

/** In what services differ about the text that is signed. */
export interface SignedForm {
  /** @default "normalized" */
  readonly pathStyle?: PathStyle;
  /**
   * For services that expect a presigned request's session token to be added after signing, as AWS IoT does.
   * In the header form the token counts as signed exactly when `SignedHeaders` names it.
   * @default false
   */
  readonly queryTokenAfterSigning?: boolean;
}

/** Signs the request as it arrived and compares; undefined when the signatures are equal and nothing contradicts them. */
export function compareSignature(
  signed: {
    readonly request: SignedRequest;
    readonly query: readonly QueryParameter[];
    readonly claim: SignatureClaim;
    readonly scope: CredentialScope;
    readonly secretAccessKey: string;
  },
  form: SignedForm,
): Refusal | undefined {
  const { request, query, claim, scope, secretAccessKey } = signed;
  const headers = canonicalHeaders(request.headers, claim.signedHeaders);
  const bodyHash = payloadHash(request.body);
  const canonical = canonicalRequest({
    method: request.method,
    path: canonicalPath(request.path, form.pathStyle ?? "normalized"),
    query: canonicalQuery(query, unsignedParameters(claim, form)),
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

function unsignedParameters(claim: SignatureClaim, form: SignedForm): readonly string[] {
  if (claim.form === "header") return [];
  return form.queryTokenAfterSigning ? ["X-Amz-Signature", "X-Amz-Security-Token"] : ["X-Amz-Signature"];
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
