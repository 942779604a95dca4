import { refuse, type Refusal } from "./gateway-responses";
import type { Exchange } from "./exchange";
import { headerBytes } from "./request-headers";

/** API Gateway's limits for Regional REST APIs. */
export const MAX_BODY_BYTES = 10 * 1024 * 1024;
export const MAX_HEADER_BYTES = 10_240;
export const MAX_URL_BYTES = 10_240;
const MAX_METHOD_ARN_BYTES = 1_600;

/** What API Gateway refuses before it looks at the request: its size, and a raw `|` in the query string (known issues). */
export function checkSize(exchange: Exchange): Refusal | undefined {
  const { request } = exchange;
  if (request.body.length > MAX_BODY_BYTES)
    return refuse("REQUEST_TOO_LARGE", `the body has ${request.body.length} bytes; 10 MB is the limit`);
  if (headerBytes(request) > MAX_HEADER_BYTES)
    return refuse("HEADERS_TOO_LARGE", `the headers have ${headerBytes(request)} bytes; 10,240 is the limit`);
  if (request.path.length + request.query.length + 1 > MAX_URL_BYTES)
    return refuse("URI_TOO_LONG", "the path and query string are longer than 10,240 bytes");
  if (Buffer.byteLength(exchange.methodArn) > MAX_METHOD_ARN_BYTES)
    return refuse("URI_TOO_LONG", "the method ARN is longer than 1,600 bytes");
  if (request.query.includes("|"))
    return refuse("DEFAULT_4XX", 'the query string has a raw "|"; API Gateway wants it encoded as %7C');
  return undefined;
}
