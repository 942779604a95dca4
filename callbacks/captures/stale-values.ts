import { CallbackError } from "../callback-error";
import type { Code } from "../source/source-analysis";
import type { CapturedName, CaptureRequest } from "./captured-name";

/**
 * Data travels as it is when the callback is analysed. Code that runs again would have seen it as it was before.
 * @throws CallbackError for code that reads, when the function starts, data that was changed in between.
 */
export function refuseStaleValues(
  { callbackName, analysis, located }: CaptureRequest,
  { byValue, code }: { byValue: readonly CapturedName[]; code: readonly Code[] },
): void {
  for (const { index, name } of byValue) {
    for (const { start, references } of code) {
      const isRead = references.some((reference) => reference.name === index && reference.isEager);
      const isChanged =
        name.assigned ||
        analysis.changes.some(
          (change) => change.isCertain && change.name === index && change.code.start > start,
        );
      if (!isRead || !isChanged) continue;
      throw new CallbackError(callbackName, {
        problem: `needs code that reads '${name.text}' when the function starts, by which time it is another value`,
        remedy: "Give that code a constant of its own",
        path: name.text,
        place: { file: located.source.file, line: lineOf(located.source.text, start) },
      });
    }
  }
}

const lineOf = (text: string, offset: number): number => text.slice(0, offset).split("\n").length;
