import { setFlagsFromString } from "node:v8";
import { Worker } from "node:worker_threads";
import { GAUGES, logMessageBytes, type BootData, type FromSandbox, type ToSandbox } from "./messages";
import type { MemoryReading, Sandbox, SandboxListener } from "./sandbox";
import { sandboxScript } from "./sandbox-script";

/**
 * V8 ends the whole process, not the worker, when a single allocation passes the heap limit by more than 16 MB (a large
 * array that grows). The limit is therefore out of reach, and `MemoryWatch` ends a worker at its function's memory.
 */
const RESOURCE_LIMITS = { maxOldGenerationSizeMb: 12_288, maxYoungGenerationSizeMb: 24 };

/** A worker thread: it starts in half the time of a process and takes a third of its memory. */
export class ThreadSandbox implements Sandbox {
  readonly eventLoop = () => this.#worker.performance.eventLoopUtilization();
  readonly memory = { read: () => this.#readMemory() };
  readonly #worker: Worker;
  readonly #gauges: Int32Array;
  readonly #end: Promise<string | undefined>;
  #hasEnded = false;

  constructor() {
    // A flag of the whole process, so it is set here and not by the workers, which boot at the same time.
    setFlagsFromString("--expose-gc");
    const gauges = new SharedArrayBuffer(Object.keys(GAUGES).length * Int32Array.BYTES_PER_ELEMENT);
    this.#gauges = new Int32Array(gauges);
    const { code, isSource } = sandboxScript();
    this.#worker = new Worker(code, {
      eval: isSource,
      workerData: { gauges } satisfies BootData,
      env: {},
      execArgv: ["--experimental-vm-modules", "--disable-warning=ExperimentalWarning"],
      stdout: true,
      stderr: true,
      resourceLimits: RESOURCE_LIMITS,
    });
    this.#worker.unref();
    this.#end = this.#whenEnded().then((reason) => {
      this.#hasEnded = true;
      return reason;
    });
  }

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  listen({ receive, ended }: SandboxListener): void {
    this.#worker.on("message", (message: FromSandbox) => {
      if (message.type === "log") this.#countAsRead(message.text);
      receive(message);
    });
    void this.#end.then(ended);
  }

  send(message: ToSandbox): void {
    this.#worker.postMessage(message);
    Atomics.add(this.#gauges, GAUGES.sentMessages, 1);
    Atomics.notify(this.#gauges, GAUGES.sentMessages);
  }

  hold(): void {
    this.#worker.ref();
  }

  release(): void {
    this.#worker.unref();
  }

  async terminate(): Promise<void> {
    await this.#worker.terminate();
  }

  /** Listens to the Worker itself: nothing that happens in it may be an uncaught error of this thread. */
  #whenEnded(): Promise<string | undefined> {
    return new Promise((resolve) => {
      this.#worker
        .on("messageerror", () => resolve("signal: aborted"))
        .on("error", (error: NodeJS.ErrnoException) =>
          resolve(error.code === "ERR_WORKER_OUT_OF_MEMORY" ? "signal: killed" : "exit status 1"),
        )
        .on("exit", (code) => resolve(code === 0 ? undefined : `exit status ${code}`));
    });
  }

  #countAsRead(text: string): void {
    Atomics.sub(this.#gauges, GAUGES.unreadLogBytes, logMessageBytes(text));
    Atomics.notify(this.#gauges, GAUGES.unreadLogBytes);
  }

  #readMemory(): MemoryReading {
    return {
      reports: Atomics.load(this.#gauges, GAUGES.memoryReports),
      bytes: Atomics.load(this.#gauges, GAUGES.memoryKibibytes) * 1024,
    };
  }
}
