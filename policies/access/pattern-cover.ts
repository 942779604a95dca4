/**
 * True if every text that `inner` matches is matched by `outer`; both may hold `*` and `?`. Variables such as
 * `${aws:username}` are texts like any other here, so only an equal one or a wildcard covers them.
 */
export function coversPattern(outer: string, inner: string): boolean {
  return walk(outer, inner, isCoveredBy);
}

/** True if some text is matched by both patterns. */
export function overlapPatterns(left: string, right: string): boolean {
  return walk(left, right, meets);
}

export const coversAction = (outer: string, inner: string): boolean =>
  coversPattern(allActions(outer.toLowerCase()), allActions(inner.toLowerCase()));

export const overlapActions = (left: string, right: string): boolean =>
  overlapPatterns(allActions(left.toLowerCase()), allActions(right.toLowerCase()));

/** Part by part, as IAM compares ARNs: a wildcard of one part reaches into no other but the last. */
export const coversArn = (outer: string, inner: string): boolean =>
  isEverything(outer) || (!isEverything(inner) && inParts(outer, inner, coversPattern));

export const overlapArns = (left: string, right: string): boolean =>
  isEverything(left) || isEverything(right) || inParts(left, right, overlapPatterns);

const allActions = (pattern: string): string => (pattern === "*" ? "*:*" : pattern);
const isEverything = (pattern: string): boolean => /^\*+$/.test(pattern);

function inParts(left: string, right: string, compare: (left: string, right: string) => boolean): boolean {
  const rightParts = splitArn(right);
  return splitArn(left).every((part, index) => compare(part, rightParts[index]!));
}

/** Six parts; a shorter ARN is filled up with `*`, as IAM does. Names in `${…}` hold no colon that counts. */
function splitArn(arn: string): string[] {
  const parts = arn.split(/:(?![^{]*\})/);
  const whole = parts.length > 6 ? [...parts.slice(0, 5), parts.slice(5).join(":")] : parts;
  // A text that stands for a whole ARN, such as ${notes.arn}, is compared as one.
  if (whole.length === 1) return [whole[0]!, "", "", "", "", ""];
  return [...whole, ...Array.from({ length: 6 - whole.length }, () => "*")];
}

type Step = (left: string | undefined, right: string | undefined) => readonly (readonly [number, number])[];

/** Follows both patterns at once; every pair of positions is looked at once, so the time is their product at most. */
function walk(left: string, right: string, step: Step): boolean {
  const width = right.length + 1;
  const seen = new Set<number>();
  const pending: (readonly [number, number])[] = [[0, 0]];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const [at, other] = next;
    if (at > left.length || other > right.length || seen.has(at * width + other)) continue;
    seen.add(at * width + other);
    if (at === left.length && other === right.length) return true;
    for (const [more, moreOther] of step(left[at], right[other]))
      pending.push([at + more, other + moreOther]);
  }
  return false;
}

const isCoveredBy: Step = (outer, inner) => {
  if (outer === "*")
    return inner === undefined
      ? [[1, 0]]
      : [
          [1, 0],
          [0, 1],
        ];
  if (outer === undefined || inner === undefined || inner === "*") return [];
  return outer === inner || outer === "?" ? [[1, 1]] : [];
};

const meets: Step = (left, right) => {
  if (left === "*" && right === "*")
    return [
      [1, 0],
      [0, 1],
    ];
  if (left === "*")
    return right === undefined
      ? [[1, 0]]
      : [
          [1, 0],
          [0, 1],
        ];
  if (right === "*")
    return left === undefined
      ? [[0, 1]]
      : [
          [0, 1],
          [1, 0],
        ];
  if (left === undefined || right === undefined) return [];
  return left === right || left === "?" || right === "?" ? [[1, 1]] : [];
};
