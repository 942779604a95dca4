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
