import type { Input } from "@pulumi/pulumi";

/** A value that a function fetches when it first needs it, instead of having it in its configuration. */
export interface StoredValue {
  /**
   * The value, fetched once per environment of the function; a failed attempt is not kept.
   * @throws Error (as a rejection) outside of a function, and when the store refuses or cannot be reached.
   */
  get(): Promise<string>;
}

/** What `parameter` and `secret` mark. */
export interface StoredMark extends StoredValue {
  readonly kind: "parameter" | "secret";
  readonly value: Input<string>;
}

/** A {@link StoredMark} that a callback captures. */
export interface StoredCapture {
  readonly kind: StoredMark["kind"];
  /** The captured path. */
  readonly name: string;
  /** The environment variable in which the function finds the parameter's name, or the secret's ARN. */
  readonly variable: string;
  readonly value: Input<string>;
  /** The same for captures of the same `parameter()` or `secret()`. */
  readonly mark: object;
}

/**
 * Marks a value that its function reads from SSM's Parameter Store, where it lies encrypted: up to 4 kB (8 kB at a price), free
 * of charge. Neither the zip, the function's configuration nor its log shows it. Inside the callback, `await value.get()`.
 */
export const parameter = (value: Input<string>): StoredValue => mark("parameter", value);

/**
 * Marks a value that its function reads from Secrets Manager: up to 64 kB, priced by the secret, with rotation and policies
 * of its own. Neither the zip, the function's configuration nor its log shows it. Inside the callback, `await value.get()`.
 */
export const secret = (value: Input<string>): StoredValue => mark("secret", value);

/** Shared by all copies of this package in one process. */
const MARK = Symbol.for("secure-serverless-api.stored-value");

function mark(kind: StoredMark["kind"], value: Input<string>): StoredMark {
  const get = (): Promise<string> =>
    Promise.reject(new Error(`${kind}().get() works only in a function, in the callback that captures it`));
  // Hidden, so that nobody logs it by logging the whole.
  const hidden = { value: { value }, [MARK]: { value: true } };
  return Object.defineProperties({ kind, get }, hidden) as StoredMark;
}

export const isStored = (value: unknown): value is StoredMark =>
  typeof value === "object" && value !== null && Object.hasOwn(value, MARK);
