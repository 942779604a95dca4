export { PolicyError } from "./policy-error";
export type { PolicyDocument, PolicyKind, PolicyPrincipal, PolicyStatement } from "./policy-document";

export {
  permissionsBoundary,
  policy,
  resourcePolicy,
  sessionPolicy,
  toDocument,
  trustPolicy,
} from "./build-document";
export { unchecked, type UncheckedGrant, type UncheckedPending, type UncheckedStart } from "./unchecked";
export { variable, type Variable } from "./variable";
export type { Arn } from "./arn-types";
export type { Audience, Grant, Pending, Principal, Service, Statement, Wildcard } from "./statement-types";
export type { ServiceTable } from "./service-table";

export { loadPolicy, type LoadedPolicy, type LoadOptions } from "./evaluate/load-policy";
export { evaluate } from "./evaluate/evaluate";
export { explain } from "./evaluate/explain";
export type { Decision, Mismatch, Policies, Policy, PolicyRequest, TraceStep } from "./evaluate/decision";
export type { StatementRef } from "./evaluate/statement";

export { lint, type LintOptions } from "./lint/lint";
export type { Finding } from "./lint/finding";
export { WARNING_CHECKS, type WarningCheck } from "./lint/warning-checks";
