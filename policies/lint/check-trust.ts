import { error, type LintedStatement, type Remark } from "./finding";

const TRUST_ACTION = /^sts:(AssumeRole[A-Za-z]*|TagSession|SetSourceIdentity|SetContext)$/i;

/** A trust policy is about assuming its role; IAM refuses anything else in it, wildcards included. */
export function checkTrustActions({ kind, actions }: LintedStatement): Remark[] {
  if (kind !== "trust") return [];
  return actions
    .filter((action) => !TRUST_ACTION.test(action))
    .map((action) =>
      error(
        "trust-action",
        `${action} has no place in a trust policy: use sts:AssumeRole, sts:AssumeRoleWithWebIdentity, sts:AssumeRoleWithSAML, sts:TagSession or sts:SetSourceIdentity.`,
      ),
    );
}
