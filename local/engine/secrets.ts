import { createDecipheriv, pbkdf2Sync } from "node:crypto";

const ROUNDS = 1_000_000;
const TAG_BYTES = 16;

/**
 * Decrypts values of Pulumi's passphrase secrets provider.
 *
 * @param salt `encryptionsalt` of the stack's configuration file.
 * @throws Error when the passphrase is not the one that the values were encrypted with.
 */
export function passphraseDecrypter(salt: string, passphrase: string): (text: string) => string {
  const [version, encodedSalt = "", ...check] = salt.split(":");
  if (version !== "v1") throw new Error(`encryptionsalt has an unknown version: ${version}`);
  const key = pbkdf2Sync(passphrase, Buffer.from(encodedSalt, "base64"), ROUNDS, 32, "sha256");
  const decrypt = (text: string): string => decryptValue(text, key);
  // Pulumi keeps a known text under the same key, so that a wrong passphrase is noticed at once.
  if (decrypt(check.join(":")) !== "pulumi") throw new Error("the passphrase is wrong");
  return decrypt;
}

function decryptValue(text: string, key: Buffer): string {
  const [version, nonce = "", ciphertext = ""] = text.split(":");
  if (version !== "v1") throw new Error(`a secure value has an unknown version: ${version}`);
  const bytes = Buffer.from(ciphertext, "base64");
  const decipher = createDecipheriv("aes-256-gcm", key, Buffer.from(nonce, "base64"));
  decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(0, -TAG_BYTES)), decipher.final()]).toString("utf8");
  } catch {
    throw new Error("the passphrase is wrong");
  }
}
