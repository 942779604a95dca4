/**
 * An assertion that could not be decided: it asks about something that is not there, or is not complete. It
 * fails the test whether the assertion is negated or not.
 */
export class MisuseError extends Error {
  override readonly name = "MisuseError";
}
