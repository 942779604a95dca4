import { hash } from "node:crypto";

const EMPTY = hash("sha256", "", "hex");

/** SHA-256 of the bytes received, in hexadecimal. */
export function payloadHash(body: Uint8Array): string {
  return body.length === 0 ? EMPTY : hash("sha256", body, "hex");
}
