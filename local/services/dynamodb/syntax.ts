import type { Dynalite, DataOperation, Input } from "./dynalite";
import { dynamodbErrors } from "./errors";
import { notCovered } from "../aws-error";

/**
 * Checks an operation's input, which it consumes, and parses its expressions. Adds to dynalite's checks what it lets pass: members that it
 * would drop in silence, and a `Select` that does not fit the projection. The latter would otherwise return whole items to
 * a caller whose policy demands `SPECIFIC_ATTRIBUTES`.
 */
export function validateInput(engine: Dynalite, operation: DataOperation, input: Input): Input {
  refusePrototypeNames(input);
  const known = engine.members(operation);
  for (const [member, value] of Object.entries(input)) {
    if (!known.includes(member) && !isIgnorable(member, value))
      throw notCovered(`${member} of dynamodb:${operation}`);
  }
  const validated = engine.validate(operation, { ...input });
  if (operation === "Query" || operation === "Scan") checkSelect(validated);
  return validated;
}

/** Members that mean nothing when they have this value, and that clients send all the same. */
function isIgnorable(member: string, value: unknown): boolean {
  return (
    value === undefined ||
    value === null ||
    (member === "ReturnValuesOnConditionCheckFailure" && value === "NONE")
  );
}

function checkSelect(input: Input): void {
  const select = input["Select"] as string | undefined;
  const hasProjection = input["ProjectionExpression"] !== undefined || input["AttributesToGet"] !== undefined;
  if (select === "SPECIFIC_ATTRIBUTES" && !hasProjection) {
    throw dynamodbErrors.validation(
      "One or more parameter values were invalid: Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES",
    );
  }
  if (select !== undefined && select !== "SPECIFIC_ATTRIBUTES" && hasProjection) {
    const what = select === "COUNT" ? "only the Count" : select;
    throw dynamodbErrors.validation(
      `One or more parameter values were invalid: Cannot specify the AttributesToGet or ProjectionExpression when choosing to get ${what}`,
    );
  }
  if (select === "ALL_PROJECTED_ATTRIBUTES" && input["IndexName"] === undefined) {
    throw dynamodbErrors.validation(
      "One or more parameter values were invalid: ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName",
    );
  }
}

/** An attribute of this name cannot be kept or compared by JavaScript objects, so nothing would hold for it. */
function refusePrototypeNames(value: unknown): void {
  if (typeof value !== "object" || value === null) return;
  for (const [name, member] of Object.entries(value)) {
    if (name === "__proto__") throw notCovered('An attribute named "__proto__"');
    refusePrototypeNames(member);
  }
}
