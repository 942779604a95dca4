import { splitArn } from "./arn-pattern";
import { PolicyError } from "../policy-error";

/** Who makes a request, taken apart as far as policies can name it. */
export type RequestPrincipal =
  | { readonly type: "User" | "Root"; readonly arn: string; readonly account: string }
  /** `user` is the ARN of the user whose credentials made it, where that is known. */
  | {
      readonly type: "FederatedUser";
      readonly arn: string;
      readonly account: string;
      readonly user?: string;
    }
  /** `session` is undefined for a role's ARN, which stands for any session of it. */
  | {
      readonly type: "Role";
      readonly arn: string;
      readonly account: string;
      readonly role: string;
      readonly session?: string;
    }
  | { readonly type: "Service" | "Federated"; readonly name: string }
  | { readonly type: "Anonymous" };

/** A principal that belongs to an account. */
export type AccountPrincipal = Extract<RequestPrincipal, { account: string }>;

/**
 * Identity providers of trust policies that are no AWS service; others are named by the ARN of their provider
 * in IAM.
 */
const WEB_IDENTITY_PROVIDERS = new Set([
  "cognito-identity.amazonaws.com",
  "www.amazon.com",
  "graph.facebook.com",
  "accounts.google.com",
]);

export const isFederatedProvider = (name: string): boolean =>
  WEB_IDENTITY_PROVIDERS.has(name) || /^arn:[^:*?]+:iam::\d{12}:(oidc|saml)-provider\/[^*?]+$/.test(name);

export const isServiceName = (name: string): boolean =>
  /^[a-z0-9-]+(\.[a-z0-9-]+)*\.amazonaws\.com(\.cn)?$/.test(name);

/**
 * CloudFront reads a bucket under such a name, which has the form of a user's ARN and belongs to no account.
 * Source: CloudFront Developer Guide, "Restrict access to an Amazon S3 origin".
 */
export const isOriginAccessIdentity = (name: string): boolean =>
  /^arn:[^:*?]+:iam::cloudfront:user\/CloudFront Origin Access Identity [A-Z0-9]+$/.test(name);

/**
 * @param federatedBy of a federated user, the ARN of the user whose credentials made it
 * @throws PolicyError for what is no principal: deciding for it would be guessing
 */
export function parseRequestPrincipal(text: string, federatedBy?: string): RequestPrincipal {
  const principal = parsePrincipal(text);
  if (federatedBy === undefined) return principal;
  const user = parseArn(federatedBy);
  if (principal.type === "FederatedUser" && user?.type === "User" && user.account === principal.account)
    return { ...principal, user: federatedBy };
  throw new PolicyError(
    `federatedBy is ${JSON.stringify(federatedBy)}: give it for a federated user, as the ARN of a user of the same account.`,
  );
}

function parsePrincipal(text: string): RequestPrincipal {
  if (text === "anonymous") return { type: "Anonymous" };
  const parsed = parseArn(text);
  if (parsed !== undefined) return parsed;
  if (isFederatedProvider(text)) return { type: "Federated", name: text };
  if (isServiceName(text) || isOriginAccessIdentity(text)) return { type: "Service", name: text };
  throw new PolicyError(
    `${JSON.stringify(text)} is no principal: give the ARN of a user, role, session or account root, a service such as ` +
      'sns.amazonaws.com, an identity provider, or "anonymous".',
  );
}

/** A user, role, session, federated user or account root; undefined for other ARNs. */
export function parseArn(text: string): AccountPrincipal | undefined {
  const parts = splitArn(text);
  if (parts === undefined || parts[0] !== "arn" || parts[3] !== "") return undefined;
  const account = parts[4]!;
  if (!/^\d{12}$/.test(account)) return undefined;
  const path = parts[5]!.split("/");
  const kind = `${parts[2]}:${path[0]}`;
  const name = path[path.length - 1]!;
  if (kind === "iam:root" && path.length === 1) return { type: "Root", arn: text, account };
  if (path.length === 1 || name === "") return undefined;
  switch (kind) {
    case "iam:user":
      return { type: "User", arn: text, account };
    case "iam:role":
      return { type: "Role", arn: text, account, role: name };
    case "sts:federated-user":
      return { type: "FederatedUser", arn: text, account };
    case "sts:assumed-role":
      if (path.length !== 3 || path[1] === "") return undefined;
      return { type: "Role", arn: text, account, role: path[1]!, session: name };
    // Stryker disable next-line ConditionalExpression: without a word it is undefined as well
    default:
      return undefined;
  }
}
