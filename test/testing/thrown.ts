import { expect } from "chai";
import { MisuseError } from "../../testing";

/** The message of an assertion that does not hold. */
export function failure(assertion: () => unknown): string {
  const error = thrown(assertion);
  expect(error.name, error.message).to.equal("AssertionError");
  return error.message;
}

/** The message of an assertion that cannot be decided. */
export function misuse(assertion: () => unknown): string {
  const error = thrown(assertion);
  expect(error, error.message).to.be.instanceOf(MisuseError);
  return error.message;
}

export function thrown(run: () => unknown): Error {
  try {
    run();
  } catch (error) {
    return error as Error;
  }
  throw new Error("nothing was thrown");
}

/** What is thrown where nobody can catch it, once the running statement has ended. */
export async function uncaught(run: () => unknown): Promise<Error | undefined> {
  const listeners = process.listeners("uncaughtException");
  process.removeAllListeners("uncaughtException");
  let found: Error | undefined;
  process.on("uncaughtException", (error) => void (found ??= error));
  try {
    run();
    await new Promise((resolve) => setImmediate(resolve));
  } finally {
    process.removeAllListeners("uncaughtException");
    for (const listener of listeners) process.on("uncaughtException", listener);
  }
  return found;
}
