import type { Deployment } from "../deployment";
import type { RunRequest } from "../engine/program-messages";
import type { ChildOptions, ProgramChild } from "../engine/run-in-child";
import { startProgramChild } from "../engine/run-in-child";

/** Runs a program again and again, each time in a new process. */
export class ProgramRunner {
  private readonly options: ChildOptions;
  private waiting: ProgramChild | undefined;
  private running: ProgramChild | undefined;

  constructor(options: ChildOptions) {
    this.options = options;
  }

  /** Starts the next process now, so that it loads its modules while something else is waited for. */
  prepare(): void {
    this.waiting ??= startProgramChild(this.options);
  }

  /** @throws DeploymentError when the program fails. */
  async run(request: RunRequest, onRegion: (region: string) => void): Promise<Deployment> {
    this.prepare();
    this.running = this.waiting;
    this.waiting = undefined;
    try {
      return await this.running!.run(request, onRegion);
    } finally {
      this.running = undefined;
    }
  }

  stop(): void {
    this.waiting?.stop();
    this.running?.stop();
    this.waiting = undefined;
  }
}
