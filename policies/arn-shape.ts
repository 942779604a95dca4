import { splitArn } from "./evaluate/arn-pattern";

/** Resource types of one service with the shape of their ARNs, `dynamodb:*:*:table/*`. */
export type Shapes = Readonly<Record<string, string>>;

/**
 * Why an ARN, which may hold wildcards and variables, is not one of the given resource type; undefined if it
 * can be. Where two types' shapes both fit, the narrower one counts: `table/notes/index/*` is an index, not a
 * table with a slash in its name.
 */
export function findMisfit(shapes: Shapes, type: string, arn: string): string | undefined {
  const shape = shapes[type]!;
  const pattern = arn.replace(/\$\{[^}]*\}/g, "*");
  if (!compareByParts(`arn:*:${shape}`, pattern, overlap))
    return `${arn} is no ${type}: its form is arn:aws:${shape}`;
  const narrower = narrowerTypes(shapes, type).find((other) =>
    compareByParts(`arn:*:${shapes[other]!}`, pattern, covers),
  );
  return narrower && `${arn} is of type ${narrower}, not ${type}`;
}

/** As AWS compares: no wildcard reaches from one part into the next, but of an ARN that is too short. */
function compareByParts(
  shape: string,
  pattern: string,
  compare: (shape: string, pattern: string) => boolean,
): boolean {
  const parts = splitArn(pattern);
  return parts === undefined
    ? compare(shape, pattern)
    : splitArn(shape)!.every((part, index) => compare(part, parts[index]!));
}

const known = new WeakMap<Shapes, Map<string, readonly string[]>>();

/** The types whose ARNs all fit this type's shape too. It depends on no ARN, and takes longer than the rest. */
function narrowerTypes(shapes: Shapes, type: string): readonly string[] {
  const ofService = known.get(shapes) ?? new Map<string, readonly string[]>();
  known.set(shapes, ofService);
  const types =
    ofService.get(type) ?? Object.keys(shapes).filter((other) => isNarrower(shapes[other]!, shapes[type]!));
  ofService.set(type, types);
  return types;
}

const isNarrower = (inner: string, outer: string): boolean => covers(outer, inner) && !covers(inner, outer);

/**
 * True if every text that `inner` matches is matched by `outer`, a `*` in `inner` being taken for any other
 * character.
 */
export function covers(outer: string, inner: string): boolean {
  return walk(outer, inner, false);
}

/** True if some text is matched by both patterns. */
function overlap(left: string, right: string): boolean {
  return walk(left, right, true);
}

/**
 * Follows both patterns at once; every pair of positions is looked at once, so the time is their product at
 * most.
 */
function walk(left: string, right: string, isSymmetric: boolean): boolean {
  // Most patterns differ soon, or not at all before the first wildcard.
  let alike = 0;
  while (alike < left.length && left[alike] === right[alike] && left[alike] !== "*") alike++;
  if (alike === left.length - 1 && left[alike] === "*") return true;
  const seen = new Set<number>();
  const width = right.length + 1;
  const pending: [number, number][] = [[alike, alike]];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const [at, other] = next;
    if (at > left.length || other > right.length || seen.has(at * width + other)) continue;
    seen.add(at * width + other);
    if (at === left.length && other === right.length) return true;
    if (left[at] === "*") {
      pending.push([at + 1, other]);
      if (other < right.length) pending.push([at, other + 1]);
    } else if (isSymmetric && right[other] === "*") {
      pending.push([at, other + 1]);
      if (at < left.length) pending.push([at + 1, other]);
    } else if (
      at < left.length &&
      other < right.length &&
      isSameCharacter(left[at]!, right[other]!, isSymmetric)
    ) {
      pending.push([at + 1, other + 1]);
    }
  }
  return false;
}

const isSameCharacter = (left: string, right: string, isSymmetric: boolean): boolean =>
  left === right || (isSymmetric && (left === "?" || right === "?"));
