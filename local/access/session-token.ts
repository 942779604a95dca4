import { createCipheriv, createDecipheriv } from "node:crypto";
import type { Principal } from "../principal";

export interface SealedSession {
  readonly principal: Principal;
  /** Milliseconds since the epoch. */
  readonly expirationMs: number;
}

const VERSION = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Session tokens that only this key can make or read: version, nonce, ciphertext and tag of AES-256-GCM, in base64.
 * Each is bound to its access key id, so it cannot be presented with another.
 */
export class SessionTokens {
  readonly #key: Buffer;
  readonly #randomBytes: (size: number) => Buffer;

  constructor(key: Buffer, randomBytes: (size: number) => Buffer) {
    this.#key = key;
    this.#randomBytes = randomBytes;
  }

  seal(session: SealedSession, accessKeyId: string): string {
    const nonce = this.#randomBytes(NONCE_BYTES);
    const cipher = createCipheriv("aes-256-gcm", this.#key, nonce, { authTagLength: TAG_BYTES });
    cipher.setAAD(boundTo(accessKeyId));
    const ciphertext = Buffer.concat([cipher.update(JSON.stringify(session), "utf8"), cipher.final()]);
    return Buffer.concat([Buffer.of(VERSION), nonce, ciphertext, cipher.getAuthTag()]).toString("base64");
  }

  /** Undefined for anything that `seal` did not return for this access key id. */
  open(token: string, accessKeyId: string): SealedSession | undefined {
    const bytes = Buffer.from(token, "base64");
    // Decoding is lenient: without this, a token with characters added would pass for the original.
    if (bytes.toString("base64") !== token) return undefined;
    if (bytes[0] !== VERSION || bytes.length < 1 + NONCE_BYTES + TAG_BYTES) return undefined;

    const nonce = bytes.subarray(1, 1 + NONCE_BYTES);
    const decipher = createDecipheriv("aes-256-gcm", this.#key, nonce, { authTagLength: TAG_BYTES });
    decipher.setAAD(boundTo(accessKeyId));
    decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
    try {
      const text = decipher.update(bytes.subarray(1 + NONCE_BYTES, -TAG_BYTES)).toString("utf8");
      decipher.final();
      return JSON.parse(text) as SealedSession;
    } catch {
      return undefined;
    }
  }
}

function boundTo(accessKeyId: string): Buffer {
  return Buffer.from(`${VERSION}:${accessKeyId}`, "utf8");
}
