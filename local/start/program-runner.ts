import type { Deployment } from "../deployment";
import type { Preparation, RunRequest } from "../engine/program-messages";
import type { ChildOptions, ProgramChild } from "../engine/run-in-child";
import { OutdatedProcess, startProgramChild } from "../engine/run-in-child";

/** What was just deployed is tried out first: the processors are for that. */
const REST_MS = 1_000;
/** Without an edit for so long, nobody is editing: the memory is worth more than the second that it saves. */
const EDITING_MS = 10 * 60_000;

/** Runs a program again and again, each time in a new process. While somebody edits, the next one is kept ready. */
export class ProgramRunner {
  private readonly options: ChildOptions;
  private waiting: ProgramChild | undefined;
  /** The last one that was asked to run; it may have ended. */
  private running: ProgramChild | undefined;
  private preparation: Preparation | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(options: ChildOptions) {
    this.options = options;
  }

  /** Starts the next process now, so that it loads its modules while something else is waited for. */
  prepare(): void {
    this.waiting ??= startProgramChild({ ...this.options, isAfterEdit: this.running !== undefined });
  }

  /** @throws DeploymentError when the program fails. */
  async run(request: RunRequest, onRegion: (region: string) => void): Promise<Deployment> {
    clearTimeout(this.timer);
    const isAfterEdit = this.running !== undefined;
    try {
      return await this.runNext(request, onRegion);
    } catch (error) {
      if (!(error instanceof OutdatedProcess)) throw error;
      return await this.runNext(request, onRegion);
    } finally {
      if (isAfterEdit) this.keepReady();
    }
  }

  /** Resolves when no process is left. */
  async stop(): Promise<void> {
    clearTimeout(this.timer);
    const { waiting, running } = this;
    this.waiting = undefined;
    await Promise.all([waiting?.stop(), running?.stop()]);
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
