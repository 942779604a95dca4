import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { basename } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { processorMs, residentMemoryMb } from "./process-tree.mjs";

const SAMPLE_EVERY_MS = 50;
const STOP_WITHIN_MS = 10_000;
const OUTPUT_KEPT = 4_000;

const running = new Set();
process.once("exit", () => running.forEach((child) => signalGroup(child, "SIGKILL")));

/**
 * A server in a process group of its own, so that stopping it leaves nothing behind: a node script, or another `command`.
 * It sees no variable of this environment but PATH, and those of `env`; its home and temporary folder is `home`.
 */
export function startServer({ script, command = process.execPath, args, home, folder = home, env = {} }) {
  mkdirSync(home, { recursive: true });
  const startedMs = performance.now();
  const child = spawn(command, script === undefined ? args : [script, ...args], {
    cwd: folder,
    env: { PATH: process.env.PATH, HOME: home, TMPDIR: home, ...env },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  running.add(child);

  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text) => (output = (output + text).slice(-OUTPUT_KEPT)));

  let peakMemoryMb = residentMemoryMb(child.pid);
  const sampling = setInterval(() => {
    const memoryMb = residentMemoryMb(child.pid);
    if (memoryMb !== undefined) peakMemoryMb = Math.max(peakMemoryMb ?? 0, memoryMb);
  }, SAMPLE_EVERY_MS);

  const hasExited = () => child.exitCode !== null || child.signalCode !== null;
  return {
    name: basename(script ?? command),
    startedMs,
    hasExited,
    /** The last of what it printed. */
    output: () => output,
    /** Resident memory of its processes now; undefined without /proc. */
    memoryMb: () => residentMemoryMb(child.pid),
    /** Processor time of its processes so far; undefined without /proc. */
    processorMs: () => processorMs(child.pid),
    /** The greatest sum of resident memory over its processes so far; undefined without /proc. */
    peakMemoryMb: () => peakMemoryMb,
    async stop() {
      clearInterval(sampling);
      const exited = hasExited() ? Promise.resolve() : once(child, "exit");
      signalGroup(child, "SIGTERM");
      await Promise.race([exited, wait(STOP_WITHIN_MS, undefined, { ref: false })]);
      signalGroup(child, "SIGKILL");
      await exited;
      running.delete(child);
    },
  };
}

function signalGroup(child, signal) {
  try {
    process.kill(-child.pid, signal);
  } catch (error) {
    if (error.code !== "ESRCH") throw error;
  }
}
