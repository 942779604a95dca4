import { Output, Resource, runtime } from "@pulumi/pulumi";
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
    return holdsPulumi(reached, new Set());
  });
}

const isPulumi = (value: unknown): boolean => isOutput(value) || isResource(value) || isStored(value);

function holdsPulumi(value: unknown, visited: Set<unknown>): boolean {
  if (isPulumi(value)) return true;
  if (typeof value !== "object" || value === null || visited.has(value)) return false;
  visited.add(value);
  const isPlain = Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype;
  return isPlain && Object.keys(value).some((key) => holdsPulumi(propertyOf(value, key), visited));
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

/** Shorter secrets would be found in texts that have nothing to do with them. */
const SHORTEST_SECRET = 6;

/** The configuration's secret values, so that one read as a plain text is not written into a bundle. */
export function configuredSecrets(): readonly string[] {
  // Only the type of `isConfigSecret` is internal to the SDK.
  const { allConfig, isConfigSecret } = runtime as typeof runtime & {
    isConfigSecret?: (key: string) => boolean;
  };
  const values = Object.entries(allConfig()).flatMap(([key, value]) =>
    isConfigSecret?.(key) ? textsIn(value) : [],
  );
  return [...new Set(values)].filter((text) => text.length >= SHORTEST_SECRET);
}

function textsIn(value: string): string[] {
  const texts: string[] = [value];
  try {
    JSON.parse(value, (_key, part: unknown) => (typeof part === "string" && texts.push(part), part));
  } catch {
    // Most configuration values are plain texts, not JSON.
  }
  return texts;
}
