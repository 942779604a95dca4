import { spawn, type ChildProcess } from "node:child_process";
import { readFileSync } from "node:fs";
import type { Socket } from "node:net";
import { constants } from "node:os";
import { FrameReader, writeFrame } from "./frames";
import { DESCRIPTORS, type FromSandbox, type LogMessage, type ToSandbox } from "./messages";
import type { MemoryReading, Sandbox, SandboxListener } from "./sandbox";
import { sandboxScript } from "./sandbox-script";
import { SIGNAL_WORDS } from "./signal-words";

/** What Lambda's Node gives to V8's heap of a function's memory. */
const HEAP_PART = 0.9;
const FLAGS = ["--experimental-vm-modules", "--disable-warning=ExperimentalWarning", "--expose-gc"];

/** A process: functions with native code need one, and V8 and the system hold its limits. */
export class ProcessSandbox implements Sandbox {
  readonly eventLoop = undefined;
  readonly memory = { read: () => this.#readMemory() };
  readonly #child: ChildProcess;
  readonly #incoming: Socket;
  readonly #outgoing: Socket;
  readonly #gone: Promise<void>;
  #readings = 0;
  #usedBytes = 0;
  /** Resident memory before it had a function; nothing counts until it is known. */
  #ownBytes = Infinity;
  #hasEnded = false;
  /** Its main thread sleeps between invocations by itself; other threads and processes must be stopped. */
  #isParallel = false;
  #isStopped = false;
  #isDebugged = false;

  constructor(memoryMegabytes: number) {
    const { code, isSource } = sandboxScript();
    const heap = `--max-old-space-size=${Math.floor(memoryMegabytes * HEAP_PART)}`;
    this.#child = spawn(process.execPath, [...FLAGS, heap, ...(isSource ? ["-e", code] : [code])], {
      env: { TZ: ":UTC" },
      stdio: ["ignore", "pipe", "pipe", "pipe", "pipe"],
      // In a group of its own, so that processes which the function starts end with it, and Ctrl-C does not reach it.
      detached: true,
    });
    this.#incoming = this.#child.stdio[DESCRIPTORS.toParent] as Socket;
    this.#outgoing = this.#child.stdio[DESCRIPTORS.fromParent] as Socket;
    // A message to a process that has just ended; its end is reported by itself.
    this.#outgoing.on("error", () => undefined);
    const exited = new Promise<void>((resolve) =>
      this.#child.once("exit", () => resolve()).once("error", () => resolve()),
    );
    // What it sent before its end is read to the end: no other process holds this pipe.
    const drained = new Promise<void>((resolve) => this.#incoming.once("close", () => resolve()));
    this.#gone = Promise.all([exited, drained]).then(() => void (this.#hasEnded = true));
    this.release();
  }

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  listen({ receive, ended }: SandboxListener): void {
    const frames = new FrameReader();
    this.#incoming.on("data", (piece: Buffer) => {
      for (const frame of frames.add(piece)) {
        const message = frame as FromSandbox;
        if (message.type === "booted") this.#ownBytes = message.residentBytes;
        else if (message.type === "memory") this.#usedBytes = message.bytes;
        else if (message.type === "parallel") this.#isParallel = true;
        else receive(message);
      }
    });
    // What native code and other processes print.
    for (const stream of [this.#child.stdout, this.#child.stderr])
      stream?.setEncoding("utf8").on("data", (text: string) => {
        receive({ type: "log", level: undefined, text } satisfies LogMessage);
      });
    void this.#gone.then(() => ended(this.#describeEnd()));
  }

  send(message: ToSandbox): void {
    if (message.type === "load") this.#isDebugged = message.inspectPort !== undefined;
    if (this.#isStopped) signalGroup(this.#child.pid, "SIGCONT");
    this.#isStopped = false;
    this.#outgoing.write(writeFrame(message));
  }

  hold(): void {
    this.#child.ref();
    this.#incoming.ref();
  }

  release(): void {
    if (this.#isParallel && !this.#isDebugged) {
      signalGroup(this.#child.pid, "SIGSTOP");
      this.#isStopped = true;
    }
    this.#child.unref();
    for (const stream of this.#child.stdio) (stream as Socket | null)?.unref();
  }

  async terminate(): Promise<void> {
    this.hold();
    signalGroup(this.#child.pid, "SIGKILL");
    await this.#gone;
    for (const stream of this.#child.stdio) stream?.destroy();
  }

  #describeEnd(): string | undefined {
    const { exitCode, signalCode } = this.#child;
    if (signalCode !== null)
      return `signal: ${SIGNAL_WORDS[signalCode] ?? `signal ${constants.signals[signalCode]}`}`;
    return exitCode === 0 ? undefined : `exit status ${exitCode ?? 1}`;
  }

  /** Where the system tells, the process need not be able to. */
  #readMemory(): MemoryReading {
    const bytes = this.#residentBytes();
    if (bytes !== undefined) this.#usedBytes = Math.max(0, bytes - this.#ownBytes);
    return { reports: ++this.#readings, bytes: this.#usedBytes };
  }

  /** Undefined where there is no /proc, and after the end. */
  #residentBytes(): number | undefined {
    try {
      const status = readFileSync(`/proc/${this.#child.pid}/status`, "latin1");
      const kibibytes = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1];
      return kibibytes === undefined ? undefined : Number(kibibytes) * 1024;
    } catch {
      return undefined;
    }
  }
}

function signalGroup(processId: number | undefined, signal: "SIGSTOP" | "SIGCONT" | "SIGKILL"): void {
  if (processId === undefined) return;
  try {
    process.kill(-processId, signal);
  } catch {
    // It has ended already.
  }
}
