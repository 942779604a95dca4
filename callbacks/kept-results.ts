import { createHash, randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Names the folder in which analyses and bundles are kept between runs. Unset, nothing is kept. */
export const CACHE_VARIABLE = "SECURE_SERVERLESS_API_BUNDLE_CACHE";

/**
 * A result kept from an earlier run. An entry is believed only with its checksum: what was cut short or altered is absent,
 * and will be written anew.
 */
export function readKept<Value>(kind: string, key: string): Value | undefined {
  const folder = process.env[CACHE_VARIABLE];
  if (!folder) return undefined;
  try {
    const content = readFileSync(fileOf(folder, kind, key), "utf8");
    const json = content.slice(content.indexOf("\n") + 1);
    return content.startsWith(`${checksum(json)}\n`) ? (JSON.parse(json) as Value) : undefined;
  } catch {
    return undefined;
  }
}

/** Whether this is a first start that keeps its results: everything has to be made, and somebody waits for it. */
export function isFirstStart(): boolean {
  const folder = process.env[CACHE_VARIABLE];
  return Boolean(folder) && (!existsSync(folder!) || readdirSync(folder!).length === 0);
}

/** How long a start has its time for itself. */
const LATER_MS = 1_000;
let unwritten: (() => void)[] = [];

/** Runs when the program has got what it waits for, and in any case before the process ends. */
export function keepLater(write: () => void): void {
  if (!process.env[CACHE_VARIABLE]) return;
  if (unwritten.length === 0) {
    process.once("exit", writeKept);
    setTimeout(writeKept, LATER_MS).unref();
  }
  unwritten.push(write);
}

/** Writes at once what was to be written later. */
export function writeKept(): void {
  // A write may bring forth others.
  while (unwritten.length > 0) {
    const writes = unwritten;
    unwritten = [];
    for (const write of writes) write();
  }
  process.off("exit", writeKept);
}

export function keep(kind: string, key: string, value: unknown): void {
  const folder = process.env[CACHE_VARIABLE];
  if (folder) keepLater(() => writeEntry(folder, { kind, key, value }));
}

interface Entry {
  readonly kind: string;
  readonly key: string;
  readonly value: unknown;
}

function writeEntry(folder: string, { kind, key, value }: Entry): void {
  const json = JSON.stringify(value);
  const draft = join(folder, `.${randomUUID()}`);
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(draft, `${checksum(json)}\n${json}`, { mode: 0o600 });
    renameSync(draft, fileOf(folder, kind, key));
  } catch {
    // The folder may be erased at any time, and a full disk is no reason to fail: the result is made anew next time.
  }
}

const checksum = (text: string): string => createHash("sha256").update(text).digest("hex");

/** Of several texts; moving a character from one to the next changes it. */
export const hashOf = (...parts: readonly string[]): string => checksum(JSON.stringify(parts));

let version: string | undefined;

/** Changes with this package's own code and with the compiler, so that no result outlives what made it. */
export function toolVersion(): string {
  return (version ??= hashOf(
    (require("esbuild/package.json") as { version: string }).version,
    ...ownCode(__dirname),
  ));
}

function ownCode(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return ownCode(path);
      return /(?<!\.d)\.[jt]s$/.test(entry.name) ? [entry.name, readFileSync(path, "utf8")] : [];
    });
}

const fileOf = (folder: string, kind: string, key: string): string => join(folder, `${kind}-${key}.json`);
