import { hash } from "node:crypto";
import type { CanonicalHeaders } from "./canonical-headers";

export function canonicalRequest(parts: {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly headers: CanonicalHeaders;
  readonly signedHeaders: readonly string[];
  readonly payloadHash: string;
}): string {
  const { method, path, query, headers, signedHeaders } = parts;
  return `${method}\n${path}\n${query}\n${headers.lines}\n${signedHeaders.join(";")}\n${parts.payloadHash}`;
}

/** Each character of the canonical request is one byte. */
export function canonicalRequestHash(request: string): string {
  return hash("sha256", Buffer.from(request, "latin1"), "hex");
}
