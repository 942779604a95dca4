import { PolicyError } from "../policy-error";

/**
 * One resource as a program registered it. The engine's resources, those that Pulumi's mocks record, and snapshots
 * all fit.
 */
export interface ResourceRecord {
  /** Pulumi's type token, such as `aws:iam/role:Role`. */
  readonly type: string;
  /** The logical name. */
  readonly name: string;
  readonly urn?: string;
  /** The physical id, by which other resources may name it. */
  readonly id?: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly outputs: Readonly<Record<string, unknown>>;
}

export type Properties = Readonly<Record<string, unknown>>;

/** A property as it is after creation: what the resource was given, and what AWS makes of it. */
export const property = (record: ResourceRecord, name: string): unknown =>
  record.outputs[name] ?? record.inputs[name];

/** A property that is a text; undefined when it is absent or empty. @throws PolicyError when it is something else */
export function textOf(record: ResourceRecord, name: string): string | undefined {
  const value = property(record, name);
  if (value === undefined || value === null || value === "") return undefined;
  if (typeof value === "string") return value;
  throw new PolicyError(
    `${describe(record)}: ${name} must be a text, and is ${typeof value}: resolve Outputs first.`,
  );
}

/** @throws PolicyError when the text is absent */
export function requiredText(record: ResourceRecord, name: string): string {
  const text = textOf(record, name);
  if (text !== undefined) return text;
  throw new PolicyError(
    `${describe(record)} has no ${name}: access is told by it; let mocks return one among the outputs.`,
  );
}

/** Texts of a list; Pulumi takes a single one for a list of one. */
export function textsOf(record: ResourceRecord, name: string): readonly string[] {
  return [property(record, name) ?? []].flat().map(String);
}

/** A policy document as JSON text, also where it was given as an object. */
export function documentOf(record: ResourceRecord, name: string): string | undefined {
  const value = property(record, name);
  if (value === undefined || value === null || value === "") return undefined;
  return typeof value === "string" ? value : JSON.stringify(value);
}

export const describe = ({ type, name }: Pick<ResourceRecord, "type" | "name">): string =>
  `${type} "${name}"`;

/** Every text by which other resources may name this one. */
export function namesOf(record: ResourceRecord): readonly string[] {
  const { outputs, inputs, id } = record;
  return [outputs.arn, id, outputs.id, outputs.name, inputs.name, outputs.url]
    .filter((name): name is string => typeof name === "string" && name !== "")
    .filter((name, index, all) => all.indexOf(name) === index);
}

/** The record that a reference means. */
export function findNamed(records: readonly ResourceRecord[], reference: string): ResourceRecord | undefined {
  return (
    records.find((record) => namesOf(record).includes(reference)) ??
    records.find(({ name }) => name === reference)
  );
}
