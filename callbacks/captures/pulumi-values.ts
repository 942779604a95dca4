import { Output, Resource, runtime } from "@pulumi/pulumi";

export const isOutput = (value: unknown): value is Output<unknown> => Output.isInstance(value);
export const isResource = (value: unknown): value is Resource => Resource.isInstance(value);

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
  const { allConfig, isConfigSecret } = runtime as typeof runtime & { isConfigSecret?: (key: string) => boolean };
  const values = Object.entries(allConfig()).flatMap(([key, value]) => (isConfigSecret?.(key) ? textsIn(value) : []));
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
