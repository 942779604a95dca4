import { Glob, parseWildcards, type Atom } from "./glob";
import { splitAtColons, type Pattern } from "./pattern";
import type { RequestContext } from "./request-context";

/** The six parts of an ARN; the sixth keeps its colons. Undefined for what is no ARN. */
export function splitArn(text: string): readonly string[] | undefined {
  const parts: string[] = [];
  let from = 0;
  for (let count = 0; count < 5; count++) {
    const at = text.indexOf(":", from);
    // Stryker disable next-line EqualityOperator: what begins with a colon is no ARN, one way or the other
    if (at < 0) return undefined;
    parts.push(text.slice(from, at));
    from = at + 1;
  }
  parts.push(text.slice(from));
  return parts;
}

/** IAM takes nothing else for an ARN, not even to say that it differs from one. */
export const isArn = (text: string): boolean => splitArn(text)?.[0] === "arn";

/** Could an ARN be like this? */
export function isArnPattern(text: string): boolean {
  const first = splitArn(text)?.[0];
  return first !== undefined && new Glob(parseWildcards(first)).matches("arn");
}

/**
 * Compares an ARN part by part, as ArnLike does: a wildcard cannot reach over one of the first five colons.
 */
export function compileArnPattern(pattern: Pattern): (arn: string, context: RequestContext) => boolean {
  // Stryker disable next-line ConditionalExpression: taken apart for each request, it would be the same
  const fixed = pattern.fixedAtoms && toParts(pattern.fixedAtoms);
  return (arn, context) => {
    const expected = fixed ?? resolveParts(pattern, context);
    const parts = splitArn(arn)!;
    return expected?.length === 6 && expected.every((part, index) => part.matches(parts[index]!));
  };
}

function resolveParts(pattern: Pattern, context: RequestContext): Glob[] | undefined {
  const atoms = pattern.resolveAtoms(context);
  return atoms && toParts(atoms);
}

const toParts = (atoms: readonly Atom[]): Glob[] => splitAtColons(atoms, 6).map((part) => new Glob(part));
