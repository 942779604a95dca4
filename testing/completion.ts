import { MisuseError } from "./misuse-error";

/**
 * Makes sure that a chain of calls is finished. What is left open when its statement ends is thrown as an
 * uncaught exception: every test runner fails the running test for it, and without a runner the process ends.
 * An assertion that was never decided must not pass for one that holds.
 */
export class Completion {
  #isDone = false;

  /**
   * @param describe says what is lacking, when it is still lacking
   * @param begun the call that began the chain; the error's stack starts at its caller
   */
  constructor(describe: () => string, begun: CallableFunction) {
    const place: { stack?: string } = {};
    Error.captureStackTrace(place, begun);
    queueMicrotask(() => {
      if (this.#isDone) return;
      const error = new MisuseError(describe());
      const frames = (place.stack ?? "").split("\n").slice(1);
      error.stack = [`${error.name}: ${error.message}`, ...frames].join("\n");
      throw error;
    });
  }

  get isDone(): boolean {
    return this.#isDone;
  }

  /** Runs what ends the chain, also by throwing. */
  finish<T>(decide: () => T): T {
    this.#isDone = true;
    return decide();
  }

  /** Runs a step that ends the chain only by throwing. */
  attempt<T>(step: () => T): T {
    try {
      return step();
    } catch (error) {
      this.#isDone = true;
      throw error;
    }
  }
}
