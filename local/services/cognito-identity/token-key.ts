import {
  createPrivateKey,
  createPublicKey,
  generateKeyPair,
  type JsonWebKey,
  type KeyObject,
} from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { promisify } from "node:util";
import { writeAtomically } from "../../store/write-atomically";

/** What signs OpenID tokens: RSA, 2,048 bits, made once per data folder. */
export interface TokenKey {
  /** As AWS names its keys: the region and a number. */
  readonly id: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

/** Making a key takes a tenth of a second of processor time; it happens on another thread. */
export async function openTokenKey(file: string, region: string): Promise<TokenKey> {
  const privateKey = existsSync(file) ? createPrivateKey(readFileSync(file, "utf8")) : await makeKey(file);
  return { id: `${region}1`, privateKey, publicKey: createPublicKey(privateKey) };
}

async function makeKey(file: string): Promise<KeyObject> {
  const { privateKey } = await promisify(generateKeyPair)("rsa", { modulusLength: 2048 });
  writeAtomically(file, privateKey.export({ type: "pkcs8", format: "pem" }).toString());
  return privateKey;
}

/** The JSON Web Key Set with which anybody can verify the tokens. */
export function keySet(key: TokenKey): { readonly keys: readonly JsonWebKey[] } {
  return { keys: [{ kid: key.id, alg: "RS512", use: "sig", ...key.publicKey.export({ format: "jwk" }) }] };
}
