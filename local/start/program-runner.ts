import type { Deployment } from "../deployment";
import type { RunRequest } from "../engine/program-messages";
import type { ChildOptions, ProgramChild } from "../engine/run-in-child";
import { startProgramChild } from "../engine/run-in-child";

/** Runs a program again and again, each time in a new process. */
export class ProgramRunner {
  private readonly options: ChildOptions;
  private waiting: ProgramChild | undefined;
  /** The last one that was asked to run; it may have ended. */
  private running: ProgramChild | undefined;

  constructor(options: ChildOptions) {
    this.options = options;
  }

  /** Starts the next process now, so that it loads its modules while something else is waited for. */
  prepare(): void {
    this.waiting ??= startProgramChild({ ...this.options, isAfterEdit: this.running !== undefined });
  }

  /** @throws DeploymentError when the program fails. */
  async run(request: RunRequest, onRegion: (region: string) => void): Promise<Deployment> {
    this.prepare();
    this.running = this.waiting!;
    this.waiting = undefined;
    return this.running.run(request, onRegion);
  }

  /** Resolves when no process is left. */
  async stop(): Promise<void> {
    const { waiting, running } = this;
    this.waiting = undefined;
    await Promise.all([waiting?.stop(), running?.stop()]);
  }
}
