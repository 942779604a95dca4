import type { PolicyDocument, PolicyKind } from "../policies";
import { findNotes } from "../policies/document-notes";
import { LoadedPolicy, loadPolicy } from "../policies/evaluate/load-policy";
import { MisuseError } from "./misuse-error";

/** A policy document in any of its forms; text is JSON. */
export type Document = PolicyDocument | LoadedPolicy | string;

/** @throws PolicyError for a document that cannot be loaded, MisuseError for what is none */
export function loadDocument(
  document: Document,
  options: { readonly name?: string; readonly kind?: PolicyKind } = {},
): LoadedPolicy {
  if (document instanceof LoadedPolicy) return document;
  refusePromise(document, "a document");
  const notes = findNotes(typeof document === "string" ? document : JSON.stringify(document));
  return loadPolicy(document, { ...options, ...(notes && { sources: notes.map(({ source }) => source) }) });
}

/** @throws MisuseError for what is only known later: compared now, it would hold nothing */
export function refusePromise(value: unknown, what: string): void {
  if (typeof value !== "object" && typeof value !== "function") return;
  if (value === null || !("then" in value || "__pulumiOutput" in value)) return;
  throw new MisuseError(
    "__pulumiOutput" in value
      ? `${what} is an Output, whose value is not known here: read it from the graph, or build a plain document with toDocument(…)`
      : `${what} is a Promise: await it before expect(…)`,
  );
}
