import type { SourcePlace, StatementNotes } from "../document-notes";
import type { ConditionOperatorName } from "../evaluate/condition";
import type { CompiledStatement } from "../evaluate/statement";
import type { PolicyKind, PolicyStatement } from "../policy-document";
import type { WarningCheck } from "./warning-checks";

/** Something in a policy document that AWS would refuse, or that does not do what it seems to. */
export interface Finding {
  /** An error keeps the document from being built or served; a warning is for people. */
  readonly severity: "error" | "warning";
  /** The check that found it, for example `unknown-action`. */
  readonly check: string;
  /** Place, problem and remedy. */
  readonly message: string;
  /** Counted from 0; absent where the document as a whole is meant. */
  readonly statement?: number;
  /** Where the statement, or else the document, was written, if that is known. */
  readonly source?: SourcePlace;
}

/** What a check says; the place is added for all of them. */
export type Remark = Pick<Finding, "severity" | "check" | "message">;

/** A remark about one statement of a document. */
export type StatementRemark = Remark & { readonly statement: number };

/** One statement, with its elements as lists. */
export interface LintedStatement {
  readonly kind: PolicyKind;
  readonly effect: "Allow" | "Deny";
  readonly written: PolicyStatement;
  readonly compiled: CompiledStatement;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly principals: readonly { readonly type: string; readonly name: string }[];
  readonly conditions: readonly LintedCondition[];
  /** Variables are replaced: the document is of version 2012-10-17. */
  readonly takesVariables: boolean;
  /** What its builder knows beside the JSON; undefined for a statement read as JSON. */
  readonly notes: StatementNotes | undefined;
}

export interface LintedCondition {
  readonly operator: string;
  readonly name: ConditionOperatorName;
  readonly key: string;
  readonly values: readonly string[];
}

/** What the document alone does not tell, as far as it is known. */
export interface Surroundings {
  /**
   * The partition that the document is deployed to: `aws`, `aws-cn` or `aws-us-gov`. An ARN of another partition is
   * then an error.
   */
  readonly partition?: string;
  /** The account that the document is deployed to: trust in it is no trust in another account. */
  readonly account?: string;
  /** The ARN of the principal that deploys: a Deny that covers it can lock it out. */
  readonly deployer?: string;
  /** What an identity's document becomes, which decides its size. @default what a role takes inline */
  readonly storedAs?: "managed" | "role" | "user" | "group";
}

/** What a check may look at beside the statement. */
export interface LintContext extends Surroundings {
  readonly statements: readonly LintedStatement[];
}

export type Check = (statement: LintedStatement, context: LintContext) => readonly Remark[];

/** A check that compares statements. */
export type DocumentCheck = (context: LintContext) => readonly StatementRemark[];

export const error = (check: string, message: string): Remark => ({ severity: "error", check, message });
export const warning = (check: WarningCheck | "unused-acceptance", message: string): Remark => ({
  severity: "warning",
  check,
  message,
});

/** A reason counts if there is something in it. */
export const isStated = (reason: string | undefined): boolean => reason !== undefined && reason.trim() !== "";
