import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Below this size compiling is quicker than looking the cache up. */
const WORTH_CACHING_CHARACTERS = 4096;

/**
 * V8's compiled code by the hash of its source, which halves the time to start a large bundle. Kept in memory, and in
 * `folder` if given, where it serves the next start. V8 does not verify what it is given, so files carry a checksum.
 */
export class CodeCache {
  readonly #folder: string | undefined;
  readonly #entries = new Map<string, Uint8Array | undefined>();

  constructor(folder?: string) {
    this.#folder = folder;
    if (folder !== undefined) mkdirSync(folder, { recursive: true });
  }

  find(source: string): Uint8Array | undefined {
    if (source.length < WORTH_CACHING_CHARACTERS) return undefined;
    const key = cacheKey(source);
    if (!this.#entries.has(key)) this.#entries.set(key, this.#read(key));
    return this.#entries.get(key);
  }

  keep(source: string, data: Uint8Array): void {
    if (source.length < WORTH_CACHING_CHARACTERS) return;
    const key = cacheKey(source);
    this.#entries.set(key, data);
    if (this.#folder === undefined) return;
    const file = join(this.#folder, key);
    try {
      // Renamed when complete: a process that is killed leaves no half of a file.
      writeFileSync(`${file}.${process.pid}`, Buffer.concat([checksum(data), data]));
      renameSync(`${file}.${process.pid}`, file);
    } catch {
      // A folder that cannot be written to costs the next start some time, nothing else.
    }
  }

  /** Forgets what is in memory beside the given sources. */
  retain(sources: Iterable<string>): void {
    const keys = new Set([...sources].map(cacheKey));
    for (const key of this.#entries.keys()) if (!keys.has(key)) this.#entries.delete(key);
  }

  #read(key: string): Uint8Array | undefined {
    if (this.#folder === undefined) return undefined;
    try {
      const file = readFileSync(join(this.#folder, key));
      const data = file.subarray(32);
      return checksum(data).equals(file.subarray(0, 32)) ? data : undefined;
    } catch {
      return undefined;
    }
  }
}

function cacheKey(source: string): string {
  return createHash("sha256").update(`${process.version} ${process.arch} ${source}`).digest("hex");
}

function checksum(data: Uint8Array): Buffer {
  return createHash("sha256").update(data).digest();
}
