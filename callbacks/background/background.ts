import { isFirstStart, toolVersion } from "../kept-results";
import { BackgroundWorker } from "./background-worker";

/** Set where a program runs again because a file of it has changed. */
const EDITED_VARIABLE = "SECURE_SERVERLESS_API_EDITED";

/**
 * A worker that was started for a program which loads this package again, later and perhaps changed. Whoever runs the
 * program finds here what to load for that.
 */
const SHARED = Symbol.for("secure-serverless-api.background");

interface SharedBackground {
  /** This package's main module. */
  readonly callbacks: string;
  /** Of the code that the worker runs. */
  readonly version: string;
  readonly worker: BackgroundWorker;
}

const shared = globalThis as { [SHARED]?: SharedBackground | undefined };

/** This process's. Stopped, except where something new is to be made and somebody waits for it. */
export const background = takeOver() ?? new BackgroundWorker();

/** Called when this package is loaded: the program's own modules, which take longest, are still to come. */
export function startWhereNeeded(callbacks: string): void {
  if (background.isRunning) return;
  if (isFirstStart()) background.start("everything");
  else if (process.env[EDITED_VARIABLE]) {
    background.start("what is new");
    shared[SHARED] = { callbacks, version: toolVersion(), worker: background };
  }
}

function takeOver(): BackgroundWorker | undefined {
  const { worker, version } = shared[SHARED] ?? {};
  if (worker === undefined || version === toolVersion()) return worker;
  worker.stop();
  return undefined;
}
