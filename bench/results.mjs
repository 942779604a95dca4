import { existsSync, readFileSync, writeFileSync } from "node:fs";

const FILE = new URL("results.json", import.meta.url);

/** Replaces the entries that were measured and keeps the others. */
export function writeResults(results) {
  const kept = existsSync(FILE) ? JSON.parse(readFileSync(FILE, "utf8")) : {};
  writeFileSync(FILE, `${JSON.stringify({ ...kept, ...results }, null, 2)}\n`);
}
