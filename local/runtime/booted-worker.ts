import { Worker } from "node:worker_threads";
import { GAUGES, type BootData } from "./messages";
import { workerScript } from "./worker-script";

/** A worker thread that has no function yet. Booting is most of a cold start, so one is kept ready. */
export interface BootedWorker {
  readonly worker: Worker;
  readonly gauges: Int32Array;
  readonly memoryMegabytes: number;
}

/** @param memoryMegabytes the function's memory: V8's heap limit is fixed when the thread starts. */
export function bootWorker(memoryMegabytes: number): BootedWorker {
  const gauges = new SharedArrayBuffer(Object.keys(GAUGES).length * Int32Array.BYTES_PER_ELEMENT);
  const { code, isSource } = workerScript();
  const worker = new Worker(code, {
    eval: isSource,
    workerData: { gauges } satisfies BootData,
    env: {},
    execArgv: ["--experimental-vm-modules", "--disable-warning=ExperimentalWarning"],
    stdout: true,
    stderr: true,
    // As Lambda's Node runtime shares out a function's memory.
    resourceLimits: {
      maxOldGenerationSizeMb: Math.floor(memoryMegabytes * 0.9),
      maxYoungGenerationSizeMb: Math.min(48, Math.ceil(memoryMegabytes * 0.15)),
    },
  });
  worker.unref();
  return { worker, gauges: new Int32Array(gauges), memoryMegabytes };
}

const BOOT_AFTER_MS = 50;

/** Keeps one booted worker of the memory size that was wanted last. */
export class SpareWorker {
  #spare: BootedWorker | undefined;
  #ended: Promise<unknown> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;

  /** The spare if it fits, else a worker that boots now. Another spare follows once this one has had time to start. */
  take(memoryMegabytes: number): BootedWorker {
    const fits = this.#spare?.memoryMegabytes === memoryMegabytes;
    const taken = fits && this.#spare ? this.#spare : bootWorker(memoryMegabytes);
    if (fits) this.#spare = undefined;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.prepare(memoryMegabytes), BOOT_AFTER_MS).unref();
    return taken;
  }

  prepare(memoryMegabytes: number): void {
    if (this.#spare?.memoryMegabytes === memoryMegabytes) return;
    this.#end();
    const spare = bootWorker(memoryMegabytes);
    this.#spare = spare;
    const forget = () => {
      if (this.#spare === spare) this.#spare = undefined;
    };
    spare.worker.once("error", forget).once("exit", forget);
  }

  /** Resolves when no worker of this is left. */
  async close(): Promise<void> {
    clearTimeout(this.#timer);
    this.#end();
    await this.#ended;
  }

  #end(): void {
    this.#ended = Promise.all([this.#ended, this.#spare?.worker.terminate()]);
    this.#spare = undefined;
  }
}
