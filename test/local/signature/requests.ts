import { verifySignature, type SignedRequest, type VerifyOptions } from "../../../local/signature";

export const NOW_MS = Date.UTC(2026, 10, 22, 10, 0, 0);

export const KEYS = {
  accessKeyId: "ASIAIOSFODNN7EXAMPLE",
  secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
  sessionToken: "IQoJb3JpZ2luX2VjEXAMPLE+/token==",
} as const;

/** A request as the HTTP server hands it over, from what a client wrote: header values one by one, names in lower case. */
export function arrived(request: {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body?: string | Uint8Array;
}): SignedRequest {
  const mark = request.target.indexOf("?");
  const headers: Record<string, string[]> = {};
  for (const [name, value] of request.headers) (headers[name.toLowerCase()] ??= []).push(value);
  return {
    method: request.method,
    path: mark < 0 ? request.target : request.target.slice(0, mark),
    query: mark < 0 ? "" : request.target.slice(mark + 1),
    headers,
    body: Buffer.from(request.body ?? ""),
  };
}

export function options(changes: Partial<VerifyOptions> = {}): VerifyOptions {
  return {
    service: "execute-api",
    region: "eu-west-1",
    nowMs: NOW_MS,
    skewMinutes: 5,
    findSecret: (accessKeyId, sessionToken) =>
      accessKeyId === KEYS.accessKeyId && sessionToken === KEYS.sessionToken ? KEYS : "unknown",
    ...changes,
  };
}

export const verify = (request: SignedRequest, changes: Partial<VerifyOptions> = {}) =>
  verifySignature(request, options(changes));
