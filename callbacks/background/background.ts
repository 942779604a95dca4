import { isFirstStart } from "../kept-results";
import { BackgroundWorker } from "./background-worker";

/** Set where a program runs again because a file of it has changed. */
const EDITED_VARIABLE = "SECURE_SERVERLESS_API_EDITED";

/** This process's. Stopped, except where something new is to be made and somebody waits for it. */
export const background = new BackgroundWorker();

/** Called when this package is loaded: the program's own modules, which take longest, are still to come. */
export function startWhereNeeded(): void {
  if (background.isRunning) return;
  if (isFirstStart()) background.start("everything");
  else if (process.env[EDITED_VARIABLE]) background.start("what is new");
}
