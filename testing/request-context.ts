import { parseRequestPrincipal } from "../policies/evaluate/principal";
import type { ContextValue } from "../policies/evaluate/request-context";
import { refusePromise } from "./load-document";
import { MisuseError } from "./misuse-error";

/** The value of a condition key; a list for a key that has many values, such as `dynamodb:LeadingKeys`. */
export type GivenValue = Scalar | readonly Scalar[];
type Scalar = string | number | boolean | Date;
/** Condition keys of a request, names in any case. */
export type GivenContext = Readonly<Record<string, GivenValue>>;
export type Context = Readonly<Record<string, ContextValue>>;

/** @throws MisuseError for a value that no condition key has */
export function parseContext(given: GivenContext): Context {
  return Object.fromEntries(Object.entries(given).map(([key, value]) => [key, toValue(key, value)]));
}

function toValue(key: string, value: GivenValue): ContextValue {
  if (Array.isArray(value)) return value.map((one: Scalar) => toText(key, one));
  return toText(key, value as Scalar);
}

function toText(key: string, value: Scalar): string {
  refusePromise(value, key);
  if (value instanceof Date) return value.toISOString();
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean")
    return String(value);
  throw new MisuseError(
    `${key} must be a text, number, boolean, Date or a list of them; leave out a key that is absent`,
  );
}

const PRINCIPAL_TYPES = {
  User: "User",
  Role: "AssumedRole",
  FederatedUser: "FederatedUser",
  Root: "Account",
} as const;

/**
 * The keys that AWS derives from the principal and the resource themselves; whatever else a condition tests is
 * for the test to give. Source: IAM User Guide, "AWS global condition context keys".
 */
export function deriveContext(principal: string, accountOfResource: string | undefined): Context {
  const parsed = parseRequestPrincipal(principal);
  const ofResource = accountOfResource === undefined ? {} : { "aws:ResourceAccount": accountOfResource };
  if (parsed.type === "Anonymous") return { ...ofResource, "aws:PrincipalType": "Anonymous" };
  if (!("account" in parsed)) {
    const isService = parsed.type === "Service";
    return {
      ...ofResource,
      "aws:PrincipalIsAWSService": String(isService),
      ...(isService && { "aws:PrincipalServiceName": parsed.name }),
    };
  }
  const isSession = parsed.type === "Role" && parsed.session !== undefined;
  return {
    ...ofResource,
    "aws:PrincipalIsAWSService": "false",
    "aws:PrincipalType": PRINCIPAL_TYPES[parsed.type],
    "aws:PrincipalAccount": parsed.account,
    "aws:PrincipalArn": isSession ? `arn:aws:iam::${parsed.account}:role/${parsed.role}` : parsed.arn,
    ...(parsed.type === "User" && { "aws:username": parsed.arn.slice(parsed.arn.lastIndexOf("/") + 1) }),
  };
}

/** What comes first decides a key, whatever the case of its name. */
export function joinContexts(...contexts: readonly Context[]): Context {
  const joined = new Map<string, readonly [name: string, value: ContextValue]>();
  for (const [name, value] of contexts.flatMap((context) => Object.entries(context))) {
    const key = name.toLowerCase();
    if (!joined.has(key)) joined.set(key, [name, value]);
  }
  return Object.fromEntries(joined.values());
}
