import type { SourcePlace } from "../document-notes";
import { toList, type PolicyDocument, type PolicyKind } from "../policy-document";
import { PolicyError } from "../policy-error";
import { compileStatement, type StatementHome } from "./compile-statement";
import type { CompiledStatement } from "./statement";
import { findDuplicateKey } from "./unique-keys";

export interface LoadOptions {
  /**
   * What the document is attached to.
   * @default found from the document: "identity" without Principal; with it "trust" if no statement names a
   *   Resource or holds what a trust policy cannot, else "resource"
   */
  readonly kind?: PolicyKind;
  /** Names the document in messages. */
  readonly name?: string;
  /** Where the document was written. */
  readonly source?: SourcePlace;
  /** Where each of its statements was written; `source` stands in for one that is not known. */
  readonly sources?: readonly (SourcePlace | undefined)[];
}

/** A policy document, checked and compiled once, to decide any number of requests. */
export class LoadedPolicy {
  readonly kind: PolicyKind;
  readonly name: string | undefined;
  /** The document as it was when it was loaded. */
  readonly document: PolicyDocument;
  readonly statements: readonly CompiledStatement[];

  constructor(document: PolicyDocument, kind: PolicyKind, options: LoadOptions) {
    const { name, sources } = options;
    this.document = document;
    this.kind = kind;
    this.name = name;
    this.statements = toList(document.Statement).map((statement, index) => {
      const home: StatementHome = {
        kind,
        variables: document.Version === "2012-10-17",
        name,
        source: sources?.[index] ?? options.source,
      };
      return namingDocument(home, () => compileStatement(statement, index, home));
    });
  }
}

/**
 * Checks and compiles a policy document.
 *
 * @throws PolicyError for an element, operator or value that IAM does not know or would read differently: a
 *   statement that was silently left out could be the Deny that protects something
 */
export function loadPolicy(document: PolicyDocument | string, options: LoadOptions = {}): LoadedPolicy {
  const parsed = namingDocument(options, () => parseDocument(document));
  return new LoadedPolicy(parsed, options.kind ?? findKind(toList(parsed.Statement)), options);
}

/** Adds the document's name and the place where it, or the statement being read, was written. */
function namingDocument<T>({ name, source }: Partial<StatementHome>, read: () => T): T {
  try {
    return read();
  } catch (error) {
    // Stryker disable next-line ConditionalExpression: any other error would be a mistake in this code
    if (!(error instanceof PolicyError)) throw error;
    const document = name === undefined ? "Policy" : `Policy ${JSON.stringify(name)}`;
    const place = source === undefined ? "" : ` (${source.file}:${source.line})`;
    throw new PolicyError(`${document}${place}: ${error.message}`);
  }
}

const ELEMENTS = new Set(["Version", "Id", "Statement"]);

function parseDocument(given: PolicyDocument | string): PolicyDocument {
  const document: unknown = typeof given === "string" ? parseJson(given) : copy(given);
  if (!isObject(document))
    throw new PolicyError("a policy document is a JSON object with Version and Statement.");
  for (const element of Object.keys(document)) {
    if (!ELEMENTS.has(element)) {
      throw new PolicyError(`${element} is no element of a policy document: use Version, Id and Statement.`);
    }
  }
  const { Version, Id, Statement } = document;
  if (Version !== undefined && Version !== "2012-10-17" && Version !== "2008-10-17") {
    throw new PolicyError(`Version is ${JSON.stringify(Version)}: write "2012-10-17".`);
  }
  if (Id !== undefined && typeof Id !== "string") throw new PolicyError("Id must be a text.");
  if (Statement === undefined) throw new PolicyError("Statement is missing.");
  toList<unknown>(Statement).forEach((statement, index) => {
    if (!isObject(statement)) throw new PolicyError(`Statement[${index}] must be an object.`);
  });
  return document as unknown as PolicyDocument;
}

function copy(given: PolicyDocument): unknown {
  try {
    return structuredClone(given);
  } catch {
    throw new PolicyError(
      "the policy document holds something that is no plain data: resolve Outputs before loading it.",
    );
  }
}

function parseJson(text: string): unknown {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    throw new PolicyError(`the policy document is no JSON: ${(error as Error).message}`);
  }
  const duplicate = findDuplicateKey(text);
  if (duplicate) {
    const place = duplicate.path === "" ? "the document" : duplicate.path;
    throw new PolicyError(
      `${place} holds ${JSON.stringify(duplicate.key)} twice: IAM refuses that; write one list of values.`,
    );
  }
  return parsed;
}

function findKind(statements: readonly object[]): PolicyKind {
  const someHas = (element: string): boolean =>
    statements.some((statement) => (statement as Record<string, unknown>)[element] !== undefined);
  if (!someHas("Principal") && !someHas("NotPrincipal")) return "identity";
  return ["Resource", "NotResource", "NotPrincipal"].some(someHas) ? "resource" : "trust";
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
