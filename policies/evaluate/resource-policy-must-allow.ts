const ASSUMES_A_ROLE = new Set([
  "sts:assumerole",
  "sts:assumerolewithwebidentity",
  "sts:assumerolewithsaml",
  "sts:tagsession",
  "sts:setsourceidentity",
  "sts:setcontext",
]);

/**
 * Roles and KMS keys are used by nobody whom their own policy does not let in, not even by an administrator
 * of the same account. Source: IAM User Guide, "Policy evaluation logic"; KMS Developer Guide, "Key
 * policies".
 */
export function resourcePolicyMustAllow(
  lowerCaseAction: string,
  resourceParts: readonly string[] | undefined,
): boolean {
  if (resourceParts === undefined) return false;
  const service = resourceParts[2];
  const resource = resourceParts[5]!;
  if (ASSUMES_A_ROLE.has(lowerCaseAction)) return service === "iam" && resource.startsWith("role/");
  return lowerCaseAction.startsWith("kms:") && service === "kms" && resource.startsWith("key/");
}
