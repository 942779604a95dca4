import { CONDITION_OPERATORS } from "../evaluate/operators";
import { error, type LintedCondition, type LintedStatement, type Remark } from "./finding";

/** Keys that tell the caller's account, organisation, network or origin. */
const NARROWS_EVERYONE = new Set(
  [
    "aws:PrincipalAccount",
    "aws:PrincipalArn",
    "aws:PrincipalOrgID",
    "aws:PrincipalOrgPaths",
    "aws:SourceAccount",
    "aws:SourceArn",
    "aws:SourceIp",
    "aws:SourceOrgID",
    "aws:SourceOrgPaths",
    "aws:SourceVpc",
    "aws:SourceVpcArn",
    "aws:SourceVpce",
    "aws:VpceAccount",
    "aws:VpceOrgID",
    "aws:VpceOrgPaths",
    "kms:CallerAccount",
  ].map((key) => key.toLowerCase()),
);

/**
 * An Allow to everyone is narrowed by who calls. API Gateway's Allow is judged by the API, which knows what
 * else its methods ask for.
 */
export function checkPublicGrant({
  kind,
  effect,
  principals,
  conditions,
  actions,
}: LintedStatement): Remark[] {
  if (effect === "Deny" || (kind !== "resource" && kind !== "trust")) return [];
  if (!principals.some(({ name }) => name === "*") || isAboutApiGateway(actions)) return [];
  if (
    conditions.some(
      (condition) => NARROWS_EVERYONE.has(condition.key.toLowerCase()) && isNarrowing(condition),
    )
  )
    return [];
  return [
    error(
      "public-grant",
      "Allow to everyone: name the principals, or add a condition on their account, organisation, network or aws:SourceArn.",
    ),
  ];
}

const isAboutApiGateway = (actions: readonly string[]): boolean =>
  actions.every((action) => action.toLowerCase().startsWith("execute-api:"));

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
      const [, host] = /:oidc-provider\/(.+)$/.exec(name) ?? [];
      const provider = host ?? name;
      const needed = host === undefined ? (APPLICATION_KEYS[name] ?? []) : ["sub", "aud"];
      return needed.map((key) => `${provider}:${key}`).filter((key) => !tests(conditions, key));
    })
    .map((key) =>
      error(
        "federated-trust",
        `the trust is not limited by ${key}: add a condition on it, or tokens made for others are taken too.`,
      ),
    );
}

function tests(conditions: readonly LintedCondition[], key: string): boolean {
  return conditions.some(
    (condition) => condition.key.toLowerCase() === key.toLowerCase() && isNarrowing(condition),
  );
}

/** True for a condition that a request without the key, or with any value at all, does not satisfy. */
function isNarrowing({ name, values }: LintedCondition): boolean {
  if (name.base === "Null" || name.ifExists || name.set === "ForAllValues") return false;
  return !CONDITION_OPERATORS[name.base].isNegated && !values.some((value) => /^\*+$/.test(value));
}
