import { toList } from "../policy-document";
import { PolicyError } from "../policy-error";
import { compileCondition, type ConditionTest } from "./condition";
import { withPlace } from "./with-place";

/** @throws PolicyError with the path inside the document and the remedy */
export function compileConditions(block: unknown, path: string, variables: boolean): ConditionTest[] {
  if (block === undefined) return [];
  return entriesOf(block, path).flatMap(([operator, keys]) =>
    entriesOf(keys, `${path}.${operator}`).map(([key, values]) => {
      const place = `${path}.${operator}.${key}`;
      const texts = toList<unknown>(values).map((value) => toText(value, place));
      if (texts.length === 0) throw new PolicyError(`${place} is an empty list: name at least one value.`);
      return withPlace(place, () => compileCondition({ operator, key, values: texts }, variables));
    }),
  );
}

function entriesOf(value: unknown, path: string): [string, unknown][] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new PolicyError(
      `${path} must be an object: { "StringEquals": { "aws:PrincipalTag/team": "blue" } }.`,
    );
  }
  return Object.entries(value);
}

function toText(value: unknown, path: string): string {
  if (typeof value === "string" || typeof value === "boolean" || Number.isFinite(value)) return String(value);
  throw new PolicyError(
    `${path} holds ${JSON.stringify(value)}: values are texts, numbers or booleans, alone or in a list.`,
  );
}
