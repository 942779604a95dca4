import { coversConditions } from "./condition-cover";
import { coversAction, coversArn, overlapActions, overlapArns } from "./pattern-cover";
import type { AccessStatement } from "./read-statements";

/** What a statement says, wherever it stands. */
export type Coverable = Pick<
  AccessStatement,
  "effect" | "actions" | "exceptActions" | "resources" | "exceptResources" | "conditions"
>;

/** One action on one resource of a statement, or all but some. */
interface Piece {
  readonly actions: PatternSet;
  readonly resources: PatternSet;
  readonly conditions: Coverable["conditions"];
}

interface PatternSet {
  readonly patterns: readonly string[];
  readonly isExcept: boolean;
}

/**
 * True if everything that a statement speaks of is spoken of by the others of its effect, under no further
 * condition. False where that cannot be told.
 */
export function isCovered(statement: Coverable, others: readonly Coverable[]): boolean {
  const candidates = others.filter(({ effect }) => effect === statement.effect).map(toPiece);
  return pieces(statement).every((piece) => candidates.some((other) => coversPiece(other, piece)));
}

/**
 * The actions and resources of a statement that others of its effect do not cover, by their places in its lists;
 * undefined where they cover all of it.
 */
export function uncoveredPart(
  statement: Coverable,
  others: readonly Coverable[],
): { readonly actions: ReadonlySet<number>; readonly resources: ReadonlySet<number> } | undefined {
  const actions = new Set<number>();
  const resources = new Set<number>();
  const places = (isExcept: boolean, list: readonly string[]): readonly (readonly number[])[] =>
    isExcept ? [[...list.keys()]] : [...list.keys()].map((at) => [at]);
  for (const action of places(statement.exceptActions, statement.actions)) {
    for (const resource of places(statement.exceptResources, statement.resources)) {
      const part = {
        ...statement,
        actions: action.map((at) => statement.actions[at]!),
        resources: resource.map((at) => statement.resources[at]!),
      };
      if (isCovered(part, others)) continue;
      for (const at of action) actions.add(at);
      for (const at of resource) resources.add(at);
    }
  }
  return actions.size === 0 ? undefined : { actions, resources };
}

const toPiece = (statement: Coverable): Piece => ({
  actions: { patterns: statement.actions, isExcept: statement.exceptActions },
  resources: { patterns: statement.resources, isExcept: statement.exceptResources },
  conditions: statement.conditions,
});

/** Several statements may cover one together, each some of its actions or resources. */
function pieces(statement: Coverable): Piece[] {
  const { actions, resources, conditions } = toPiece(statement);
  return single(actions).flatMap((action) =>
    single(resources).map((resource) => ({ actions: action, resources: resource, conditions })),
  );
}

const single = (set: PatternSet): readonly PatternSet[] =>
  set.isExcept ? [set] : set.patterns.map((pattern) => ({ patterns: [pattern], isExcept: false }));

function coversPiece(wide: Piece, narrow: Piece): boolean {
  return (
    coversSet(wide.actions, narrow.actions, { covers: coversAction, overlap: overlapActions }) &&
    coversSet(wide.resources, narrow.resources, { covers: coversArn, overlap: overlapArns }) &&
    coversConditions(wide.conditions, narrow.conditions)
  );
}

interface Comparison {
  readonly covers: (wide: string, narrow: string) => boolean;
  readonly overlap: (left: string, right: string) => boolean;
}

function coversSet(wide: PatternSet, narrow: PatternSet, { covers, overlap }: Comparison): boolean {
  if (!wide.isExcept && !narrow.isExcept)
    return narrow.patterns.every((pattern) => wide.patterns.some((other) => covers(other, pattern)));
  if (wide.isExcept && !narrow.isExcept)
    return narrow.patterns.every((pattern) => !wide.patterns.some((excepted) => overlap(excepted, pattern)));
  if (!wide.isExcept) return wide.patterns.some((pattern) => /^\*+(:\*+)?$/.test(pattern));
  return wide.patterns.every((excepted) => narrow.patterns.some((other) => covers(other, excepted)));
}
