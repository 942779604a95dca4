import type * as Pulumi from "@pulumi/pulumi";
import type { Input, Output } from "@pulumi/pulumi";

// The only file here that knows Pulumi. It is loaded when the first document is built, not before: whoever
// only evaluates policies, as the local cloud does, never pays for it (0.6 s and 115 MB).

export type { Input, Output };

/** True for a value that is not known until the program has run: an Output or a Promise. */
export function isUnresolved(value: unknown): value is Output<unknown> | Promise<unknown> {
  if ((typeof value !== "object" && typeof value !== "function") || value === null) return false;
  return (value as { __pulumiOutput?: unknown }).__pulumiOutput === true || value instanceof Promise;
}

/**
 * Waits for everything inside the value, at any depth, then makes a text of it. What throws in `render` fails
 * the deployment.
 */
export function renderWhenResolved<T>(value: T, render: (resolved: T) => string): Output<string> {
  const { output } = require("@pulumi/pulumi") as typeof Pulumi;
  const resolved = output<unknown>(value) as Output<unknown>;
  return resolved.apply((known) => render(known as T));
}

/** Tells the people who deploy. */
export function reportWarning(message: string): void {
  const { log } = require("@pulumi/pulumi") as typeof Pulumi;
  void log.warn(message);
}
