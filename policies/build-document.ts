import { findMisfit } from "./arn-shape";
import { lint } from "./lint/lint";
import type { PolicyDocument, PolicyKind } from "./policy-document";
import { PolicyError } from "./policy-error";
import { isUnresolved, renderWhenResolved, type Output } from "./pulumi-output";
import { renderStatement, withPlaceholders } from "./render-statement";
import { StatementBuilder, type StatementParts } from "./statement-builder";
import type { Statement } from "./statement-types";

/**
 * The document of an identity: for `aws.iam.RolePolicy`, `Policy` and whatever else is attached to a
 * principal.
 *
 * @throws PolicyError at once for what can be known at once; an ARN that is an Output is checked when it is
 *   known, and fails the deployment
 */
export const policy = (...statements: Statement<"identity">[]): Output<string> =>
  build("identity", statements);

/** The document of a resource that names who may do what to it. @throws PolicyError as `policy` does */
export const resourcePolicy = (...statements: Statement<"resource">[]): Output<string> =>
  build("resource", statements);

/**
 * The document that says who may assume a role: its `assumeRolePolicy`. @throws PolicyError as `policy` does
 */
export const trustPolicy = (...statements: Statement<"trust">[]): Output<string> =>
  build("trust", statements);

/**
 * The same document as plain data, without Pulumi, where every value is known. Which kind it is follows from
 * its statements.
 *
 * @throws PolicyError if a value is an Output or a Promise, or the document has an error
 */
export function toDocument(...statements: Statement[]): PolicyDocument {
  const parts = listParts(statements);
  return checked(
    findKind(parts),
    parts.map((part) => withPlaceholders(part, refuseUnresolved)),
  );
}

function build(kind: PolicyKind, statements: readonly Statement[]): Output<string> {
  const parts = listParts(statements);
  checked(
    kind,
    parts.map((part) => withPlaceholders(part, isUnresolved)),
  );
  const values = parts.map(({ principal, resources, conditions }) => ({ principal, resources, conditions }));
  return renderWhenResolved(values, (resolved) => {
    const known = resolved.map((value, index) => ({ ...parts[index]!, ...withoutUndefined(value) }));
    return JSON.stringify(checked(kind, known));
  });
}

/** The document of statements whose values are all known. @throws PolicyError if it has an error */
function checked(kind: PolicyKind, parts: readonly StatementParts[]): PolicyDocument {
  for (const [index, { service, resources }] of parts.entries()) {
    if (typeof resources !== "object") continue;
    for (const [type, arns] of Object.entries(resources)) {
      const misfit = arns
        .map((arn) => findMisfit(service.shapes, type, String(arn)))
        .find((found) => found !== undefined);
      if (misfit !== undefined) throw new PolicyError(`Statement[${index}].Resource: ${misfit}.`);
    }
  }
  const document: PolicyDocument = { Version: "2012-10-17", Statement: parts.map(renderStatement) };
  const errors = lint(document, { kind, reasons: parts.map(({ reason }) => reason) }).filter(
    ({ severity }) => severity === "error",
  );
  if (errors.length > 0) throw new PolicyError(errors.map(({ message }) => message).join("\n"));
  return document;
}

function listParts(statements: readonly Statement[]): StatementParts[] {
  if (statements.length === 0)
    throw new PolicyError("A document needs a statement: IAM refuses an empty one.");
  return statements.map(toParts);
}

function toParts(statement: Statement): StatementParts {
  if (statement instanceof StatementBuilder) return statement.parts;
  throw new PolicyError(
    "A statement begins with a service: dynamodb.allow(…); documents in JSON are loaded by loadPolicy.",
  );
}

function findKind(parts: readonly StatementParts[]): PolicyKind {
  if (parts.every(({ principal }) => principal === undefined)) return "identity";
  return parts.every(({ resources }) => resources === undefined) ? "trust" : "resource";
}

function refuseUnresolved(value: unknown): boolean {
  if (isUnresolved(value))
    throw new PolicyError("A value is an Output or a Promise: use policy(…), which waits for it.");
  return false;
}

const withoutUndefined = (known: object): Partial<StatementParts> =>
  Object.fromEntries(Object.entries(known).filter(([, value]) => value !== undefined));
