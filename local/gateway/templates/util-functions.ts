import { TemplateError } from "./template-error";
import { toText } from "./java-text";

const ESCAPES: Readonly<Record<string, string>> = {
  "\b": "\\b",
  "\f": "\\f",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "'": "\\'",
  '"': '\\"',
  "\\": "\\\\",
  "/": "\\/",
};

/** Java's StringEscapeUtils.escapeJavaScript: it also escapes `'`, which JSON does not allow, so templates undo that with `replaceAll`. */
function escapeJavaScript(text: string): string {
  return text.replace(
    // Everything but printable ASCII, and the characters with an escape of their own.
    /[^ !#-&(-.0-[\]-~]/g,
    (character) =>
      ESCAPES[character] ?? `\\u${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}`,
  );
}

/** `application/x-www-form-urlencoded`, as Java's URLEncoder writes it: half a surrogate pair becomes `?`. */
function urlEncode(text: string): string {
  return encodeURIComponent(text.replace(/\p{Surrogate}/gu, "?"))
    .replaceAll("%20", "+")
    .replace(/[!'()~]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}

function urlDecode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch (cause) {
    throw new TemplateError("$util.urlDecode got text that is not URL-encoded.", { cause });
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new TemplateError("$util.parseJson got text that is not JSON.", { cause });
  }
}

/** `$util`. Each takes one parameter; a missing value stays missing. */
export const UTIL_FUNCTIONS: ReadonlyMap<string, (parameter: unknown) => unknown> = new Map(
  Object.entries({
    escapeJavaScript,
    parseJson,
    urlEncode,
    urlDecode,
    base64Encode: (text: string) => Buffer.from(text, "utf8").toString("base64"),
    base64Decode: (text: string) => Buffer.from(text, "base64").toString("utf8"),
  }).map(([name, convert]) => [
    name,
    (parameter: unknown) =>
      parameter === null || parameter === undefined ? null : convert(toText(parameter)),
  ]),
);
