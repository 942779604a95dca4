import { listActionsLacking } from "./check-absent-keys";
import { findGlobalKind, findKind, isProviderHost, namespaceOf, requiresPresence } from "./condition-keys";
import { findAllCovered } from "./find-actions";
import { findService } from "./find-service";
import { error, warning, type LintedCondition, type LintedStatement, type Remark } from "./finding";

/** A key that no request carries is absent: an Allow that tests it grants nothing, a Deny protects nothing. */
export function checkConditionKeys(statement: LintedStatement): Remark[] {
  if (statement.notes?.unchecked !== undefined) return [];
  return statement.conditions.flatMap((condition) => {
    const problem = findUnknownKey(statement, condition.key) ?? findUnsentKey(statement, condition);
    return problem === undefined ? [] : [warning("unknown-condition-key", problem)];
  });
}

function findUnknownKey(statement: LintedStatement, key: string): string | undefined {
  if (findKind(key) !== undefined || isOfProvider(key)) return undefined;
  // Some services take a key of another one, as EC2 Instance Connect takes ec2:osuser.
  // Stryker disable next-line ConditionalExpression,MethodExpression,ArrowFunction: none of those is here
  if (findAllCovered(statement)?.some(({ service }) => service.keys.findKind(key) !== undefined))
    return undefined;
  const namespace = namespaceOf(key);
  const service = findService(namespace);
  if (service === "not generated") return undefined;
  const remedy =
    service === "unknown"
      ? "use a key that begins with aws: or a service's prefix"
      : `see the condition keys of ${namespace} in the Service Authorization Reference`;
  return `no request carries the key ${key}: ${remedy}.`;
}

/** Claims of a token: `host:claim`, or those of SAML. Cognito's are among the global keys. */
const isOfProvider = (key: string): boolean => {
  const namespace = namespaceOf(key);
  return namespace === "saml" || isProviderHost(namespace);
};

/** A service's own key that the named actions do not send. */
function findUnsentKey(statement: LintedStatement, condition: LintedCondition): string | undefined {
  const { key } = condition;
  const covered = findAllCovered(statement);
  if (covered === undefined || isOfProvider(key)) return undefined;
  const lacking = new Set(listActionsLacking(statement, key));
  if (covered.every(({ service, facts }) => facts.every((fact) => lacking.has(nameOf(service.prefix, fact)))))
    return `none of the actions sends ${key}: leave the condition out, or move it to a statement whose actions do.`;
  if (statement.effect === "Deny" || !requiresPresence([condition], key)) return undefined;
  const named = covered.find(
    ({ action, service, facts }) => !/[*?]/.test(action) && lacking.has(nameOf(service.prefix, facts[0]!)),
  );
  return named === undefined
    ? undefined
    : `${named.action} never sends ${key}, so this statement never allows it: give it its own statement.`;
}

const nameOf = (prefix: string, { name }: { readonly name: string }): string => `${prefix}:${name}`;

/** The kinds of key that an operator can compare with; texts can be compared with anything. */
const KINDS_OF_FAMILY: readonly (readonly [family: string, kinds: string, suited: string])[] = [
  ["Numeric", "NE", "a number"],
  ["Date", "DE", "a date"],
  ["Bool", "B", "a boolean"],
  ["IpAddress", "I", "an IP address"],
  ["Arn", "A", "an ARN"],
];

/** An operator that cannot compare with what the key holds never matches, or with Not always does. */
export function checkOperators({ conditions }: LintedStatement): Remark[] {
  return conditions.flatMap((condition) => {
    const problem = findMissingSet(condition) ?? findWrongFamily(condition);
    return problem === undefined ? [] : [error("operator-kind", problem)];
  });
}

function findMissingSet({ operator, name, key }: LintedCondition): string | undefined {
  const kind = findKind(key);
  if (name.base === "Null" || name.set !== undefined || !kind?.endsWith("*")) return undefined;
  return `${operator} never matches ${key}, which has many values: write ForAnyValue:${operator} or ForAllValues:${operator}.`;
}

/** Only for global keys, whose kinds are sure: services let some of their texts be tested as ARNs. */
function findWrongFamily({ operator, name, key }: LintedCondition): string | undefined {
  const kind = findGlobalKind(key)?.[0];
  const family = KINDS_OF_FAMILY.find(([operators]) => name.base.includes(operators));
  if (kind === undefined || family === undefined || family[1].includes(kind)) return undefined;
  const held = { S: "text", A: "an ARN", B: "a boolean", N: "a number", D: "a date", E: "a time" }[kind];
  return `${operator} compares with ${family[2]}, and ${key} holds ${held ?? "an IP address"}: use an operator of its kind.`;
}
