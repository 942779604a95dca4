import { randomBytes } from "node:crypto";
import { renameSync, writeFileSync } from "node:fs";

/** Replaces a file in one step: a reader, or a start after a crash, finds the old text or the new one and nothing between. */
export function writeAtomically(file: string, text: string, mode = 0o600): void {
  const temporary = `${file}.${process.pid}.${randomBytes(4).toString("hex")}.tmp`;
  writeFileSync(temporary, text, { mode, flush: true });
  renameSync(temporary, file);
}
