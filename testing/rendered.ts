import type { Output } from "@pulumi/pulumi";
import { MisuseError } from "./misuse-error";

/**
 * The text of a document that `policy(…)` or one of its like built, for a test of the builder's code alone:
 * `expect(await rendered(readReports(bucket))).to.allow(…)`.
 *
 * @throws PolicyError if the document has an error, MisuseError if it depends on what only a deployment can tell
 */
export async function rendered(document: Output<string>): Promise<string> {
  // `apply` alone would leave a document that cannot be rendered waiting for ever.
  const text = await (document as unknown as { promise(): Promise<unknown> }).promise();
  if (typeof text === "string") return text;
  throw new MisuseError("the document depends on a value that only a deployment can tell: use graph()");
}
