import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { lockFolder } from "./folder-lock";
import { writeAtomically } from "./write-atomically";

/** Made once per data folder. Whoever reads them is the local administrator. */
export interface Keys {
  /** 32 bytes. Seals session tokens and derives secret access keys. */
  readonly masterKey: Buffer;
  /** The local administrator's long-term credentials. */
  readonly operator: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** The folder in which one local cloud keeps everything that outlives it. One process at a time. */
export interface DataFolder {
  readonly path: string;
  readonly keys: Keys;
  /** Gives the folder free for another process. */
  close(): void;
}

const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** Opens the folder, making what is missing. Throws when another process uses it. */
export function openDataFolder(path: string, randomBytes: (size: number) => Buffer): DataFolder {
  const folder = resolve(path);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const unlock = lockFolder(folder);
  try {
    return { path: folder, keys: readOrMakeKeys(join(folder, "keys.json"), randomBytes), close: unlock };
  } catch (error) {
    unlock();
    throw error;
  }
}

function readOrMakeKeys(file: string, randomBytes: (size: number) => Buffer): Keys {
  if (!existsSync(file)) makeKeys(file, randomBytes);
  const stored = JSON.parse(readFileSync(file, "utf8")) as { masterKey?: string; operator?: Keys["operator"] };
  const masterKey = Buffer.from(stored.masterKey ?? "", "base64");
  if (masterKey.length !== 32 || !stored.operator?.accessKeyId || !stored.operator.secretAccessKey) {
    throw new Error(`${file} does not hold a master key and the operator's credentials. Start with --fresh to make the data folder anew.`);
  }
  return { masterKey, operator: stored.operator };
}

function makeKeys(file: string, randomBytes: (size: number) => Buffer): void {
  const accessKeyId = "AKIA" + [...randomBytes(16)].map((byte) => BASE32[byte % 32]).join("");
  const keys = {
    masterKey: randomBytes(32).toString("base64"),
    operator: { accessKeyId, secretAccessKey: randomBytes(30).toString("base64") },
  };
  writeAtomically(file, `${JSON.stringify(keys, undefined, 2)}\n`);
}
