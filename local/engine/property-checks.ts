import { UNKNOWN } from "./wire-values";

/** Says what is wrong with a value; undefined when nothing is. */
export type Check = (value: unknown, path: string) => string | undefined;

export const COVERAGE = "local/COVERAGE.md lists what is covered";

export const text: Check = (value, path) =>
  typeof value === "string" ? undefined : `${path} must be a string`;

export const flag: Check = (value, path) =>
  typeof value === "boolean" ? undefined : `${path} must be true or false`;

export const number: Check = (value, path) =>
  typeof value === "number" ? undefined : `${path} must be a number`;

export function integer(minimum: number, maximum: number): Check {
  return (value, path) =>
    Number.isInteger(value) && (value as number) >= minimum && (value as number) <= maximum
      ? undefined
      : `${path} must be a whole number from ${minimum} to ${maximum}, not ${JSON.stringify(value)}`;
}

export function matching(pattern: RegExp, description: string): Check {
  return (value, path) =>
    typeof value === "string" && pattern.test(value)
      ? undefined
      : `${path} must be ${description}, not ${JSON.stringify(value)}`;
}

/** Only these values are covered. */
export function only(...values: readonly unknown[]): Check {
  return (value, path) =>
    values.includes(value)
      ? undefined
      : `${path} ${JSON.stringify(value)} is not covered by the local cloud: use ${values.map((one) => JSON.stringify(one)).join(" or ")}`;
}

export function list(item: Check): Check {
  return (value, path) =>
    Array.isArray(value)
      ? firstComplaint(value.map((one, index) => check(item, one, `${path}[${index}]`)))
      : `${path} must be a list`;
}

export function record(item: Check): Check {
  return (value, path) =>
    isObject(value)
      ? firstComplaint(Object.entries(value).map(([key, one]) => check(item, one, `${path}.${key}`)))
      : `${path} must be an object`;
}

export function object(properties: PropertyChecks): Check {
  return (value, path) =>
    isObject(value) ? checkProperties(properties, value, `${path}.`) : `${path} must be an object`;
}

/** A property that AWS has and the local cloud does not: refused unless it is empty. */
export function absent(remedy: string): Check {
  return (value, path) => {
    const isEmpty = value === false || (Array.isArray(value) && value.length === 0);
    return isEmpty ? undefined : `${path} is not covered by the local cloud: ${remedy}`;
  };
}

/** A policy document, as JSON text or as an object. */
export const document: Check = (value, path) =>
  typeof value === "string" || isObject(value) ? undefined : `${path} must be a policy document`;

export const tags = record(text);

/** Any archive that the program can make of files, folders and texts; remote ones need a network. */
export const archive: Check = (value, path) => {
  if (!isObject(value) || (value.$archive !== true && value.$asset !== true))
    return `${path} must be an archive`;
  if (value.uri !== undefined)
    return `${path} is a remote archive, which the local cloud does not download: use a file`;
  const assets = value.assets as Readonly<Record<string, unknown>> | undefined;
  return firstComplaint(
    Object.entries(assets ?? {}).map(([name, asset]) => archive(asset, `${path}["${name}"]`)),
  );
};

export type PropertyChecks = Readonly<Record<string, Check>>;

/** Complains about the first property that is unknown or has a value which is not covered. */
export function checkProperties(checks: PropertyChecks, inputs: object, prefix = ""): string | undefined {
  const complaints = Object.entries(inputs).map(([name, value]) => {
    const path = `${prefix}${name}`;
    const known = Object.hasOwn(checks, name) ? checks[name] : undefined;
    if (value === null || value === undefined) return undefined;
    return known
      ? check(known, value, path)
      : `the local cloud does not cover the property ${path}: remove it; ${COVERAGE}`;
  });
  return firstComplaint(complaints);
}

function check(test: Check, value: unknown, path: string): string | undefined {
  return value === UNKNOWN ? undefined : test(value, path);
}

function firstComplaint(complaints: readonly (string | undefined)[]): string | undefined {
  return complaints.find((complaint) => complaint !== undefined);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
