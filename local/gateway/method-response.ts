import { validateHeaderName, validateHeaderValue } from "node:http";
import type { HttpResponse } from "../http";
import type { Exchange } from "./exchange";

/** What the pipeline's last stage leaves behind. */
export interface MethodResponse {
  readonly status: number;
  /** Names as the integration spelled them; a name may come more than once. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
}

/** Headers that the connection to the client needs for itself. An integration's are renamed `x-amzn-Remapped-…`. */
const REMAPPED_ALWAYS = ["connection", "content-length", "date", "server"];
const REMAPPED_FROM_SERVICES = [
  "authorization",
  "content-md5",
  "expect",
  "host",
  "max-forwards",
  "proxy-authenticate",
  "trailer",
  "upgrade",
  "user-agent",
  "www-authenticate",
];
const REMAPPED_FROM_MOCK: ReadonlySet<string> = new Set(REMAPPED_ALWAYS);
const REMAPPED: ReadonlySet<string> = new Set([...REMAPPED_ALWAYS, ...REMAPPED_FROM_SERVICES]);

/** Headers that say who answered. An integration cannot forge them. */
const OURS: ReadonlySet<string> = new Set([
  "x-amzn-requestid",
  "x-amz-apigw-id",
  "x-amzn-errortype",
  "x-amzn-trace-id",
  "transfer-encoding",
]);

/** Undefined when the header can be sent. HTTP forbids line breaks in it: they would let a value write headers, or a second response. */
export function headerFault(name: string, value: string): string | undefined {
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
    return undefined;
  } catch {
    return `the header ${JSON.stringify(name)} has a name or value that HTTP does not allow`;
  }
}

/** Renames what must be renamed and adds API Gateway's own headers. */
export function toHttpResponse(exchange: Exchange, response: MethodResponse): HttpResponse {
  const isMock = exchange.matched.method.integration.type === "mock";
  const remapped = isMock ? REMAPPED_FROM_MOCK : REMAPPED;
  const headers: Record<string, string | string[]> = {};
  const spelling = new Map<string, string>();
  for (const [given, value] of response.headers) {
    const lowerCase = given.toLowerCase();
    if (OURS.has(lowerCase)) continue;
    const name = remapped.has(lowerCase) ? `x-amzn-Remapped-${given}` : given;
    const known = spelling.get(name.toLowerCase());
    if (known === undefined) {
      spelling.set(name.toLowerCase(), name);
      headers[name] = value;
    } else headers[known] = [...[headers[known] ?? []].flat(), value];
  }
  if (!spelling.has("content-type")) headers["Content-Type"] = "application/json";
  Object.assign(headers, ownHeaders(exchange));
  // MOCK answers no trace id (recorded).
  if (!isMock) headers["X-Amzn-Trace-Id"] = exchange.trace.answered;
  return { status: response.status, headers, body: response.body };
}

/** On every answer, errors included. */
export function ownHeaders(exchange: Exchange): Record<string, string> {
  return { "x-amzn-RequestId": exchange.requestId, "x-amz-apigw-id": exchange.extendedRequestId };
}
