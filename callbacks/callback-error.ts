import { relative } from "node:path";

/** Where in the author's source something was found. */
export interface SourcePlace {
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
}

export interface CallbackProblem {
  /** What is wrong, as a sentence without its full stop: "captures 'users', a whole Pulumi resource". */
  readonly problem: string;
  /** What the author can do about it, as a sentence without its full stop. */
  readonly remedy: string;
  /** The captured path, such as `tables.users`, where one is to blame. */
  readonly path?: string;
  readonly place?: SourcePlace;
}

/** A callback that cannot become a function's code. Thrown when the program is deployed, never on Lambda. */
export class CallbackError extends Error {
  override readonly name = "CallbackError";
  /** The name the callback was given: a route, or a function's name. */
  readonly callback: string;
  /** The captured path, such as `tables.users`, where one is to blame. */
  readonly path: string | undefined;
  readonly place: SourcePlace | undefined;

  constructor(callback: string, { problem, remedy, path, place }: CallbackProblem) {
    const where = place ? ` (${relative(process.cwd(), place.file) || place.file}:${place.line})` : "";
    super(`${callback}: the callback ${problem}${where}. ${remedy}.`);
    this.callback = callback;
    this.path = path;
    this.place = place;
  }
}
