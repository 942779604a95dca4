import { isNarrowing, isSameKey } from "./condition-keys";
import { error, type LintedStatement, type Remark } from "./finding";

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
    "aws:userid",
    "kms:CallerAccount",
    "s3:DataAccessPointAccount",
    "s3:DataAccessPointArn",
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

/** Keys that tell on whose behalf a service acts. */
const ON_BEHALF_KEYS = ["aws:SourceArn", "aws:SourceAccount", "aws:SourceOrgID", "aws:SourceOrgPaths"];

/** CloudWatch Logs, CloudTrail and others tell a key of KMS what they encrypt instead. */
const isEncryptionContext = (key: string): boolean =>
  key.toLowerCase().startsWith("kms:encryptioncontext:aws:");

/**
 * A service acts for every account that uses it: without saying for which resource or account, anybody's would do.
 * Source: IAM User Guide, "The confused deputy problem".
 */
export function checkServicePrincipals({ kind, effect, principals, conditions }: LintedStatement): Remark[] {
  if (kind !== "resource" || effect === "Deny") return [];
  const isLimited = conditions.some(
    (condition) =>
      isNarrowing(condition) &&
      (isEncryptionContext(condition.key) || ON_BEHALF_KEYS.some((key) => isSameKey(key, condition.key))),
  );
  if (isLimited) return [];
  return principals
    .filter(({ type }) => type === "Service")
    .map(({ name }) =>
      error(
        "service-principal",
        `${name} may act here for anybody's resources: add a condition on aws:SourceArn, aws:SourceAccount or aws:SourceOrgID.`,
      ),
    );
}
