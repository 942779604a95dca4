import { inspect } from "node:util";
import { DeploymentError } from "../deployment";
import type { SourcePositions } from "./source-positions";

/**
 * One message for whatever a program failed with: the place in the program and the error's own words. Errors are never
 * inspected as a whole: the SDK hangs so much on them that this takes half a minute.
 */
export function describeError(error: unknown, positions: SourcePositions): string {
  if (error instanceof DeploymentError) return error.message;
  if (!(error instanceof Error))
    return `the program threw ${inspect(error, { depth: 0 })}, which is not an Error`;
  const source = positions.ofError(error);
  const place = source ? `${source.file}:${source.line}: ` : "";
  const kind = error.name === "Error" ? "" : `${error.name}: `;
  return `${place}${kind}${withoutRequireStack(error.message)}`;
}

/** Node lists every file that led to a missing module; the place already says which one asked. */
function withoutRequireStack(message: string): string {
  return message.split("\nRequire stack:")[0] ?? message;
}
