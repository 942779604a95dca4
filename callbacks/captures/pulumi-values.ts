import { types } from "node:util";
import { Output, Resource } from "@pulumi/pulumi";
import { isIndex } from "../source/uses/held-uses";
import type { Step, Use } from "../source/source-analysis";
import { isStored, type StoredMark } from "../stored-value";

export const isOutput = (value: unknown): value is Output<unknown> => Output.isInstance(value);
export const isResource = (value: unknown): value is Resource => Resource.isInstance(value);

/** Whether following the uses of a value meets an Output, a resource, or a value that is stored with the deployment. */
export function leadsToPulumi(value: unknown, uses: readonly Use[]): boolean {
  return uses.some((use) => {
    let reached = value;
    for (const key of use.path) {
      if (isPulumi(reached)) return true;
      // A method of a list or a Map uses what it holds, and its length is no property of another module's.
      if (isCollection(reached) && !isIndex(key)) break;
      reached = propertyOf(reached, key);
    }
    return holdsPulumi(reached);
  });
}

export const isPulumi = (value: unknown): value is Output<unknown> | Resource | StoredMark =>
  isOutput(value) || isResource(value) || isStored(value);

const isCollection = (value: unknown): value is object =>
  Array.isArray(value) || types.isMap(value) || types.isSet(value);

/** Without recursion, as lists may be nested by the thousand. */
export function holdsPulumi(root: unknown): boolean {
  const found = new Set([root]);
  for (const value of found) {
    if (isPulumi(value)) return true;
    if (typeof value !== "object" || value === null) continue;
    if (types.isMap(value)) for (const [key, item] of value) found.add(key).add(item);
    if (types.isSet(value)) for (const item of value) found.add(item);
    const isPlain = Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype;
    if (isPlain) for (const key of Object.keys(value)) found.add(propertyOf(value, key));
  }
  return false;
}

function propertyOf(value: unknown, key: Step): unknown {
  try {
    return (value as Record<string, unknown> | null | undefined)?.[key];
  } catch {
    return undefined; // an export that is not assigned yet
  }
}

/** Members of an Output itself; any other property is one of its value's. */
export const OUTPUT_MEMBERS: ReadonlySet<string> = new Set([
  "get",
  "apply",
  "isKnown",
  "isSecret",
  "promise",
  "resources",
  "allResources",
  "toString",
  "toJSON",
  "constructor",
]);
