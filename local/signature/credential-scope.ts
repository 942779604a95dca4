import { parseQuery, queryValue } from "./canonical-query";
import { refuse, type Refusal } from "./refusal";
import type { SignedRequest } from "./signed-request";

/** `accessKeyId/date/region/service/aws4_request`, in its parts. */
export interface CredentialScope {
  readonly accessKeyId: string;
  /** `YYYYMMDD`. */
  readonly date: string;
  readonly region: string;
  readonly service: string;
  readonly terminator: string;
}

const TERMINATOR = "aws4_request";

export function parseCredential(credential: string): CredentialScope | undefined {
  const parts = credential.split("/");
  const [accessKeyId, date, region, service, terminator] = parts;
  if (parts.length !== 5 || !accessKeyId || !date || !region || !service || !terminator) return undefined;
  return { accessKeyId, date, region, service, terminator };
}

/** AWS reports everything that is wrong with a scope in one message. `isoDate` is the date that was sent with the request. */
export function checkScope(
  scope: CredentialScope,
  expected: { readonly region: string; readonly service: string; readonly isoDate: string },
): Refusal | undefined {
  const { region, service, isoDate } = expected;
  const day = isoDate.slice(0, 8);
  const wrong: string[] = [];
  if (scope.region !== region)
    wrong.push(`Credential should be scoped to a valid region, not '${scope.region}'.`);
  if (scope.service !== service) wrong.push(`Credential should be scoped to correct service: '${service}'.`);
  if (scope.terminator !== TERMINATOR)
    wrong.push(
      `Credential should be scoped with a valid terminator: '${TERMINATOR}', not '${scope.terminator}'.`,
    );
  if (scope.date !== day)
    wrong.push(
      `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '${scope.date}' != '${day}', from '${isoDate}'.`,
    );
  return wrong.length > 0 ? refuse("InvalidSignature", wrong.join(" ")) : undefined;
}

/**
 * The credential scope as the request claims it, to choose the service that shall verify it. Proves nothing.
 * Undefined when there is none or it is malformed.
 */
export function readScope(
  request: Pick<SignedRequest, "query" | "headers">,
): Omit<CredentialScope, "terminator"> | undefined {
  const authorization = request.headers["authorization"]?.[0];
  const credential =
    authorization === undefined
      ? queryValue(parseQuery(request.query), "X-Amz-Credential")
      : /^AWS4-\S+\s.*?\bCredential=([^,\s]*)/.exec(authorization)?.[1];
  const scope = credential === undefined ? undefined : parseCredential(credential);
  if (!scope) return undefined;
  const { accessKeyId, date, region, service } = scope;
  return { accessKeyId, date, region, service };
}
