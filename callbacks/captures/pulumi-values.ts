import { Output, Resource } from "@pulumi/pulumi";
import type { Use } from "../source/source-analysis";
import { isStored } from "../stored-value";

export const isOutput = (value: unknown): value is Output<unknown> => Output.isInstance(value);
export const isResource = (value: unknown): value is Resource => Resource.isInstance(value);

/** Whether following the uses of a value meets an Output, a resource, or a value that is stored with the deployment. */
export function leadsToPulumi(value: unknown, uses: readonly Use[]): boolean {
  return uses.some((use) => {
    let reached = value;
    for (const key of use.path) {
      if (isPulumi(reached)) return true;
      reached = propertyOf(reached, key);
    }
    return holdsPulumi(reached);
  });
}

const isPulumi = (value: unknown): boolean => isOutput(value) || isResource(value) || isStored(value);

/** Without recursion, as lists may be nested by the thousand. */
function holdsPulumi(root: unknown): boolean {
  const found = new Set([root]);
  for (const value of found) {
    if (isPulumi(value)) return true;
    if (typeof value !== "object" || value === null) continue;
    const isPlain = Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype;
    if (isPlain) for (const key of Object.keys(value)) found.add(propertyOf(value, key));
  }
  return false;
}

function propertyOf(value: unknown, key: string): unknown {
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
