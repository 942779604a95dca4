import { join } from "node:path";
import type { DeployedResource } from "../local/deployment";
import { startProgramChild } from "../local/engine/run-in-child";
import { findNotes, type StatementNotes } from "../policies/document-notes";

export interface RunStackOptions {
  readonly stack: string;
  /** Takes each line that the program prints or logs. @default standard error, so that standard output is the command's own */
  readonly log?: (line: string) => void;
}

/** What a Pulumi program registers in one stack, with names and ids that are the same at every run. */
export interface StackRun {
  readonly project: string;
  readonly stack: string;
  /** The folder of Pulumi.yaml. Relative asset paths start here. */
  readonly directory: string;
  readonly region: string;
  readonly accountId: string;
  /** In the order of registration, each with the place in the program that made it. */
  readonly resources: readonly DeployedResource[];
  /** The stack's outputs by name, secrets left out. */
  readonly outputs: Readonly<Record<string, unknown>>;
  /** By statement, for exactly this text of a policy document; undefined for one that no typed builder wrote. */
  readonly findNotes: (text: string) => readonly StatementNotes[] | undefined;
}

/** Decides names and ids: the same ones on every machine. */
const SEED = "secure-serverless-api run-stack";
/** Nothing listens there: the program is only run. */
const ENDPOINT = "http://127.0.0.1:4510";

/**
 * Runs the Pulumi program of a folder once, in a process of its own, and serves nothing. Bundles and compiled files
 * are shared with the local cloud's data folder of that stack.
 *
 * @throws DeploymentError with one message that names the resource, or the line, that failed.
 */
export async function runStack(directory: string, options: RunStackOptions): Promise<StackRun> {
  const { stack, log = (line) => console.error(line) } = options;
  const child = startProgramChild({ directory, dataFolder: join(directory, ".local", stack), log });
  try {
    const { deployment } = await child.run({
      stack,
      seed: SEED,
      endpoint: ENDPOINT,
      nowMs: 0,
    });
    const { project, region, accountId, resources, outputs } = deployment;
    return { project, stack, directory, region, accountId, resources, outputs, findNotes };
  } finally {
    await child.stop();
  }
}
