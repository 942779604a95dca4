/**
 * A policy that cannot be built or loaded. The message names the place inside the document and the remedy.
 */
export class PolicyError extends Error {
  override readonly name = "PolicyError";
}
