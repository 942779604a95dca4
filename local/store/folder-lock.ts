import { readFileSync, renameSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Locks of this process: a lock file with our own id that is not among them was left by an earlier process that had it. */
const held = new Set<string>();

/**
 * Holds a folder for this process; returns the function that gives it free. The lock is a file with the process id: a
 * holder that was killed is recognised by its process being gone. Throws, naming the holder, when it is alive.
 */
export function lockFolder(folder: string): () => void {
  const file = join(folder, "lock");
  if (!tryToLock(file)) {
    removeStaleLock(folder, file);
    if (!tryToLock(file)) throw inUse(folder, file);
  }
  held.add(file);
  return () => {
    if (held.delete(file)) unlinkSync(file);
  };
}

function tryToLock(file: string): boolean {
  try {
    writeFileSync(file, String(process.pid), { flag: "wx", mode: 0o600 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

function removeStaleLock(folder: string, file: string): void {
  const holder = readHolder(file);
  if (holder !== undefined && (holder === process.pid ? held.has(file) : isRunning(holder)))
    throw inUse(folder, file);
  // Renamed first, so that of two processes that find the same stale lock only one removes it.
  const stale = `${file}.${process.pid}.stale`;
  try {
    renameSync(file, stale);
    unlinkSync(stale);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
}

function readHolder(file: string): number | undefined {
  try {
    const holder = Number(readFileSync(file, "utf8"));
    return Number.isInteger(holder) && holder > 0 ? holder : undefined;
  } catch {
    return undefined;
  }
}

function isRunning(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return !isDefunct(processId);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Killed, and not yet waited for by its parent, as is common in containers without an init process. Linux only. */
function isDefunct(processId: number): boolean {
  try {
    const status = readFileSync(`/proc/${processId}/stat`, "utf8");
    return status.slice(status.lastIndexOf(")") + 2).startsWith("Z");
  } catch {
    return false;
  }
}

function inUse(folder: string, file: string): Error {
  return new Error(
    `The data folder ${folder} is in use by process ${readHolder(file) ?? "?"}. Stop that local cloud, or choose another ` +
      `folder with --data. If that process is something else, remove ${file}.`,
  );
}
