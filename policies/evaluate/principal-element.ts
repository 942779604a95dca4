import { toList } from "../policy-document";
import {
  isFederatedProvider,
  isOriginAccessIdentity,
  isServiceName,
  parseArn,
  type AccountPrincipal,
  type RequestPrincipal,
} from "./principal";

/**
 * How closely a policy names the principal, which decides what its Allow is worth in the principal's own
 * account:
 * - `direct`: the session, user, federated user, service or provider itself, or everyone. It suffices alone.
 * - `issuer`: what issued the session, its role or, for a federated user, its user. It suffices, but permissions
 *   boundary and session policy still limit it.
 * - `account`: the whole account. It only delegates: an identity policy must allow too.
 */
export type PrincipalMatch = "direct" | "issuer" | "account";

/** A Principal or NotPrincipal element. */
export interface PrincipalElement {
  readonly isNegated: boolean;
  readonly names: readonly string[];
  match(principal: RequestPrincipal, hasBoundary: boolean): PrincipalMatch | undefined;
}

type Matcher = (principal: RequestPrincipal) => PrincipalMatch | undefined;

/** @throws Error with the reason alone, for the caller to add the place */
export function compilePrincipal(
  element: unknown,
  isNegated: boolean,
  effect: "Allow" | "Deny",
): PrincipalElement {
  const named = listNames(element);
  if (named.some(({ type }) => type === "CanonicalUser") && (isNegated || effect === "Deny")) {
    throw new Error(
      "a canonical user id cannot be recognised here, so it would deny nobody: name the account instead",
    );
  }
  const matchers = named.map(({ type, name }) => compileName(type, name));
  const names = named.map(({ type, name }) => (name === "*" ? "*" : `${type} ${name}`));
  if (!isNegated) return { isNegated, names, match: (principal) => closest(matchers, principal) };
  const isExempt = effect === "Deny" ? isSparedByDeny : isLeftOutByAllow;
  return {
    isNegated,
    names,
    match: (principal, hasBoundary) => (isExempt(matchers, principal, hasBoundary) ? undefined : "direct"),
  };
}

function listNames(element: unknown): { type: string; name: string }[] {
  if (element === "*") return [{ type: "AWS", name: "*" }];
  if (typeof element !== "object" || element === null || Array.isArray(element)) {
    throw new Error('must be "*" or an object such as { "AWS": "arn:aws:iam::111122223333:role/name" }');
  }
  const named = Object.entries(element).flatMap(([type, names]) =>
    toList<unknown>(names).map((name) => {
      if (typeof name !== "string" || name === "")
        throw new Error(`${type} must be a text or a list of texts`);
      return { type, name };
    }),
  );
  if (named.length === 0) throw new Error("names nobody: name at least one principal");
  return named;
}

function compileName(type: string, name: string): Matcher {
  if (type === "AWS") return compileAws(name);
  if (type === "Service") {
    if (!isServiceName(name))
      throw new Error(
        `${JSON.stringify(name)} is no service: write it like sns.amazonaws.com, without wildcards`,
      );
    return (principal) => (principal.type === "Service" && principal.name === name ? "direct" : undefined);
  }
  if (type === "Federated") {
    if (!isFederatedProvider(name)) {
      throw new Error(
        `${JSON.stringify(name)} is no identity provider: name one such as cognito-identity.amazonaws.com or its ARN in IAM`,
      );
    }
    // Stryker disable next-line ConditionalExpression: no service has the name of a provider
    return (principal) => (principal.type === "Federated" && principal.name === name ? "direct" : undefined);
  }
  if (type === "CanonicalUser") {
    if (!/^[0-9a-f]{64}$/.test(name))
      throw new Error(`${JSON.stringify(name)} is no canonical user id: it has 64 hexadecimal digits`);
    return () => undefined;
  }
  throw new Error(
    `${JSON.stringify(type)} is no kind of principal: use AWS, Service, Federated or CanonicalUser`,
  );
}

const everyone: Matcher = () => "direct";

function compileAws(name: string): Matcher {
  if (name === "*") return everyone;
  if (isOriginAccessIdentity(name)) {
    // Stryker disable next-line ConditionalExpression: nobody else has such a name
    return (principal) => (principal.type === "Service" && principal.name === name ? "direct" : undefined);
  }
  if (/^A[A-Z]{2}A[A-Z0-9]{12,}$/.test(name)) {
    throw new Error(
      `${JSON.stringify(name)} is the unique id of a user or role that was deleted: name the one that is meant by its ARN`,
    );
  }
  const named = /[*?]/.test(name) ? undefined : parseArn(name);
  const account = named?.type === "Root" ? named.account : name;
  if (/^\d{12}$/.test(account)) {
    return (principal) => ("account" in principal && principal.account === account ? "account" : undefined);
  }
  if (named === undefined) {
    throw new Error(
      `${JSON.stringify(name)} is no principal: name an account, user, role or session in full, ` +
        "or everyone with a condition on aws:PrincipalArn (ArnLike), which takes wildcards",
    );
  }
  return (principal) => matchNamed(named, principal);
}

function matchNamed(named: AccountPrincipal, principal: RequestPrincipal): PrincipalMatch | undefined {
  // Stryker disable next-line ConditionalExpression: what is compared below only such principals have
  if (!("account" in principal)) return undefined;
  const isWholeRole = named.type === "Role" && named.session === undefined;
  if (principal.arn === named.arn) return isWholeRole ? "issuer" : "direct";
  if (principal.type === "FederatedUser") return principal.user === named.arn ? "issuer" : undefined;
  return isWholeRole && isSessionOf(named, principal) ? "issuer" : undefined;
}

/** By the role's name alone, unique in its account whatever the path: a session's ARN does not hold the path. */
const isSessionOf = (
  role: Extract<AccountPrincipal, { type: "Role" }>,
  principal: AccountPrincipal,
): boolean =>
  // Stryker disable next-line ConditionalExpression: only roles have sessions
  principal.type === "Role" &&
  principal.session !== undefined &&
  principal.role === role.role &&
  principal.account === role.account;

const CLOSENESS: readonly PrincipalMatch[] = ["direct", "issuer", "account"];

function closest(matchers: readonly Matcher[], principal: RequestPrincipal): PrincipalMatch | undefined {
  const found = matchers.map((matcher) => matcher(principal));
  return CLOSENESS.find((match) => found.includes(match));
}

/**
 * A Deny spares a principal only if NotPrincipal names it at every level that AWS checks: its account, for a
 * session its role, and itself. It spares none that has a permissions boundary, whomever it names. Source: IAM
 * User Guide, "NotPrincipal".
 */
function isSparedByDeny(
  matchers: readonly Matcher[],
  principal: RequestPrincipal,
  hasBoundary: boolean,
): boolean {
  if (hasBoundary) return false;
  const needed: PrincipalMatch[] = [];
  if ("account" in principal) needed.push("account");
  if (principal.type === "Role") needed.push("issuer");
  if (principal.type !== "Root" && !(principal.type === "Role" && principal.session === undefined))
    needed.push("direct");
  const found = new Set(matchers.map((matcher) => matcher(principal)));
  return needed.every((match) => found.has(match)) || matchers.includes(everyone);
}

/** An Allow, the other way round, leaves out whoever is named at any level. */
const isLeftOutByAllow = (matchers: readonly Matcher[], principal: RequestPrincipal): boolean =>
  closest(matchers, principal) !== undefined;
