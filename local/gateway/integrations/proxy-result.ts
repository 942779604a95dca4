import { headerFault, type MethodResponse } from "../method-response";

const KEYS: ReadonlySet<string> = new Set([
  "statusCode",
  "headers",
  "multiValueHeaders",
  "body",
  "isBase64Encoded",
]);

type Header = readonly [name: string, value: string];

/**
 * Reads what a proxy function returned, by the contract recorded at AWS. A string says why it is malformed, which the client sees as 502.
 * A base64 body is sent as its text: that is what API Gateway does as long as no binary media types are declared.
 */
export function parseProxyResult(payload: string): MethodResponse | string {
  const result = parseObject(payload);
  if (!result)
    return "it must be a JSON object with at least one of statusCode, headers, multiValueHeaders and body";
  const unknown = Object.keys(result).find((key) => !KEYS.has(key));
  if (unknown !== undefined) return `unknown key "${unknown}"`;

  const status = readStatus(result["statusCode"]);
  if (status === undefined) return `statusCode ${JSON.stringify(result["statusCode"])} is not a status`;
  const body = result["body"] ?? "";
  if (typeof body !== "string") return `body is of type ${typeof body}, not string (use JSON.stringify)`;
  const isBase64Encoded = result["isBase64Encoded"] ?? false;
  if (typeof isBase64Encoded !== "boolean") return "isBase64Encoded is not a boolean";
  const headers = readHeaders(result["headers"], result["multiValueHeaders"]);
  return typeof headers === "string" ? headers : { status, headers, body };
}

function parseObject(payload: string): Record<string, unknown> | undefined {
  let value: unknown;
  try {
    value = JSON.parse(payload);
  } catch {
    return undefined;
  }
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  return isObject && Object.keys(value as object).length > 0 ? (value as Record<string, unknown>) : undefined;
}

/**
 * A number or its digits; 200 when it is left out. No 1xx: HTTP lets none of them end an answer, and whoever waits for it would
 * wait on.
 */
function readStatus(statusCode: unknown): number | undefined {
  if (statusCode === undefined || statusCode === null) return 200;
  const status =
    typeof statusCode === "string" && /^\d{3}$/.test(statusCode) ? Number(statusCode) : statusCode;
  return typeof status === "number" && Number.isInteger(status) && status >= 200 && status <= 599
    ? status
    : undefined;
}

/** Both maps merged: of a header in both, the multi-value entries come first and their spelling counts. */
function readHeaders(single: unknown, multi: unknown): readonly Header[] | string {
  const headers: Header[] = [];
  const spelling = new Map<string, string>();
  const add = (name: string, value: unknown): string | undefined => {
    const text = typeof value === "boolean" ? String(value) : value;
    if (typeof text !== "string")
      return `the value of header "${name}" is of type ${typeof value}, not string`;
    const known = spelling.get(name.toLowerCase()) ?? name;
    spelling.set(name.toLowerCase(), known);
    headers.push([known, text]);
    return headerFault(known, text);
  };
  for (const [name, values] of entriesOf(multi)) {
    if (!Array.isArray(values)) return `the value of multiValueHeaders "${name}" is not an array`;
    for (const value of values) {
      const fault = add(name, value);
      if (fault !== undefined) return fault;
    }
  }
  for (const [name, value] of entriesOf(single)) {
    const fault = add(name, value);
    if (fault !== undefined) return fault;
  }
  return isMap(single) && isMap(multi) ? headers : "headers and multiValueHeaders must be objects";
}

function isMap(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === "object" && !Array.isArray(value));
}

function entriesOf(value: unknown): readonly (readonly [string, unknown])[] {
  return isMap(value) ? Object.entries(value ?? {}) : [];
}
