import { toByteString } from "./percent-encoding";
import type { SignedRequest } from "./signed-request";

export interface CanonicalHeaders {
  /** One line per signed header, each with its line feed. */
  readonly lines: string;
  /** Signed headers that the request lacks. */
  readonly missing: readonly string[];
}

/** Only what was signed: anything else may have been added on the way. */
export function canonicalHeaders(
  headers: SignedRequest["headers"],
  signedHeaders: readonly string[],
): CanonicalHeaders {
  let lines = "";
  const missing: string[] = [];
  for (const name of signedHeaders) {
    const values = Object.hasOwn(headers, name) ? headers[name] : undefined;
    if (values === undefined || values.length === 0) missing.push(name);
    else lines += `${name}:${values.map(canonicalValue).join(",")}\n`;
  }
  return { lines, missing };
}

/** White space in ASCII only: a byte of a UTF-8 sequence can be a no-break space in Latin-1, which `trim` and `\s` would take for white space. */
function canonicalValue(value: string): string {
  return toByteString(value)
    .replace(/[ \t\r\n]+/g, " ")
    .replace(/^ | $/g, "");
}
