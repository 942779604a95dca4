import { isFirstStart } from "../kept-results";
import { BackgroundWorker } from "./background-worker";

/** This process's. Stopped, except in a first start. */
export const background = new BackgroundWorker();

/** Called when this package is loaded: the program's own modules, which take longest, are still to come. */
export function startForFirstStart(): void {
  if (!background.isRunning && isFirstStart()) background.start();
}
