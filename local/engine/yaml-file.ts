import { readFileSync } from "node:fs";
import { CORE_SCHEMA, load } from "js-yaml";
import { DeploymentError } from "../deployment";

export type Yaml = Readonly<Record<string, unknown>>;

/** @throws DeploymentError naming the file. */
export function readYaml(file: string): Yaml {
  try {
    return asObject(load(readFileSync(file, "utf8"), { filename: file, schema: CORE_SCHEMA }), file);
  } catch (error) {
    if (error instanceof DeploymentError) throw error;
    throw new DeploymentError(`${file}: ${(error as Error).message}`);
  }
}

/** Nothing counts as an empty mapping. @throws DeploymentError naming the place. */
export function asObject(value: unknown, place: string): Yaml {
  if (value === undefined || value === null) return {};
  if (!isObject(value)) throw new DeploymentError(`${place}: this must be a mapping`);
  return value;
}

export function isObject(value: unknown): value is Yaml {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
