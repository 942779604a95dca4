import type { IncomingMessage } from "node:http";
import type { HttpRequest } from "../http";

/** What a client may send beyond the limit and still get an answer; then the connection is cut. */
const PATIENCE_BYTES = 32 * 1024 * 1024;

export type RequestHead = Omit<HttpRequest, "body">;

export function readHead(message: IncomingMessage): RequestHead {
  const { rawHeaders, url = "/" } = message;
  const headers: Record<string, string[]> = Object.create(null) as Record<string, string[]>;
  for (let i = 0; i < rawHeaders.length; i += 2)
    (headers[rawHeaders[i]!.toLowerCase()] ??= []).push(rawHeaders[i + 1]!);
  const queryStart = url.indexOf("?");
  const address = message.socket.remoteAddress ?? "";
  return {
    method: message.method ?? "GET",
    path: queryStart === -1 ? url : url.slice(0, queryStart),
    query: queryStart === -1 ? "" : url.slice(queryStart + 1),
    headers,
    rawHeaders,
    sourceIp: address.startsWith("::ffff:") ? address.slice(7) : address,
  };
}

/** A request has a body exactly when it says how that is framed. */
export function hasBody({ headers }: Pick<RequestHead, "headers">): boolean {
  return headers["content-length"] !== undefined || headers["transfer-encoding"] !== undefined;
}

/**
 * The body, or one byte more than the limit when it is longer: enough for whoever it is for to refuse it in its own form. What
 * follows is read and dropped, so that the client gets that answer rather than a broken connection.
 */
export function readBody(message: IncomingMessage, limit: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const collected = () => {
      const whole = chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
      return length > limit ? whole.subarray(0, limit + 1) : whole;
    };
    message.on("data", (chunk: Buffer) => {
      if (length <= limit) chunks.push(chunk);
      length += chunk.length;
      if (length > limit + PATIENCE_BYTES) {
        message.pause();
        resolve(collected());
      }
    });
    message.on("end", () => resolve(collected()));
    message.on("error", reject);
    message.on("close", () => {
      if (!message.complete)
        reject(new Error("The client closed the connection before its request was complete."));
    });
  });
}
