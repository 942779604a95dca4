import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

/** Resident memory of a process and all below it, in MB; pages that they share count for each. Linux only. */
export function residentMemoryMb(pid) {
  const own = read(`/proc/${pid}/status`)?.match(/^VmRSS:\s+(\d+) kB$/m)?.[1];
  if (own === undefined) return undefined;
  return childrenOf(pid).reduce((sum, child) => sum + (residentMemoryMb(child) ?? 0), Number(own) / 1024);
}

let ticksPerMs;

/**
 * Processor time that a process and all below it have used so far, in ms, those that have ended included. The operating
 * system counts in steps of 10 ms. Linux only.
 */
export function processorMs(pid) {
  // The name may contain spaces and parentheses; the counters follow the last one.
  const fields = read(`/proc/${pid}/stat`)
    ?.match(/^.*\) (.*)$/s)?.[1]
    .split(" ");
  if (fields === undefined) return undefined;
  ticksPerMs ??= Number(execFileSync("getconf", ["CLK_TCK"], { encoding: "utf8" })) / 1_000;
  const [user, system, endedUser, endedSystem] = fields.slice(11, 15).map(Number);
  const own = (user + system + endedUser + endedSystem) / ticksPerMs;
  return childrenOf(pid).reduce((sum, child) => sum + (processorMs(child) ?? 0), own);
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
