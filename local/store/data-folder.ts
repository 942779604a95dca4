import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { lockFolder } from "./folder-lock";
import { writeAtomically } from "./write-atomically";

/** The folder in which one local cloud keeps everything that outlives it. One process at a time. */
export interface DataFolder {
  readonly path: string;
  /** 32 bytes, made once. Seals session tokens and derives every secret access key: who reads it is the local administrator. */
  readonly masterKey: Buffer;
  /** A folder inside it, made if it is missing. */
  part(name: string): string;
  /** Gives the folder free for another process. */
  close(): void;
}

/** Opens the folder, making what is missing. Throws when another process uses it. */
export function openDataFolder(path: string, randomBytes: (size: number) => Buffer): DataFolder {
  const folder = resolve(path);
  makeFolder(folder);
  const unlock = lockFolder(folder);
  try {
    const masterKey = readOrMakeKey(join(folder, "keys.json"), randomBytes);
    return { path: folder, masterKey, part: (name) => makeFolder(join(folder, name)), close: unlock };
  } catch (error) {
    unlock();
    throw error;
  }
}

function makeFolder(path: string): string {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  return path;
}

function readOrMakeKey(file: string, randomBytes: (size: number) => Buffer): Buffer {
  if (!existsSync(file)) {
    writeAtomically(file, `${JSON.stringify({ masterKey: randomBytes(32).toString("base64") })}\n`);
  }
  const masterKey = Buffer.from(parseKeys(readFileSync(file, "utf8")).masterKey ?? "", "base64");
  if (masterKey.length === 32) return masterKey;
  throw new Error(
    `${file} does not hold a master key of 32 bytes. Start with --fresh to make the data folder anew.`,
  );
}

function parseKeys(text: string): { masterKey?: string } {
  try {
    return JSON.parse(text) as { masterKey?: string };
  } catch {
    return {};
  }
}
