/** A policy document as AWS stores it: the JSON of IAM's policy language. */
export interface PolicyDocument {
  /** Variables such as `${aws:username}` are replaced only in `2012-10-17`. @default "2008-10-17" */
  readonly Version?: "2012-10-17" | "2008-10-17";
  readonly Id?: string;
  readonly Statement: PolicyStatement | readonly PolicyStatement[];
}

export interface PolicyStatement {
  readonly Sid?: string;
  readonly Effect: "Allow" | "Deny";
  readonly Principal?: PolicyPrincipal;
  readonly NotPrincipal?: PolicyPrincipal;
  readonly Action?: OneOrMany<string>;
  readonly NotAction?: OneOrMany<string>;
  readonly Resource?: OneOrMany<string>;
  readonly NotResource?: OneOrMany<string>;
  readonly Condition?: Readonly<
    Record<string, Readonly<Record<string, OneOrMany<string | number | boolean>>>>
  >;
}

export type PolicyPrincipal =
  "*" | { readonly [type in "AWS" | "Service" | "Federated" | "CanonicalUser"]?: OneOrMany<string> };

export type OneOrMany<T> = T | readonly T[];

/** What a document is attached to, which decides the elements it may hold and what its Allow is worth. */
export type PolicyKind =
  | "identity"
  | "resource"
  | "trust"
  | "boundary"
  | "session"
  | "serviceControl"
  | "resourceControl"
  | "endpoint";

/** The one or many of IAM's JSON, as a list. */
export const toList = <T>(value: OneOrMany<T> | undefined): readonly T[] =>
  value === undefined ? [] : Array.isArray(value) ? (value as readonly T[]) : [value as T];
