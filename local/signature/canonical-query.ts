import { percentDecode, percentRecode } from "./percent-encoding";

export interface QueryParameter {
  /** Canonically encoded. */
  readonly name: string;
  readonly value: string;
}

/** A `+` is a space, as in a form; a parameter without `=` has the empty value; empty parts (`&&`) are nothing. */
export function parseQuery(query: string): readonly QueryParameter[] {
  if (query === "") return [];
  const parameters: QueryParameter[] = [];
  for (const part of query.split("&")) {
    if (part === "") continue;
    const equals = part.indexOf("=");
    const name = equals < 0 ? part : part.slice(0, equals);
    const value = equals < 0 ? "" : part.slice(equals + 1);
    parameters.push({ name: percentRecode(name, "space"), value: percentRecode(value, "space") });
  }
  return parameters;
}

/** The first value of that name, decoded to bytes. `name` holds unreserved characters only. */
export function queryValue(parameters: readonly QueryParameter[], name: string): string | undefined {
  const found = parameters.find((parameter) => parameter.name === name);
  return found && percentDecode(found.value);
}

/** Sorted by encoded name, then by encoded value: not as whole `name=value` texts, for `=` sorts after `-`. */
export function canonicalQuery(
  parameters: readonly QueryParameter[],
  without: readonly string[] = [],
): string {
  return parameters
    .filter((parameter) => !without.includes(parameter.name))
    .sort((a, b) => compare(a.name, b.name) || compare(a.value, b.value))
    .map((parameter) => `${parameter.name}=${parameter.value}`)
    .join("&");
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
