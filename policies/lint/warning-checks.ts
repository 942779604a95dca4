/**
 * The checks whose findings are warnings: those can be accepted, with a reason, where a statement is written. The only
 * other warning, `unused-acceptance`, is of that itself.
 */
export const WARNING_CHECKS = [
  "absent-key-in-deny",
  "cross-account-trust",
  "denied-deployer",
  "everything",
  "pass-role",
  "repeated-grant",
  "second-resource",
  "shadowed-statement",
  "size",
  "unknown-condition-key",
  "unset-variable",
  "wildcard-permissions",
] as const;

export type WarningCheck = (typeof WARNING_CHECKS)[number];
