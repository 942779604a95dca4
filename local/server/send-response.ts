import type { IncomingMessage, ServerResponse } from "node:http";
import type { HttpResponse } from "../http";

/** Framing is this server's own business: an answer that brought another length would let the next one on the connection be misread. */
const OWN_HEADERS = new Set(["connection", "content-length", "keep-alive", "transfer-encoding"]);
const WITHOUT_BODY = new Set([204, 304]);

/** Throws, having sent nothing, when a status or header cannot be sent. */
export function sendResponse(reply: ServerResponse, response: HttpResponse, message: IncomingMessage): void {
  const hasBody = !WITHOUT_BODY.has(response.status);
  const body = typeof response.body === "string" ? Buffer.from(response.body) : response.body;
  const headers: string[] = [];
  for (const [name, value] of Object.entries(response.headers)) {
    if (OWN_HEADERS.has(name.toLowerCase())) continue;
    for (const one of typeof value === "string" ? [value] : value) headers.push(name, one);
  }
  if (hasBody) headers.push("content-length", String(body.length));
  // Something of the request is still unread: the next one on this connection could not be told from it.
  const isUnread = !message.complete;
  if (isUnread) headers.push("connection", "close");
  reply.writeHead(response.status, headers);
  reply.end(hasBody ? body : undefined, () => {
    if (isUnread) message.destroy();
  });
}
