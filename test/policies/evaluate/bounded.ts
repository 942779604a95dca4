import type { Parameters } from "fast-check";

/** A fixed seed, printed with a failure: every run tries the same documents. */
export const SEED = 20_261_123;

export const bounded = <T>(numRuns: number): Parameters<T> => ({ seed: SEED, numRuns, verbose: 1 });
