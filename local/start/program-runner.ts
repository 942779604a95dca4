import type { Deployment } from "../deployment";
import type { Preparation, RunRequest } from "../engine/program-messages";
import type { ChildOptions, ProgramChild } from "../engine/run-in-child";
import { OutdatedProcess, startProgramChild } from "../engine/run-in-child";

/** What was just deployed is tried out first: the processors are for that. */
const REST_MS = 1_000;
/** Without an edit for so long, nobody is editing: the memory is worth more than the second that it saves. */
const EDITING_MS = 10 * 60_000;

/** What most programs end within; the others are known by their last run. */
const USUAL_RUN_MS = 3_000;
/** A run that takes so many times as long as the last one may never end. */
const LONG_RUNS = 2;

/** The program was still running long after the edit that it ran for had been overtaken by another. */
export class OvertakenRun extends Error {}

interface Run {
  readonly beganMs: number;
  readonly overtaken: Promise<never>;
  readonly overtake: () => void;
  timer?: NodeJS.Timeout;
}

/** Runs a program again and again, each time in a new process. While somebody edits, the next one is kept ready. */
export class ProgramRunner {
  private readonly options: ChildOptions;
  private waiting: ProgramChild | undefined;
  /** The last one that was asked to run; it may have ended. */
  private running: ProgramChild | undefined;
  private preparation: Preparation | undefined;
  private current: Run | undefined;
  private lastRunMs = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(options: ChildOptions) {
    this.options = options;
  }

  /** Starts the next process now, so that it loads its modules while something else is waited for. */
  prepare(): void {
    this.waiting ??= startProgramChild({ ...this.options, isAfterEdit: this.running !== undefined });
  }

  /**
   * @throws DeploymentError when the program fails.
   * @throws OvertakenRun after {@link overtake}.
   */
  async run(request: RunRequest, onRegion: (region: string) => void): Promise<Deployment> {
    clearTimeout(this.timer);
    const isAfterEdit = this.running !== undefined;
    const current = (this.current = startRun());
    try {
      const deployment = await Promise.race([this.runAnyhow(request, onRegion), current.overtaken]);
      this.lastRunMs = performance.now() - current.beganMs;
      return deployment;
    } catch (error) {
      if (error instanceof OvertakenRun) void this.running?.stop();
      throw error;
    } finally {
      clearTimeout(current.timer);
      this.current = undefined;
      if (isAfterEdit) this.keepReady();
    }
  }

  /**
   * Tells that the program has been edited. A run in progress may still end, so that somebody who never pauses sees some of
   * the edits; one that takes much longer than usual is ended, as it may never end by itself.
   */
  overtake(): void {
    const { current } = this;
    if (!current || current.timer) return;
    const patienceMs = Math.max(USUAL_RUN_MS, LONG_RUNS * this.lastRunMs);
    const leftMs = current.beganMs + patienceMs - performance.now();
    current.timer = setTimeout(current.overtake, Math.max(0, leftMs));
  }

  /** Resolves when no process is left. */
  async stop(): Promise<void> {
    clearTimeout(this.timer);
    const { waiting, running } = this;
    this.waiting = undefined;
    await Promise.all([waiting?.stop(), running?.stop()]);
  }

  private async runAnyhow(request: RunRequest, onRegion: (region: string) => void): Promise<Deployment> {
    const { current } = this;
    try {
      return await this.runNext(request, onRegion);
    } catch (error) {
      if (!(error instanceof OutdatedProcess)) throw error;
      await this.running?.stop();
      if (this.current !== current) throw error;
      return await this.runNext(request, onRegion);
    }
  }

  private async runNext(request: RunRequest, onRegion: (region: string) => void): Promise<Deployment> {
    this.prepare();
    this.running = this.waiting!;
    this.waiting = undefined;
    const { deployment, preparation } = await this.running.run(request, onRegion);
    this.preparation = preparation;
    return deployment;
  }

  private keepReady(): void {
    this.timer = setTimeout(() => {
      if (this.waiting) return;
      this.prepare();
      if (this.preparation) this.waiting!.prepare(this.preparation);
      this.timer = setTimeout(() => void this.dismiss(), EDITING_MS).unref();
    }, REST_MS).unref();
  }

  private async dismiss(): Promise<void> {
    const { waiting } = this;
    this.waiting = undefined;
    await waiting?.stop();
  }
}

function startRun(): Run {
  let overtake = (): void => undefined;
  const overtaken = new Promise<never>((_, reject) => (overtake = () => reject(new OvertakenRun())));
  return { beganMs: performance.now(), overtaken, overtake };
}
