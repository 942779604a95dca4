import { sign, verify } from "node:crypto";
import type { TokenKey } from "./token-key";

const POOL_ARN = "https://cognito-identity.amazonaws.com/identity-pool-arn";
const ISSUER = "https://cognito-identity.amazonaws.com";

/** What an identity pool's OpenID token says, member by member and in AWS's order. */
export interface TokenClaims {
  /** Identity id. */
  readonly sub: string;
  /** Identity pool id. */
  readonly aud: string;
  /** `authenticated`, the provider, and the provider with pool and user. */
  readonly amr: readonly string[];
  readonly iss: typeof ISSUER;
  readonly [POOL_ARN]: string;
  /** Seconds since the epoch. */
  readonly exp: number;
  readonly iat: number;
}

export interface TokenSubject {
  readonly identityId: string;
  readonly pool: { readonly id: string; readonly arn: string };
  readonly amr: readonly string[];
}

export function issueToken(
  key: TokenKey,
  subject: TokenSubject,
  { nowMs, durationSeconds }: { readonly nowMs: number; readonly durationSeconds: number },
): string {
  const iat = Math.floor(nowMs / 1000);
  const claims: TokenClaims = {
    sub: subject.identityId,
    aud: subject.pool.id,
    amr: subject.amr,
    iss: ISSUER,
    [POOL_ARN]: subject.pool.arn,
    exp: iat + durationSeconds,
    iat,
  };
  const text = `${encode({ kid: key.id, typ: "JWS", alg: "RS512" })}.${encode(claims)}`;
  return `${text}.${sign("sha512", Buffer.from(text), key.privateKey).toString("base64url")}`;
}

export type TokenCheck =
  | { readonly ok: true; readonly claims: TokenClaims }
  | {
      readonly ok: false;
      readonly reason: "unverifiable" | "expired";
      readonly nowSeconds: number;
      readonly expiresSeconds: number;
    };

/** Checks signature, algorithm, issuer and time. The algorithm is ours, whatever the token's header says. */
export function checkToken(key: TokenKey, token: string, nowMs: number): TokenCheck {
  const nowSeconds = Math.floor(nowMs / 1000);
  const unverifiable = { ok: false, reason: "unverifiable", nowSeconds, expiresSeconds: 0 } as const;
  const [header, payload, signature, ...rest] = token.split(".");
  if (!header || !payload || !signature || rest.length > 0) return unverifiable;
  const isSigned = verify(
    "sha512",
    Buffer.from(`${header}.${payload}`),
    key.publicKey,
    Buffer.from(signature, "base64url"),
  );
  if (!isSigned) return unverifiable;
  const claims = decode(payload) as TokenClaims;
  if (claims.iss !== ISSUER || (decode(header) as { alg?: string }).alg !== "RS512") return unverifiable;
  if (nowSeconds >= claims.exp)
    return { ok: false, reason: "expired", nowSeconds, expiresSeconds: claims.exp };
  return { ok: true, claims };
}

/** `amr` for a developer user: also what API Gateway shows as the authentication provider, joined by commas. */
export function developerAmr(poolId: string, provider: string, user: string): string[] {
  return ["authenticated", provider, `${provider}:${poolId}:${user}`];
}

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");
const decode = (text: string): unknown => JSON.parse(Buffer.from(text, "base64url").toString("utf8"));
