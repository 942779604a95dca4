import { hash } from "node:crypto";
import { MESSAGES, refuse, type Refusal } from "./refusal";
import type { SignatureClaim, SignedRequest } from "./signed-request";
import { ALGORITHM } from "./string-to-sign";

/**
 * Reads `AWS4-HMAC-SHA256 Credential=…, SignedHeaders=…, Signature=…`. Parameters may be separated by commas or white space in
 * any order; of a repeated one the last counts, as at AWS.
 */
export function parseAuthorizationHeader(
  authorization: string,
  headers: SignedRequest["headers"],
  service: string,
): SignatureClaim | Refusal {
  const [scheme = "", ...pairs] = authorization.split(/[\s,]+/).filter((part) => part !== "");
  if (!scheme.startsWith("AWS4-")) {
    // DynamoDB takes no notice of other schemes. API Gateway reads `Bearer …` as though it were a signature.
    if (service === "dynamodb") return refuse("MissingAuthenticationToken", MESSAGES.missingToken);
  } else if (scheme !== ALGORITHM) return unsupportedAlgorithm(scheme);

  const parameters = new Map<string, string>();
  for (const pair of pairs) {
    const equals = pair.indexOf("=");
    if (equals < 0) return notKeyValue(authorization);
    parameters.set(pair.slice(0, equals), pair.slice(equals + 1));
  }
  const credential = parameters.get("Credential");
  const signature = parameters.get("Signature");
  const signedHeaders = parameters.get("SignedHeaders");
  const date = headers["x-amz-date"]?.[0] ?? headers["date"]?.[0];
  if (!credential || !signature || !signedHeaders || !date) {
    return missingParameters(authorization, { credential, signature, signedHeaders, date });
  }
  if (scheme !== ALGORITHM) return unsupportedAlgorithm(scheme);
  return {
    ok: true,
    form: "header",
    credential,
    signedHeaders: signedHeaders.split(";").sort(),
    signature,
    date: date.trim(),
    sessionToken: headers["x-amz-security-token"]?.[0],
    expiresSeconds: undefined,
  };
}

function unsupportedAlgorithm(algorithm: string): Refusal {
  return refuse("IncompleteSignature", `Unsupported AWS 'algorithm': '${algorithm}'.`);
}

/** AWS sends back a hash: the header may hold a token that somebody would paste into a forum. */
function notKeyValue(authorization: string): Refusal {
  return refuse(
    "IncompleteSignature",
    `Invalid key=value pair (missing equal-sign) in Authorization header (hashed with SHA-256 and encoded with Base64): '${hash("sha256", authorization, "base64")}'.`,
  );
}

function missingParameters(
  authorization: string,
  parameters: Record<"credential" | "signature" | "signedHeaders" | "date", string | undefined>,
): Refusal {
  const sentences: string[] = [];
  if (!parameters.credential) sentences.push("Authorization header requires 'Credential' parameter.");
  if (!parameters.signature) sentences.push("Authorization header requires 'Signature' parameter.");
  if (!parameters.signedHeaders) sentences.push("Authorization header requires 'SignedHeaders' parameter.");
  if (!parameters.date)
    sentences.push("Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.");
  sentences.push(
    `(Hashed with SHA-256 and encoded with Base64) Authorization=${hash("sha256", authorization, "base64")}`,
  );
  return refuse("IncompleteSignature", sentences.join(" "));
}
