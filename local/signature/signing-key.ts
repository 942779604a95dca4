import { createHmac } from "node:crypto";
import type { CredentialScope } from "./credential-scope";
import { RecentlyUsed } from "./recently-used";

interface SigningKey {
  readonly secretAccessKey: string;
  readonly key: Buffer;
}

const recent = new RecentlyUsed<SigningKey>(1000);

/** Four HMACs, kept per access key, day, region and service. A kept key counts only for the secret that it was made from. */
export function signingKey(scope: CredentialScope, secretAccessKey: string): Buffer {
  const { accessKeyId, date, region, service, terminator } = scope;
  const name = `${accessKeyId}/${date}/${region}/${service}/${terminator}`;
  const kept = recent.get(name);
  if (kept?.secretAccessKey === secretAccessKey) return kept.key;

  let key: Buffer = Buffer.from(`AWS4${secretAccessKey}`, "utf8");
  for (const part of [date, region, service, terminator])
    key = createHmac("sha256", key).update(part).digest();
  recent.set(name, { secretAccessKey, key });
  return key;
}

/** The signature of a string to sign, in hexadecimal. */
export function sign(key: Buffer, text: string): string {
  return createHmac("sha256", key).update(text, "latin1").digest("hex");
}
