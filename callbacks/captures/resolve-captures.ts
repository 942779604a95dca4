import type { Change, ImportDeclaration } from "../source/source-analysis";
import type { CaptureRequest } from "./captured-name";
import { loadsPulumi } from "./loaded-modules";
import { Resolution, type ResolvedCaptures } from "./resolution";

export type { ResolvedCaptures } from "./resolution";

/**
 * Decides between source and value for everything that the callback reaches: imports stay imports, functions and classes
 * are taken by source, data by value, and what is neither by source where its declaration can be evaluated again.
 * @throws CallbackError where none of these repeats what the author's program has.
 */
export function resolveCaptures(request: CaptureRequest): ResolvedCaptures {
  const withAll = new Resolution(request);
  try {
    const captures = withAll.run();
    if (withAll.possible.size === 0 || !leadsFurther(request, captures)) return captures;
  } catch (error) {
    if (withAll.possible.size === 0) throw error;
  }
  return withWhatFits(request);
}

/**
 * Statements that may only use what they mention are repeated where they can be. Where one of them cannot, as what makes
 * resources of what it is given, the others are.
 */
function withWhatFits(request: CaptureRequest): ResolvedCaptures {
  const accepted = new Set<Change>();
  const refused = new Set<Change>();
  let resolution = new Resolution(request, accepted);
  let captures = resolution.run();
  const next = (): Change | undefined =>
    [...resolution.possible].find((change) => !accepted.has(change) && !refused.has(change));
  for (let change = next(); change; change = next()) {
    const attempt = new Resolution(request, new Set([...accepted, change]));
    try {
      const attempted = attempt.run();
      if (leadsFurther(request, attempted, captures)) throw new Error("not part of a function");
      accepted.add(change);
      [resolution, captures] = [attempt, attempted];
    } catch {
      refused.add(change);
    }
  }
  return captures;
}

/** Whether captures import what describes resources, other than those that others do as well. */
function leadsFurther(
  { analysis, located }: CaptureRequest,
  { imports }: ResolvedCaptures,
  others?: ResolvedCaptures,
): boolean {
  return imports.some((index) => {
    const declaration = analysis.declarations[analysis.names[index]!.declaration] as ImportDeclaration;
    return !others?.imports.includes(index) && loadsPulumi(declaration.from, located.source.scriptFile);
  });
}
