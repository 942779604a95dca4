import { ProcessSandbox } from "./process-sandbox";
import type { Sandbox, SandboxKind } from "./sandbox";
import { ThreadSandbox } from "./thread-sandbox";

const BOOT_AFTER_MS = 50;

interface Spare {
  readonly sandbox: Sandbox;
  readonly memoryMegabytes: number;
}

/** Keeps one booted sandbox: booting is most of a cold start. */
export class SpareSandbox {
  readonly #kind: SandboxKind;
  #spare: Spare | undefined;
  #timer: NodeJS.Timeout | undefined;
  readonly #unused = new Set<Promise<void>>();

  constructor(kind: SandboxKind) {
    this.#kind = kind;
  }

  /** The spare, else a sandbox that boots now. Another spare follows once this one has had time to start. */
  take(memoryMegabytes: number): Sandbox {
    const spare = this.#spare;
    this.#spare = undefined;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.prepare(memoryMegabytes), BOOT_AFTER_MS).unref();
    if (spare && !spare.sandbox.hasEnded && this.#fits(spare, memoryMegabytes)) return spare.sandbox;
    if (spare) this.#discard(spare.sandbox);
    return this.#boot(memoryMegabytes);
  }

  /** Boots the spare unless there is one. */
  prepare(memoryMegabytes: number): void {
    if (this.#spare) return;
    this.#spare = { sandbox: this.#boot(memoryMegabytes), memoryMegabytes };
  }

  /** Resolves when the spare is gone. */
  async close(): Promise<void> {
    clearTimeout(this.#timer);
    await Promise.all([this.#spare?.sandbox.terminate(), ...this.#unused]);
  }

  #boot(memoryMegabytes: number): Sandbox {
    return this.#kind === "fork" ? new ProcessSandbox(memoryMegabytes) : new ThreadSandbox();
  }

  /** The heap of a process is set when it starts, that of a thread has no limit of its own. */
  #fits(spare: Spare, memoryMegabytes: number): boolean {
    return this.#kind === "worker" || spare.memoryMegabytes === memoryMegabytes;
  }

  #discard(sandbox: Sandbox): void {
    const gone = sandbox.terminate().then(() => void this.#unused.delete(gone));
    this.#unused.add(gone);
  }
}
