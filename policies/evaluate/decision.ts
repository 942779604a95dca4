import type { PolicyDocument, PolicyKind } from "../policy-document";
import type { LoadedPolicy } from "./load-policy";
import type { ContextValue } from "./request-context";
import type { StatementRef } from "./statement";

/** What is asked: may this principal do this to that? */
export interface PolicyRequest {
  /**
   * The ARN of a user, role (any session of it), assumed-role session, federated user or account root; a
   * service (`sns.amazonaws.com`); an identity provider (`cognito-identity.amazonaws.com`); or `anonymous`.
   */
  readonly principal: string;
  /**
   * Of a federated user, the ARN of the user whose credentials made it: a resource's policy that names that
   * user speaks of the federated one too.
   */
  readonly federatedBy?: string;
  /** For example `dynamodb:GetItem`, in any case, without wildcards. */
  readonly action: string;
  /** An ARN, or `*` for actions that know no resource. */
  readonly resource: string;
  /**
   * A string is a single-valued key, an array a multi-valued one, also with one element or none. Names in any
   * case.
   */
  readonly context: Readonly<Record<string, ContextValue>>;
  /**
   * The account that owns the resource; another than the principal's makes the request cross-account.
   * @default the account in the resource's ARN, else the principal's
   */
  readonly accountOfResource?: string;
}

/** A plain document is compiled at its first use and remembered: do not change it afterwards. */
export type Policy = LoadedPolicy | PolicyDocument;

/** Everything that has a say in one request. Each Deny counts wherever it stands. */
export interface Policies {
  /** The principal's own: of a session, those of its role. */
  readonly identity: readonly Policy[];
  /**
   * The resource's own; for a role its trust policy, for a KMS key its key policy. These two must allow even
   * within one account, where otherwise either side suffices: the evaluator knows them by the action.
   */
  readonly resource?: Policy;
  /** Of a user or role. */
  readonly boundary?: Policy;
  /**
   * What the session was limited to when it began. A federated user that began without one has no permissions
   * but those that a resource's policy grants to itself: for it, give a document without statements.
   */
  readonly session?: Policy;
  /**
   * One document per level of the organisation, each of which must allow. They bind the users, roles and roots
   * of its accounts, except service-linked roles: leave them out for other principals.
   */
  readonly serviceControl?: readonly Policy[];
  /** One document per level of the organisation, each of which must allow. */
  readonly resourceControl?: readonly Policy[];
  readonly endpoint?: Policy;
}

export interface Decision {
  readonly result: "Allowed" | "ImplicitlyDenied" | "ExplicitlyDenied";
  /**
   * The statement that allowed or denied; absent where nothing did. The account root is allowed without one.
   */
  readonly by?: StatementRef;
  /** Which kind of policy denied, or held no Allow where one was needed. */
  readonly deniedBy?: PolicyKind;
  /** Which of the service or resource control policies that was, counted from 0. */
  readonly level?: number;
  readonly request: PolicyRequest;
  /** Every statement of every policy and what kept it from matching; worked out when it is first read. */
  readonly trace: readonly TraceStep[];
}

export interface TraceStep {
  readonly statement: StatementRef;
  readonly isMatch: boolean;
  /** Empty for a statement that matches. */
  readonly mismatches: readonly Mismatch[];
}

/** One element of a statement that kept it from matching. */
export interface Mismatch {
  readonly element:
    "Principal" | "NotPrincipal" | "Action" | "NotAction" | "Resource" | "NotResource" | "Condition";
  /** What the statement says, with the request's values in place of variables. */
  readonly wanted: readonly string[];
  /** The variables in it for which the request has no value, so that it matches nothing. */
  readonly unset: readonly string[];
  /** What the request has; undefined for a condition key that it does not carry. */
  readonly requested: ContextValue | undefined;
  /** Of a condition. */
  readonly operator?: string;
  /** Of a condition. */
  readonly key?: string;
  /** Of a condition, the values of the request that do not fit; absent for `Null`, which looks at none. */
  readonly refused?: readonly string[];
}
