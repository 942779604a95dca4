import { isNothingKept } from "../kept-results";
import { BackgroundWorker } from "./background-worker";

/** This process's. Stopped, except in a start with nothing kept. */
export const background = new BackgroundWorker();

/** Called when this package is loaded: the program's own modules, which take longest, are still to come. */
export function startIfNothingKept(): void {
  if (!background.isRunning && isNothingKept()) background.start();
}
