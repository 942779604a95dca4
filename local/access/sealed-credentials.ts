import { createHmac } from "node:crypto";
import type { Clock } from "../clock";
import type { Principal } from "../principal";
import { RecentlyUsed } from "../signature/recently-used";
import { SessionTokens } from "./session-token";

export interface AccessKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

export interface TemporaryCredentials extends AccessKey {
  readonly sessionToken: string;
  /** Milliseconds since the epoch. */
  readonly expirationMs: number;
}

interface Session {
  readonly principal: Principal;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly expirationMs: number;
}

export interface CredentialsOptions {
  /** 32 bytes, kept in the data folder. Who has them can be anybody: every secret and every session token follows from them. */
  readonly masterKey: Buffer;
  readonly clock: Clock;
  readonly randomBytes: (size: number) => Buffer;
  /** @default "000000000000" */
  readonly accountId?: string;
}

/**
 * Issues access keys and says who holds one. Nothing is stored: a session token is the principal itself, sealed, and a secret
 * follows from its access key id, so credentials survive a restart and an altered token is unknown.
 */
export class Credentials {
  /** The local administrator's long-term access key: the same for the same master key. Everything is allowed to it. */
  readonly operator: AccessKey;
  readonly #operatorPrincipal: Principal;
  readonly #options: CredentialsOptions;
  readonly #secretKey: Buffer;
  readonly #tokens: SessionTokens;
  readonly #opened = new RecentlyUsed<Session>(1000);

  constructor(options: CredentialsOptions) {
    const { masterKey, randomBytes, accountId = "000000000000" } = options;
    if (masterKey.length !== 32)
      throw new Error(`The master key must have 32 bytes; it has ${masterKey.length}`);
    this.#options = options;
    this.#secretKey = derive(masterKey, "secret access keys");
    this.#tokens = new SessionTokens(derive(masterKey, "session tokens"), randomBytes);

    const accessKeyId = keyId("AKIA", derive(masterKey, "operator's access key id"));
    this.operator = { accessKeyId, secretAccessKey: this.#secretOf(accessKeyId) };
    this.#operatorPrincipal = {
      type: "User",
      arn: operatorArn(accountId),
      accountId,
      userId: keyId("AIDA", derive(masterKey, "operator's user id")),
      accessKeyId,
      context: { "aws:username": "operator" },
    };
  }

  /** Makes credentials that act as `principal` until they expire. They hold the time of issue, for policies that revoke older sessions. */
  issue(principal: Principal, durationSeconds: number): TemporaryCredentials {
    const nowMs = this.#options.clock.nowMs();
    const accessKeyId = keyId("ASIA", this.#options.randomBytes(10));
    const expirationMs = nowMs + durationSeconds * 1000;
    const issued: Principal = {
      ...principal,
      accessKeyId,
      context: { ...principal.context, "aws:TokenIssueTime": isoSeconds(nowMs) },
    };
    const sessionToken = this.#tokens.seal({ principal: issued, expirationMs }, accessKeyId);
    return { accessKeyId, secretAccessKey: this.#secretOf(accessKeyId), sessionToken, expirationMs };
  }

  /** The secret that a request of this access key must be signed with. */
  findSecret(
    accessKeyId: string,
    sessionToken: string | undefined,
  ): { readonly secretAccessKey: string } | "unknown" | "expired" {
    if (this.#isOperator(accessKeyId, sessionToken)) return this.operator;
    const session = this.#open(accessKeyId, sessionToken);
    if (!session) return "unknown";
    return this.#isExpired(session) ? "expired" : session;
  }

  /** Who holds the access key; undefined if it is unknown or expired. Says nothing about a signature: verify that first. */
  resolve(accessKeyId: string, sessionToken: string | undefined): Principal | undefined {
    if (this.#isOperator(accessKeyId, sessionToken)) return this.#operatorPrincipal;
    const session = this.#open(accessKeyId, sessionToken);
    return session && !this.#isExpired(session) ? session.principal : undefined;
  }

  #isOperator(accessKeyId: string, sessionToken: string | undefined): boolean {
    return sessionToken === undefined && accessKeyId === this.operator.accessKeyId;
  }

  #isExpired(session: Session): boolean {
    return session.expirationMs <= this.#options.clock.nowMs();
  }

  #open(accessKeyId: string, sessionToken: string | undefined): Session | undefined {
    if (sessionToken === undefined) return undefined;
    const kept = this.#opened.get(sessionToken);
    if (kept) return kept.accessKeyId === accessKeyId ? kept : undefined;

    const sealed = this.#tokens.open(sessionToken, accessKeyId);
    if (!sealed) return undefined;
    const session = { ...sealed, accessKeyId, secretAccessKey: this.#secretOf(accessKeyId) };
    this.#opened.set(sessionToken, session);
    return session;
  }

  #secretOf(accessKeyId: string): string {
    return derive(this.#secretKey, accessKeyId).subarray(0, 30).toString("base64");
  }
}

/** The user whose access key the operator holds. */
export function operatorArn(accountId: string): string {
  return `arn:aws:iam::${accountId}:user/operator`;
}

function derive(key: Buffer, purpose: string): Buffer {
  return createHmac("sha256", key).update(purpose).digest();
}

const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** A prefix and 16 characters, from the first 10 bytes. */
function keyId(prefix: string, bytes: Buffer): string {
  let bits = BigInt(`0x${bytes.subarray(0, 10).toString("hex")}`);
  let text = "";
  for (let i = 0; i < 16; i++) {
    text = `${BASE32[Number(bits & 31n)]}${text}`;
    bits >>= 5n;
  }
  return prefix + text;
}

function isoSeconds(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}
