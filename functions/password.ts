import * as crypto from "node:crypto";
import { scrypt as scryptJs } from "scrypt-js";

/** A password hash with its cost, so that the cost can be raised later without locking anybody out. */
export interface PasswordHash {
  /** CPU and memory cost, a power of two. */
  readonly N: number;
  readonly r: number;
  readonly p: number;
  /** 16 random bytes, base64. */
  readonly salt: string;
  /** 32 bytes, base64. */
  readonly hash: string;
}

/** 128 MiB and about a third of a second on a full core. */
const COST = { N: 2 ** 17, r: 8, p: 1 } as const;
const KEY_BYTES = 32;
const SALT_BYTES = 16;

/** Hashes a password with scrypt and a random salt. */
export async function hashPassword(password: string): Promise<PasswordHash> {
  const salt = crypto.randomBytes(SALT_BYTES);
  const hash = await scrypt(password, salt, COST);
  return { ...COST, salt: salt.toString("base64"), hash: hash.toString("base64") };
}

/**
 * Whether the password is the one that was hashed. Without a stored hash the answer is no, after the same work: how long it
 * takes does not tell whether a user exists.
 */
export async function verifyPassword(password: string, stored: PasswordHash | undefined): Promise<boolean> {
  const { salt, hash, ...cost } = stored ?? { ...COST, salt: "", hash: "" };
  const expected = stored ? Buffer.from(hash, "base64") : Buffer.alloc(KEY_BYTES);
  const actual = await scrypt(
    password,
    stored ? Buffer.from(salt, "base64") : Buffer.alloc(SALT_BYTES),
    cost,
  );
  return crypto.timingSafeEqual(actual, expected) && stored !== undefined;
}

type Cost = Pick<PasswordHash, "N" | "r" | "p">;

/** Node's own scrypt, or the JavaScript one where a runtime was built without it; both give the same bytes. */
async function scrypt(password: string, salt: Uint8Array, cost: Cost): Promise<Buffer> {
  const text = password.normalize("NFKC"); // the same password typed on two keyboards may differ in bytes
  return typeof crypto.scrypt === "function"
    ? nativeScrypt(text, salt, cost)
    : portableScrypt(text, salt, cost);
}

export function nativeScrypt(password: string, salt: Uint8Array, { N, r, p }: Cost): Promise<Buffer> {
  const maxmem = 256 * N * r; // Node refuses by default what needs more than 32 MiB; scrypt needs 128 * N * r
  return new Promise((resolve, reject) => {
    crypto.scrypt(password, salt, KEY_BYTES, { N, r, p, maxmem }, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });
}

export async function portableScrypt(password: string, salt: Uint8Array, { N, r, p }: Cost): Promise<Buffer> {
  return Buffer.from(await scryptJs(Buffer.from(password), salt, N, r, p, KEY_BYTES));
}
