import { isNarrowing, isSameKey } from "./condition-keys";
import {
  error,
  warning,
  type LintContext,
  type LintedCondition,
  type LintedStatement,
  type Remark,
} from "./finding";

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

/** Keys that tell one application of an identity provider from all the others. */
const APPLICATION_KEYS: Readonly<Record<string, readonly string[]>> = {
  "cognito-identity.amazonaws.com": ["aud", "amr"],
  "accounts.google.com": ["aud"],
  "www.amazon.com": ["app_id"],
  "graph.facebook.com": ["app_id"],
};

/**
 * A role that trusts an identity provider says whose tokens: without that, any pool's or repository's would
 * do.
 */
export function checkFederatedTrust({ effect, principals, conditions }: LintedStatement): Remark[] {
  if (effect === "Deny") return [];
  return principals
    .filter(({ type }) => type === "Federated")
    .flatMap(({ name }) => {
      const host = /:oidc-provider\/(.+)/.exec(name)?.[1];
      const provider = host ?? name;
      const needed = host === undefined ? (APPLICATION_KEYS[name] ?? []) : ["sub", "aud"];
      return needed.map((key) => `${provider}:${key}`).filter((key) => !limits(conditions, key));
    })
    .map((key) =>
      error(
        "federated-trust",
        `the trust is not limited by ${key}: add a condition on it, or tokens made for others are taken too.`,
      ),
    );
}

/** A subject of GitHub begins with `repo:owner/`: without the owner it is any repository. */
const ANY_REPOSITORY = /^repo:[^/]*[*?]/;
/** An identity pool is told by its whole id: the rest of the world has pools in the same region. */
const ANY_POOL = /[*?]/;

function limits(conditions: readonly LintedCondition[], key: string): boolean {
  return conditions.some(
    (condition) =>
      isSameKey(condition.key, key) &&
      isNarrowing(condition) &&
      !condition.values.some(
        (value) =>
          ANY_REPOSITORY.test(value) ||
          (isSameKey(key, "cognito-identity.amazonaws.com:aud") && ANY_POOL.test(value)),
      ),
  );
}

/** Keys that keep a deputy of the other account from being talked into the role. */
const AGAINST_CONFUSION = ["sts:ExternalId", "aws:PrincipalOrgID", "aws:PrincipalOrgPaths"];

/**
 * Another account that many people use, such as a vendor's, must not be talked into assuming the role for the wrong
 * one. Where the own account is not known, every account may be another one.
 */
export function checkCrossAccountTrust(
  { kind, effect, principals, conditions }: LintedStatement,
  { account: own }: LintContext,
): Remark[] {
  if (kind !== "trust" || effect === "Deny" || conditions.some(isAgainstConfusion)) return [];
  return principals
    .filter(({ type }) => type === "AWS")
    .flatMap(({ name }) => {
      const [account] = /(?<![\w-])\d{12}(?![\w-])/.exec(name) ?? [];
      return account === undefined || account === own ? [] : [account];
    })
    .map((account) =>
      warning(
        "cross-account-trust",
        `the account ${account} may assume the role for anybody: add a condition on sts:ExternalId or aws:PrincipalOrgID.`,
      ),
    );
}

/** People with a second factor are nobody's deputy. */
function isAgainstConfusion(condition: LintedCondition): boolean {
  const { key, values } = condition;
  if (!isNarrowing(condition)) return false;
  if (isSameKey(key, "aws:MultiFactorAuthPresent")) return values.join().toLowerCase() === "true";
  return AGAINST_CONFUSION.some((other) => isSameKey(other, key));
}
