import type { ConditionOperatorName } from "../evaluate/condition";
import type { PolicyKind, PolicyStatement } from "../policy-document";

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
}

/** What a check says; the place is added for all of them. */
export type Remark = Pick<Finding, "severity" | "check" | "message">;

/** One statement, with its elements as lists. */
export interface LintedStatement {
  readonly kind: PolicyKind;
  readonly effect: "Allow" | "Deny";
  readonly written: PolicyStatement;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly principals: readonly { readonly type: string; readonly name: string }[];
  readonly conditions: readonly LintedCondition[];
  /** Variables are replaced: the document is of version 2012-10-17. */
  readonly takesVariables: boolean;
  /**
   * The reason that a built statement gives for `"Resource": "*"`; null for a document read as JSON, which
   * cannot hold one.
   */
  readonly reason: string | undefined | null;
}

export interface LintedCondition {
  readonly operator: string;
  readonly name: ConditionOperatorName;
  readonly key: string;
  readonly values: readonly string[];
}

export type Check = (statement: LintedStatement) => readonly Remark[];

export const error = (check: string, message: string): Remark => ({ severity: "error", check, message });
export const warning = (check: string, message: string): Remark => ({ severity: "warning", check, message });
