export { PolicyError } from "./policy-error";
export type { PolicyDocument, PolicyKind, PolicyPrincipal, PolicyStatement } from "./policy-document";
export { loadPolicy, type LoadedPolicy, type LoadOptions } from "./evaluate/load-policy";
export { evaluate } from "./evaluate/evaluate";
export { explain } from "./evaluate/explain";
export type { Decision, Mismatch, Policies, Policy, PolicyRequest, TraceStep } from "./evaluate/decision";
export type { StatementRef } from "./evaluate/statement";
