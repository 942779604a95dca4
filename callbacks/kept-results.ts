import { createHash, randomUUID } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";

/** Names the folder in which analyses and bundles are kept between runs. Unset, nothing is kept. */
export const CACHE_VARIABLE = "SECURE_SERVERLESS_API_BUNDLE_CACHE";
/** Names another folder for all but bundles: what is made of sources and schemas alone is good for every stack of a project. */
export const COMPILE_CACHE_VARIABLE = "SECURE_SERVERLESS_API_COMPILE_CACHE";

export type KeptKind = "analysis" | "entry" | "validator" | "bundle" | "unit";

/**
 * Every edit leaves results behind that nobody asks for again. A folder that has grown beyond this is rid of those from
 * before yesterday, and no younger ones: what a large program needs today must not push itself out.
 */
const MOST_BYTES = 64 * 2 ** 20;
const OLD_MS = 24 * 60 * 60 * 1_000;

/**
 * A result kept from an earlier run. An entry is believed only with its checksum: what was cut short or altered is absent,
 * and will be written anew.
 */
export function readKept<Value>(kind: KeptKind, key: string): Value | undefined {
  const folder = folderOf(kind);
  if (!folder) return undefined;
  try {
    const content = readFileSync(fileOf(folder, kind, key), "utf8");
    const json = content.slice(content.indexOf("\n") + 1);
    return content.startsWith(`${checksum(json)}\n`) ? (JSON.parse(json) as Value) : undefined;
  } catch {
    return undefined;
  }
}

/** Whether this is a first start that keeps its results: everything has to be bundled, and somebody waits for it. */
export const isFirstStart = (): boolean => keepsNothing("bundle");

/** Whether results of this kind are to be kept, and none is yet. */
export function keepsNothing(kind: KeptKind): boolean {
  const folder = folderOf(kind);
  return folder !== undefined && (!existsSync(folder) || readdirSync(folder).length === 0);
}

function folderOf(kind: KeptKind): string | undefined {
  const { [CACHE_VARIABLE]: all, [COMPILE_CACHE_VARIABLE]: compiled } = process.env;
  if (!all) return undefined;
  return (kind === "bundle" || kind === "unit" ? undefined : compiled) || all;
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
  for (const folder of new Set([folderOf("bundle"), folderOf("analysis")])) if (folder) removeOld(folder);
  process.off("exit", writeKept);
}

function removeOld(folder: string): void {
  try {
    const results = readdirSync(folder).map((name) => {
      const file = join(folder, name);
      const { size, mtimeMs } = statSync(file);
      return { file, size, mtimeMs };
    });
    if (results.reduce((sum, { size }) => sum + size, 0) <= MOST_BYTES) return;
    for (const { file, mtimeMs } of results) if (Date.now() - mtimeMs > OLD_MS) rmSync(file);
  } catch {
    // Another process removes them too.
  }
}

export function keep(kind: KeptKind, key: string, value: unknown): void {
  const folder = folderOf(kind);
  if (folder !== undefined) keepLater(() => writeEntry(folder, { kind, key, value }));
}

interface Entry {
  readonly kind: KeptKind;
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

/** Changes with this package's own code and with its compilers, so that no result outlives what made it. */
export function toolVersion(): string {
  return (version ??= hashOf(
    ...["esbuild", "typescript"].map(
      (name) => (require(`${name}/package.json`) as { version: string }).version,
    ),
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

const fileOf = (folder: string, kind: KeptKind, key: string): string => join(folder, `${kind}-${key}.json`);
