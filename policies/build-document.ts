import { findMisfit } from "./arn-shape";
import { recordNotes, type SourcePlace, type StatementNotes } from "./document-notes";
import type { Finding } from "./lint/finding";
import { lint } from "./lint/lint";
import type { PolicyDocument, PolicyKind } from "./policy-document";
import { PolicyError } from "./policy-error";
import { isUnresolved, renderWhenResolved, reportWarning, type Output } from "./pulumi-output";
import { renderStatement, withPlaceholders } from "./render-statement";
import { formatSource, notePlace } from "./source-place";
import { StatementBuilder, type StatementParts } from "./statement-builder";
import type { Audience, Statement } from "./statement-types";

/**
 * The document of an identity: for `aws.iam.RolePolicy`, `Policy` and whatever else is attached to a
 * principal. Warnings of the lint are reported once, through Pulumi's log.
 *
 * @throws PolicyError at once for what can be known at once; an ARN that is an Output is checked when it is
 *   known, and fails the deployment
 */
export const policy = (...statements: Statement<"identity">[]): Output<string> =>
  build("identity", statements, policy);

/** The document of a resource that names who may do what to it. @throws PolicyError as `policy` does */
export const resourcePolicy = (...statements: Statement<"resource">[]): Output<string> =>
  build("resource", statements, resourcePolicy);

/**
 * The document that says who may assume a role: its `assumeRolePolicy`. @throws PolicyError as `policy` does
 */
export const trustPolicy = (...statements: Statement<"trust">[]): Output<string> =>
  build("trust", statements, trustPolicy);

/**
 * The document that limits one session: for `AssumeRole` and `GetFederationToken`, 2,048 characters at most.
 * It grants nothing by itself. @throws PolicyError as `policy` does
 */
export const sessionPolicy = (...statements: Statement<"identity">[]): Output<string> =>
  build("session", statements, sessionPolicy);

/**
 * The document that limits a role or user, whatever other policies grant it: for the `aws.iam.Policy` whose ARN is its
 * `permissionsBoundary`. It grants nothing by itself. @throws PolicyError as `policy` does
 */
export const permissionsBoundary = (...statements: Statement<"identity">[]): Output<string> =>
  build("boundary", statements, permissionsBoundary);

/** The statements that a kind of document is made of. */
type AudienceOf<Kind extends PolicyKind> = Kind extends "trust"
  ? "trust"
  : Kind extends "resource" | "resourceControl" | "endpoint"
    ? "resource"
    : "identity";

/**
 * The same document as plain data, without Pulumi, where every value is known. Warnings of the lint are not reported:
 * call `lint` for them.
 *
 * @param kind what it will be attached to, which decides what is checked; `toDocument("session", …)` is what
 *   `sessionPolicy(…)` renders
 *   @default "identity" for statements without principals, "trust" if they name no resources, else "resource"
 * @throws PolicyError if a value is an Output or a Promise, or the document has an error
 */
export function toDocument<Kind extends PolicyKind>(
  kind: Kind,
  ...statements: Statement<AudienceOf<Kind>>[]
): PolicyDocument;
export function toDocument(...statements: Statement[]): PolicyDocument;
export function toDocument(...given: (PolicyKind | Statement)[]): PolicyDocument {
  const findSource = notePlace(toDocument);
  const [first, ...rest] = given;
  const statements = (typeof first === "string" ? rest : given) as Statement[];
  const parts = listParts(statements, findSource);
  const draft = {
    kind: typeof first === "string" ? first : findKind(parts),
    parts: parts.map((part) => withPlaceholders(part, (value) => refuseUnresolved(value, part))),
    findSource,
  };
  const { document, notes } = check(draft);
  recordNotes(JSON.stringify(document), notes);
  return document;
}

/** A document whose values are all known, or stand in for those that are not. */
interface Draft {
  readonly kind: PolicyKind;
  readonly parts: readonly StatementParts[];
  /** Where the document was put together. */
  readonly findSource: () => SourcePlace | undefined;
}

function build(
  kind: PolicyKind,
  statements: readonly Statement[],
  called: (...statements: never[]) => unknown,
): Output<string> {
  const findSource = notePlace(called);
  const parts = listParts(statements, findSource);
  check({ kind, parts: parts.map((part) => withPlaceholders(part, isUnresolved)), findSource });
  const values = parts.map(({ principal, resources, conditions }) => ({ principal, resources, conditions }));
  return renderWhenResolved(values, (resolved) => {
    const known = resolved.map((value, index) => ({ ...parts[index]!, ...withoutUndefined(value) }));
    const { document, notes, warnings } = check({ kind, parts: known, findSource });
    for (const { message } of warnings) reportWarning(message);
    const text = JSON.stringify(document);
    recordNotes(text, notes);
    return text;
  });
}

interface Checked {
  readonly document: PolicyDocument;
  readonly notes: readonly StatementNotes[];
  readonly warnings: readonly Finding[];
}

/** @throws PolicyError if the document has an error */
function check({ kind, parts, findSource }: Draft): Checked {
  parts.forEach(checkArns);
  const document: PolicyDocument = { Version: "2012-10-17", Statement: parts.map(renderStatement) };
  const notes = parts.map(toNotes);
  const source = findSource();
  const findings = lint(document, { kind, notes, ...(source && { source }) });
  const errors = findings.filter(({ severity }) => severity === "error");
  if (errors.length > 0) throw new PolicyError(errors.map(({ message }) => message).join("\n"));
  return { document, notes, warnings: findings };
}

/** @throws PolicyError for an ARN that is not of the resource type under which it was given */
function checkArns({ service, resources, findSource }: StatementParts, index: number): void {
  if (service === undefined || typeof resources !== "object") return;
  for (const { type, arn } of resources) {
    const misfit = findMisfit(service.shapes, type!, String(arn));
    if (misfit !== undefined)
      throw new PolicyError(`Policy${formatSource(findSource())} Statement[${index}].Resource: ${misfit}.`);
  }
}

function toNotes({ notes, findSource }: StatementParts): StatementNotes {
  const source = findSource();
  return { ...notes, ...(source && { source }) };
}

function listParts(statements: readonly Statement[], findSource: Draft["findSource"]): StatementParts[] {
  if (statements.length === 0) {
    throw new PolicyError(
      `A document${formatSource(findSource())} needs a statement: IAM refuses an empty one.`,
    );
  }
  return statements.map((statement) => {
    if (statement instanceof StatementBuilder) return statement.parts;
    throw new PolicyError(
      `A document${formatSource(findSource())} holds something that is no statement: a statement begins with a service, ` +
        "dynamodb.allow(…); documents in JSON are loaded by loadPolicy.",
    );
  });
}

function findKind(parts: readonly StatementParts[]): PolicyKind & Audience {
  if (parts.every(({ principal }) => principal === undefined)) return "identity";
  return parts.every(({ resources }) => resources === undefined) ? "trust" : "resource";
}

function refuseUnresolved(value: unknown, { findSource }: StatementParts): boolean {
  if (!isUnresolved(value)) return false;
  throw new PolicyError(
    `A value${formatSource(findSource())} is an Output or a Promise: use policy(…), which waits for it.`,
  );
}

const withoutUndefined = (known: object): Partial<StatementParts> =>
  Object.fromEntries(Object.entries(known).filter(([, value]) => value !== undefined));
