import { setFlagsFromString } from "node:v8";
import { Worker } from "node:worker_threads";
import { GAUGES, type BootData } from "./messages";
import { workerScript } from "./worker-script";

/** A worker thread that has no function yet. Booting is most of a cold start, so one is kept ready. */
export interface BootedWorker {
  readonly worker: Worker;
  readonly gauges: Int32Array;
}

/**
 * V8 ends the whole process, not the worker, when a single allocation passes the heap limit by more than 16 MB (a large
 * array that grows). The limit is therefore out of reach, and `MemoryWatch` ends a worker at its function's memory.
 */
const RESOURCE_LIMITS = { maxOldGenerationSizeMb: 12_288, maxYoungGenerationSizeMb: 24 };

export function bootWorker(): BootedWorker {
  // A flag of the whole process, so it is set here and not by the workers, which boot at the same time.
  setFlagsFromString("--expose-gc");
  const gauges = new SharedArrayBuffer(Object.keys(GAUGES).length * Int32Array.BYTES_PER_ELEMENT);
  const { code, isSource } = workerScript();
  const worker = new Worker(code, {
    eval: isSource,
    workerData: { gauges } satisfies BootData,
    env: {},
    execArgv: ["--experimental-vm-modules", "--disable-warning=ExperimentalWarning"],
    stdout: true,
    stderr: true,
    resourceLimits: RESOURCE_LIMITS,
  });
  worker.unref();
  return { worker, gauges: new Int32Array(gauges) };
}

const BOOT_AFTER_MS = 50;

/** Keeps one booted worker. */
export class SpareWorker {
  #spare: BootedWorker | undefined;
  #timer: NodeJS.Timeout | undefined;

  /** The spare, else a worker that boots now. Another spare follows once this one has had time to start. */
  take(): BootedWorker {
    const taken = this.#spare ?? bootWorker();
    this.#spare = undefined;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.prepare(), BOOT_AFTER_MS).unref();
    return taken;
  }

  /** Boots the spare unless there is one. */
  prepare(): void {
    if (this.#spare) return;
    const spare = bootWorker();
    this.#spare = spare;
    const forget = () => {
      if (this.#spare === spare) this.#spare = undefined;
    };
    spare.worker.once("error", forget).once("exit", forget);
  }

  /** Resolves when the spare is gone. */
  async close(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#spare?.worker.terminate();
  }
}
