import { cpus } from "node:os";

interface ProcessorTime {
  readonly idleMs: number;
  readonly totalMs: number;
}

/** How much of the machine's processors nobody uses. */
export class ProcessorIdleness {
  readonly #before = readProcessorTime();

  /** From 0 to 1, since this was made. A machine that does not tell counts as idle. */
  get share(): number {
    const { idleMs, totalMs } = readProcessorTime();
    const passedMs = totalMs - this.#before.totalMs;
    return passedMs <= 0 ? 1 : (idleMs - this.#before.idleMs) / passedMs;
  }
}

function readProcessorTime(): ProcessorTime {
  const times = cpus().map(({ times: { user, nice, sys, idle, irq } }) => ({
    idleMs: idle,
    totalMs: user + nice + sys + idle + irq,
  }));
  const sum = (field: keyof ProcessorTime) => times.reduce((total, time) => total + time[field], 0);
  return { idleMs: sum("idleMs"), totalMs: sum("totalMs") };
}
