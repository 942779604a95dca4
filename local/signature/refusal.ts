/** AWS's families of authentication errors. Each service spells them in its own way (`SignatureDoesNotMatch`, `InvalidSignatureException`). */
export type SignatureError =
  | "MissingAuthenticationToken"
  | "IncompleteSignature"
  | "InvalidSignature"
  | "UnrecognizedClient"
  | "ExpiredToken";

export interface Refusal {
  readonly ok: false;
  readonly error: SignatureError;
  /** AWS's text, safe to send. */
  readonly message: string;
  /** What AWS does not say, for the local log only. */
  readonly explanation?: string;
  /** What was signed here, when the signature itself was compared. */
  readonly canonicalRequest?: string;
  readonly stringToSign?: string;
}

export function refuse(
  error: SignatureError,
  message: string,
  details: Pick<Refusal, "explanation" | "canonicalRequest" | "stringToSign"> = {},
): Refusal {
  return { ok: false, error, message, ...details };
}

export const MESSAGES = {
  missingToken: "Request is missing Authentication Token",
  unknownToken: "The security token included in the request is invalid.",
  expiredToken: "The security token included in the request is expired",
  mismatch:
    "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.",
} as const;

/**
 * The message, followed by what should have been signed where that is known, as many AWS services send it.
 * It reveals nothing that the sender of the request does not have: the secret is in neither text.
 */
export function messageWithExpectedStrings(refusal: Refusal): string {
  if (refusal.canonicalRequest === undefined || refusal.stringToSign === undefined) return refusal.message;
  return (
    `${refusal.message}\n\nThe Canonical String for this request should have been\n'${refusal.canonicalRequest}'` +
    `\n\nThe String-to-Sign should have been\n'${refusal.stringToSign}'\n`
  );
}
