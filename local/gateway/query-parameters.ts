import { textMap } from "./text-map";

export interface QueryParameters {
  /** The last value of each name. */
  readonly single: Readonly<Record<string, string>>;
  readonly multi: Readonly<Record<string, readonly string[]>>;
}

/**
 * Decodes a query string as API Gateway does: `+` is a space, `;` separates like `&` (known issues), and what is no valid
 * percent-encoding stays as it is.
 */
export function parseQuery(query: string): QueryParameters {
  const single = textMap<string>();
  const multi = textMap<string[]>();
  for (const pair of query.split(/[&;]/)) {
    if (pair === "") continue;
    const equals = pair.indexOf("=");
    const name = decode(equals < 0 ? pair : pair.slice(0, equals));
    const value = equals < 0 ? "" : decode(pair.slice(equals + 1));
    single[name] = value;
    (multi[name] ??= []).push(value);
  }
  return { single, multi };
}

function decode(text: string): string {
  const spaced = text.includes("+") ? text.replaceAll("+", " ") : text;
  if (!spaced.includes("%")) return spaced;
  try {
    return decodeURIComponent(spaced);
  } catch {
    return spaced;
  }
}
