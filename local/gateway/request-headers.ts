import type { HttpRequest } from "../http";
import { textMap } from "./text-map";

export interface RequestHeaders {
  /** The last value of each name, under the client's own spelling. */
  readonly single: Readonly<Record<string, string>>;
  readonly multi: Readonly<Record<string, readonly string[]>>;
}

/** Headers between the client and API Gateway, which no integration sees. */
const REMOVED = new Set([
  "connection",
  "content-length",
  "content-md5",
  "expect",
  "max-forwards",
  "proxy-authenticate",
  "server",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "www-authenticate",
]);

/** Headers that API Gateway writes: what the client sent under these names is replaced. */
const REPLACED = new Set(["x-amzn-trace-id", "x-forwarded-for", "x-forwarded-port", "x-forwarded-proto"]);

/**
 * The headers as integrations see them. A signature is not passed on, since it would only be good for replaying the request. As at AWS the
 * scheme is https and the port 443, so that functions which insist on them work here too.
 */
export function integrationHeaders(request: HttpRequest, traceId: string): RequestHeaders {
  const single = textMap<string>();
  const multi = textMap<string[]>();
  const spelling = textMap<string>();
  const add = (name: string, value: string): void => {
    const known = (spelling[name.toLowerCase()] ??= name);
    single[known] = value;
    (multi[known] ??= []).push(value);
  };
  for (let i = 0; i + 1 < request.rawHeaders.length; i += 2) {
    const name = request.rawHeaders[i] ?? "";
    const value = request.rawHeaders[i + 1] ?? "";
    const lowerCase = name.toLowerCase();
    if (REMOVED.has(lowerCase) || REPLACED.has(lowerCase)) continue;
    if (lowerCase === "authorization" && value.startsWith("AWS4-")) continue;
    add(name, value);
  }
  const forwardedFor = request.headers["x-forwarded-for"] ?? [];
  add("X-Amzn-Trace-Id", traceId);
  add("X-Forwarded-For", [...forwardedFor, request.sourceIp].join(", "));
  add("X-Forwarded-Port", "443");
  add("X-Forwarded-Proto", "https");
  return { single, multi };
}

/** Names, values and line ends, as API Gateway counts them towards its limit. */
export function headerBytes(request: HttpRequest): number {
  let bytes = 0;
  for (const text of request.rawHeaders) bytes += text.length + 2;
  return bytes;
}
