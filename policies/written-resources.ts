import type { ServiceDefinition } from "./service";

/** One ARN of a statement, which may still be an Output, and the resource type under which it was given. */
export interface WrittenResource {
  /** Absent in an unchecked statement. */
  readonly type?: string;
  readonly arn: unknown;
}

/** ARNs by resource type, as `on` takes them. @throws Error with the reason alone, for the caller to add the place */
export function listByType(
  service: ServiceDefinition,
  given: Readonly<Record<string, unknown>>,
): readonly WrittenResource[] {
  return Object.entries(given).flatMap(([type, arns]) => {
    if (!Object.hasOwn(service.shapes, type)) {
      const types = Object.keys(service.shapes).join(", ");
      throw new Error(
        `names the resource type ${type}, which ${service.prefix} does not have: use one of ${types}`,
      );
    }
    const listed = toArns(arns);
    if (listed.length === 0)
      throw new Error(`has an empty list for ${type}: name at least one, or leave it out`);
    return listed.map((arn) => ({ type, arn }));
  });
}

/** ARNs whose types nobody knows. @throws Error with the reason alone, for the caller to add the place */
export function listUntyped(given: readonly unknown[]): readonly WrittenResource[] {
  const listed = toArns(given);
  if (listed.length === 0) throw new Error("names no ARN: name at least one");
  return listed.map((arn) => ({ arn }));
}

/** A list of ARNs: what has an `arn` of its own, such as a Pulumi resource, stands for it. */
function toArns(given: unknown): readonly unknown[] {
  if (Array.isArray(given)) return given.flatMap(toArns);
  const isResource =
    typeof given === "object" && given !== null && !("__pulumiOutput" in given) && "arn" in given;
  return given === undefined ? [] : [isResource ? given.arn : given];
}
