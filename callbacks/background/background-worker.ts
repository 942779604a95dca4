import type { MessagePort, Worker } from "node:worker_threads";
import type { AnalyzedCallback } from "../analyzed-callback";
import { withoutEnvironment, type BundleOptions, type BundleUnit } from "../bundle/bundle-entry";
import type { AnalysisRequest } from "../source/kept-analysis";
import { SIGNAL, type AnalysisAnswer, type BundleAnswer, type Message } from "./messages";
import { workerScript } from "./worker-script";

/** Without an answer for so long, the caller does the work itself. */
const PATIENCE_MS = 5_000;
/** After the last thing that was asked of it. Until then it is kept for a program that is still to come. */
const IDLE_MS = 10_000;
/** What could not be written by then is made again the next time. */
const LAST_WRITE_MS = 2_000;

interface Running {
  readonly worker: Worker;
  /** Analyses are waited for without an event loop, so they have a channel of their own. */
  readonly analyses: MessagePort;
  readonly stopIdling: () => void;
  readonly postpone: () => void;
}

/** What is to be bundled: in a first start everything, after an edit what it has changed. */
type Scope = "everything" | "what is new";

type Answered = (bundles: BundleAnswer["bundles"] | undefined) => void;

/**
 * A second thread for a start with nothing kept, and after an edit: it loads the TypeScript compiler and esbuild while the
 * program loads its own modules, then analyses sources and bundles. It keeps the process alive only while a bundle is
 * awaited. Its methods answer `undefined` where the caller must do the work itself, which gives the same result or the error as it is.
 */
export class BackgroundWorker {
  private readonly signals = new Int32Array(
    new SharedArrayBuffer(SIGNAL.length * Int32Array.BYTES_PER_ELEMENT),
  );
  private readonly awaited = new Map<number, Answered>();
  private running: Running | undefined;
  private lastId = 0;
  private isWaitingForUnits = false;
  private scope: Scope = "everything";

  get isRunning(): boolean {
    return this.running !== undefined;
  }

  /** Whether a build is waiting for its units. */
  get hasBegun(): boolean {
    return this.isRunning && this.isWaitingForUnits;
  }

  /** Without threads, or without leave to start one, it stays stopped. */
  start(scope: Scope): void {
    this.scope = scope;
    try {
      this.running = this.run();
    } catch {
      this.running = undefined;
    }
  }

  analyze(request: AnalysisRequest): AnalysisAnswer | undefined {
    const { running, signals } = this;
    if (!running) return undefined;
    const { receiveMessageOnPort } = require("node:worker_threads") as typeof import("node:worker_threads");
    const before = Atomics.load(signals, SIGNAL.answers);
    this.post({ type: "analyze", request });
    const hasEnded = Atomics.load(signals, SIGNAL.ended) === 1;
    if (!hasEnded) Atomics.wait(signals, SIGNAL.answers, before, PATIENCE_MS);
    const received = receiveMessageOnPort(running.analyses) as { message: AnalysisAnswer } | undefined;
    if (!received) this.stop();
    return received?.message;
  }

  /** For a program that will run later: makes ready what it is going to ask for. */
  rehearse(): void {
    this.running?.worker.postMessage({ type: "rehearse" } satisfies Message);
  }

  /** Starts to read what a callback imports; the others of a program import mostly the same. */
  begin(analyzed: AnalyzedCallback, { isNew }: { readonly isNew: boolean }): void {
    if (!this.running || this.isWaitingForUnits || (this.scope === "what is new" && !isNew)) return;
    this.isWaitingForUnits = true;
    this.post({ type: "begin", first: withoutEnvironment(analyzed) });
  }

  bundle(
    units: readonly BundleUnit[],
    options: BundleOptions,
  ): Promise<BundleAnswer["bundles"] | undefined> | undefined {
    if (!this.running) return undefined;
    const id = ++this.lastId;
    this.isWaitingForUnits = false;
    this.running.worker.ref();
    this.post({ type: "bundle", id, units, options });
    return new Promise((resolve) => this.awaited.set(id, resolve));
  }

  stop(): void {
    const { running } = this;
    if (!running) return;
    this.running = undefined;
    running.stopIdling();
    process.off("exit", this.waitForWrites);
    this.waitForWrites();
    running.analyses.close();
    void running.worker.terminate();
    for (const answered of this.awaited.values()) answered(undefined);
    this.awaited.clear();
  }

  private run(): Running {
    const { MessageChannel, Worker } = require("node:worker_threads") as typeof import("node:worker_threads");
    const { text, data } = workerScript({ isEdited: this.scope === "what is new" });
    const { port1: analyses, port2: answers } = new MessageChannel();
    const worker = new Worker(text, {
      eval: true,
      workerData: { ...data, signals: this.signals, answers },
      transferList: [answers],
      env: workerEnvironment(),
      execArgv: [],
    });
    worker.on("message", (answer: BundleAnswer) => this.take(answer));
    worker.on("error", () => this.stop());
    worker.on("exit", () => this.stop());
    worker.unref();
    process.on("exit", this.waitForWrites);
    let idle: NodeJS.Timeout | undefined;
    return {
      worker,
      analyses,
      stopIdling: () => clearTimeout(idle),
      postpone: () => (idle ??= setTimeout(() => this.stopIfIdle(), IDLE_MS).unref()).refresh(),
    };
  }

  private post(message: Message): void {
    this.running?.postpone();
    this.running?.worker.postMessage(message);
  }

  private take({ id, bundles }: BundleAnswer): void {
    const answered = this.awaited.get(id);
    this.awaited.delete(id);
    if (this.awaited.size === 0) this.running?.worker.unref();
    answered?.(bundles);
  }

  private stopIfIdle(): void {
    if (this.awaited.size === 0) this.stop();
    else this.running?.postpone();
  }

  private readonly waitForWrites = (): void => {
    Atomics.wait(this.signals, SIGNAL.writing, 1, LAST_WRITE_MS);
  };
}

/**
 * The program's own, without its flags and loaders. esbuild's process, which ends with the worker, collects garbage seldom:
 * a quarter of a build's time went into that.
 */
function workerEnvironment(): NodeJS.ProcessEnv {
  const environment: NodeJS.ProcessEnv = { GOGC: "400", ...process.env };
  delete environment["NODE_OPTIONS"];
  return environment;
}
