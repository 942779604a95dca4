import { percentEncode, percentRecode } from "./percent-encoding";

/**
 * How a service canonicalises the path.
 * - `normalized`: slashes collapse, dot segments resolve, and the path as sent is encoded once more (`%20` is signed as `%2520`).
 *   Every AWS service but S3 does this.
 * - `as-sent`: encoded once more, but not normalised.
 * - `s3`: encoded once, not normalised, since a key may hold `//` and `..`.
 */
export type PathStyle = "normalized" | "as-sent" | "s3";

export function canonicalPath(path: string, style: PathStyle): string {
  const absolute = path.startsWith("/") ? path : `/${path}`;
  switch (style) {
    case "normalized":
      return encodeSegments(removeDotSegments(absolute));
    case "as-sent":
      return encodeSegments(absolute);
    case "s3":
      return absolute
        .split("/")
        .map((segment) => percentRecode(segment, "literal"))
        .join("/");
  }
}

const NEEDS_NORMALIZING = /\/\/|\/\.{1,2}(?:\/|$)/;

/** Unlike RFC 3986, a final dot segment leaves no slash behind: `/a/b/..` is `/a`. AWS's signers agree on it. */
function removeDotSegments(path: string): string {
  if (!NEEDS_NORMALIZING.test(path)) return path;
  const kept: string[] = [];
  for (const segment of path.split("/")) {
    if (segment === "..") kept.pop();
    else if (segment !== "" && segment !== ".") kept.push(segment);
  }
  return `/${kept.join("/")}${kept.length > 0 && path.endsWith("/") ? "/" : ""}`;
}

const SAFE_PATH = /^[A-Za-z0-9\-._~/]*$/;

function encodeSegments(path: string): string {
  return SAFE_PATH.test(path) ? path : path.split("/").map(percentEncode).join("/");
}
