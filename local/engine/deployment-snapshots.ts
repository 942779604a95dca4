import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { writeAtomically } from "../store/write-atomically";

/** What an API was when a deployment was made of it. */
export interface ApiSnapshot {
  readonly body: string;
  readonly policy?: string;
}

/**
 * The snapshots that deployments took. On AWS a deployment never changes: an API that was edited without a new deployment
 * goes on as it was, and so it does here, also over a restart.
 */
export class DeploymentSnapshots {
  private readonly folder: string | undefined;
  private readonly taken = new Map<string, ApiSnapshot>();
  private readonly unsaved = new Set<string>();

  /** @param folder where they are kept; without one they last as long as this object. */
  constructor(folder?: string) {
    this.folder = folder;
  }

  /** The snapshot of this deployment: the one it took when it was new, else this one. */
  take(deploymentId: string, current: ApiSnapshot): ApiSnapshot {
    const known = this.taken.get(deploymentId) ?? this.read(deploymentId);
    if (known) return known;
    this.taken.set(deploymentId, current);
    this.unsaved.add(deploymentId);
    return current;
  }

  /** Keeps what was taken. Called when the whole deployment has succeeded. */
  save(): void {
    if (this.folder === undefined) return;
    mkdirSync(this.folder, { recursive: true });
    for (const id of this.unsaved)
      writeAtomically(this.fileOf(this.folder, id), JSON.stringify(this.taken.get(id)));
    this.unsaved.clear();
  }

  /** Forgets what a deployment that failed has taken. */
  discard(): void {
    for (const id of this.unsaved) this.taken.delete(id);
    this.unsaved.clear();
  }

  private read(deploymentId: string): ApiSnapshot | undefined {
    if (this.folder === undefined) return undefined;
    const file = this.fileOf(this.folder, deploymentId);
    if (!existsSync(file)) return undefined;
    const snapshot = JSON.parse(readFileSync(file, "utf8")) as ApiSnapshot;
    this.taken.set(deploymentId, snapshot);
    return snapshot;
  }

  private fileOf(folder: string, deploymentId: string): string {
    return join(folder, `${deploymentId}.json`);
  }
}
