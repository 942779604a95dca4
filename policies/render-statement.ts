import { parseOperator } from "./evaluate/condition";
import { PolicyError } from "./policy-error";
import type { PolicyPrincipal, PolicyStatement } from "./policy-document";
import { formatSource } from "./source-place";
import type { StatementParts, WrittenCondition } from "./statement-builder";

/** The JSON of one statement, whose values are all known by now. */
export function renderStatement(parts: StatementParts): PolicyStatement {
  const { effect, actions, principal, resources, conditions, findSource } = parts;
  return {
    Effect: effect,
    ...(principal !== undefined && { Principal: principal as PolicyPrincipal }),
    Action: actions,
    ...(resources !== undefined && {
      Resource: resources === "everything" ? "*" : resources.map(({ arn }) => arn as string),
    }),
    ...(conditions.length > 0 && {
      Condition: renderConditions(conditions, () => formatSource(findSource())),
    }),
  };
}

function renderConditions(
  conditions: readonly WrittenCondition[],
  place: () => string,
): Record<string, Record<string, string | string[]>> {
  const block: Record<string, Record<string, string | string[]>> = {};
  for (const { operator, key, value } of conditions)
    (block[operator] ??= {})[key] = toText(value, () => `${operator} of ${key}${place()}`);
  return block;
}

function toText(value: unknown, describe: () => string): string | string[] {
  if (Array.isArray(value)) return value.map((item) => toText(item, describe) as string);
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean")
    return String(value);
  throw new PolicyError(
    `The value for ${describe()} is ${JSON.stringify(value)}: give a text, number, boolean or date.`,
  );
}

/**
 * The statement with something harmless in place of every value that is not known yet, so that all the rest
 * can be checked at once: in a preview, what waits for an unknown value is never checked.
 */
export function withPlaceholders(
  parts: StatementParts,
  isUnresolved: (value: unknown) => boolean,
): StatementParts {
  const fill = (value: unknown, placeholder: string): unknown => {
    if (isUnresolved(value)) return placeholder;
    if (Array.isArray(value)) return value.map((item) => fill(item, placeholder));
    return value;
  };
  const { resources, principal, conditions, service } = parts;
  return {
    ...parts,
    conditions: conditions.map(({ key, operator, value }) => ({
      key,
      operator,
      value: fill(value, placeholderFor(operator)),
    })),
    ...(principal !== undefined && { principal: fillPrincipal(principal, fill) }),
    ...(typeof resources === "object" && {
      resources: resources.map(({ type, arn }) => ({
        ...(type !== undefined && { type }),
        arn: fill(arn, `arn:*:${(type !== undefined && service?.shapes[type]) || "*:*:*:*"}`),
      })),
    }),
  };
}

const PRINCIPAL_PLACEHOLDERS: Readonly<Record<string, string>> = {
  AWS: "000000000000",
  Service: "unknown.amazonaws.com",
  Federated: "arn:aws:iam::000000000000:oidc-provider/unknown",
  CanonicalUser: "0".repeat(64),
};

function fillPrincipal(principal: unknown, fill: (value: unknown, placeholder: string) => unknown): unknown {
  if (typeof principal !== "object" || principal === null) return principal;
  return Object.fromEntries(
    Object.entries(principal).map(([type, names]) => [
      type,
      fill(names, PRINCIPAL_PLACEHOLDERS[type] ?? "unknown"),
    ]),
  );
}

/** A value that the operator takes. */
function placeholderFor(operator: string): string {
  const base = parseOperator(operator)?.base ?? "";
  if (base === "Null" || base === "Bool") return "false";
  if (base.startsWith("Numeric")) return "0";
  if (base.startsWith("Date")) return "1970-01-01";
  if (base.endsWith("IpAddress")) return "192.0.2.0";
  if (base.startsWith("Arn")) return "arn:aws:unknown:::unknown";
  return base === "BinaryEquals" ? "" : "unknown";
}
