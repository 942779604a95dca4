import { cpus } from "node:os";
import { performance } from "node:perf_hooks";

interface ProcessorTime {
  readonly idleMs: number;
  readonly totalMs: number;
}

/** How little the machine's processors have to do, and this thread, through which every call goes. */
export class Idleness {
  readonly #processors = readProcessorTime();
  readonly #thread = performance.eventLoopUtilization();

  /** From 0 to 1, since this was made: that of the processors or that of this thread, whichever is less. */
  get share(): number {
    const { utilization } = performance.eventLoopUtilization(this.#thread);
    return Math.min(1 - utilization, idleShare(this.#processors, readProcessorTime()));
  }
}

/** A machine that does not tell counts as idle. */
function idleShare(before: ProcessorTime, now: ProcessorTime): number {
  const passedMs = now.totalMs - before.totalMs;
  return passedMs <= 0 ? 1 : (now.idleMs - before.idleMs) / passedMs;
}

function readProcessorTime(): ProcessorTime {
  const times = cpus().map(({ times: { user, nice, sys, idle, irq } }) => ({
    idleMs: idle,
    totalMs: user + nice + sys + idle + irq,
  }));
  const sum = (field: keyof ProcessorTime) => times.reduce((total, time) => total + time[field], 0);
  return { idleMs: sum("idleMs"), totalMs: sum("totalMs") };
}
