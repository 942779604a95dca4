import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { join } from "node:path";

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The package's command in a process of its own. */
export class Command {
  readonly ended: Promise<Ended>;
  private readonly child: ChildProcess;
  private stdout = "";
  private stderr = "";

  constructor(args: readonly string[], folder: string) {
    const child = spawn(process.execPath, [join(__dirname, "../../cli/main.ts"), ...args], { cwd: folder });
    child.stdout.on("data", (chunk: Buffer) => (this.stdout += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (this.stderr += chunk.toString()));
    this.child = child;
    this.ended = new Promise((resolve) => {
      child.once("close", (code, signal) =>
        resolve({ code, signal, stdout: this.stdout, stderr: this.stderr }),
      );
    });
  }

  /** Resolves when this has been printed. @throws Error when the process ends before. */
  async printed(words: string): Promise<void> {
    let hasEnded = false;
    void this.ended.then(() => (hasEnded = true));
    while (!this.stdout.includes(words)) {
      if (hasEnded) throw new Error(`the command ended: ${this.stderr}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  kill(signal: NodeJS.Signals): Promise<Ended> {
    this.child.kill(signal);
    return this.ended;
  }
}
