import { readdirSync, readFileSync } from "node:fs";

/** Resident memory of a process and all below it, in MB; pages that they share count for each. Linux only. */
export function residentMemoryMb(pid) {
  const own = read(`/proc/${pid}/status`)?.match(/^VmRSS:\s+(\d+) kB$/m)?.[1];
  if (own === undefined) return undefined;
  return childrenOf(pid).reduce((sum, child) => sum + (residentMemoryMb(child) ?? 0), Number(own) / 1024);
}

/** Every thread lists the children that it started itself. */
function childrenOf(pid) {
  return list(`/proc/${pid}/task`).flatMap(
    (thread) => read(`/proc/${pid}/task/${thread}/children`)?.match(/\d+/g) ?? [],
  );
}

/** Undefined for a process that has ended meanwhile. */
function read(file) {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

function list(folder) {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
