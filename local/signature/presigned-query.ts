import { queryValue, type QueryParameter } from "./canonical-query";
import { MESSAGES, refuse, type Refusal } from "./refusal";
import type { SignatureClaim } from "./signed-request";
import { ALGORITHM } from "./string-to-sign";

const WEEK_SECONDS = 604_800;

/** Reads the `X-Amz-…` parameters of a presigned request. Of a repeated one the first counts, as at AWS. */
export function parsePresignedQuery(query: readonly QueryParameter[]): SignatureClaim | Refusal {
  if (queryValue(query, "X-Amz-Algorithm") !== ALGORITHM) {
    return refuse("MissingAuthenticationToken", MESSAGES.missingToken);
  }
  const credential = queryValue(query, "X-Amz-Credential");
  const signature = queryValue(query, "X-Amz-Signature");
  const signedHeaders = queryValue(query, "X-Amz-SignedHeaders");
  const date = queryValue(query, "X-Amz-Date");
  if (!credential || !signature || !signedHeaders || !date) {
    return missingParameters({
      "X-Amz-Credential": credential,
      "X-Amz-Signature": signature,
      "X-Amz-SignedHeaders": signedHeaders,
      "X-Amz-Date": date,
    });
  }
  const expires = queryValue(query, "X-Amz-Expires");
  const expiresProblem = expires === undefined ? undefined : problemOfExpires(expires);
  if (expiresProblem) return refuse("IncompleteSignature", expiresProblem);
  return {
    ok: true,
    form: "query",
    credential,
    signedHeaders: signedHeaders.split(";").sort(),
    signature,
    date,
    sessionToken: queryValue(query, "X-Amz-Security-Token"),
    expiresSeconds: expires === undefined ? undefined : Number(expires),
  };
}

function missingParameters(parameters: Readonly<Record<string, string | undefined>>): Refusal {
  const sentences = Object.entries(parameters)
    .filter(([, value]) => !value)
    .map(([name]) => `AWS query-string parameters must include '${name}'.`);
  return refuse("IncompleteSignature", [...sentences, "Re-examine the query-string parameters."].join(" "));
}

function problemOfExpires(expires: string): string | undefined {
  if (/^-\d+$/.test(expires)) return "X-Amz-Expires must be non-negative";
  if (!/^\d+$/.test(expires)) return "X-Amz-Expires should be a number";
  if (Number(expires) > WEEK_SECONDS)
    return `X-Amz-Expires must be less than a week (in seconds) that is ${WEEK_SECONDS}`;
  return undefined;
}
