import { PolicyError } from "../policy-error";

/** Runs what throws an Error with the reason alone, and adds the place inside the document. */
export function withPlace<T>(path: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw new PolicyError(`${path}: ${(error as Error).message}.`);
  }
}
