import { bundling } from "./callbacks/bundling.mjs";
import { coldStart } from "./callbacks/cold-start.mjs";
import { zipSize } from "./callbacks/zip-size.mjs";
import { calls } from "./calls.mjs";
import { dynamodbCalls } from "./dynamodb-calls.mjs";
import { dynamodbDoor } from "./dynamodb-door.mjs";
import { edit } from "./edit.mjs";
import { graph } from "./graph.mjs";
import { identities } from "./growth/identities.mjs";
import { items } from "./growth/items.mjs";
import { routes } from "./growth/routes.mjs";
import { policyEvaluation } from "./policies/evaluation.mjs";
import { policyLoading } from "./policies/loading.mjs";
import { policyTypes } from "./policies/types.mjs";
import { start } from "./start.mjs";
import { typeChecking } from "./type-checking.mjs";

/**
 * What can be measured, by the name that `--only` takes. An entry has:
 * - `title`, and `notes` that say what the figures stand for;
 * - `measures`: by name, the heading of its column. The first is the one that contenders are compared by;
 * - `baseline`: the contender that the others are divided by, round by round, or a function that gives it for each of them,
 *   with a `baselineName` for the table; without one there are no ratios. `isMoreBetter` where a greater ratio is better;
 * - `targets`: by contender, the ratio that is wanted (see wanted.mjs);
 * - `limits`: by contender and measure, the median that is wanted;
 * - `growth`: series of contenders that differ in size: `{ name, measure, units: { contender: size }, wanted }`, where
 *   "flat" or "linear" is wanted;
 * - `mostRounds`, for one that takes long;
 * - `prepare({ folder, isBrief })`, which returns `measureRound(round)`: one run of every contender in a fixed order, as
 *   `{ contender: { measure: number } }`. A measure that this machine cannot take is left out. It may return
 *   `{ measureRound, close, skipped }` instead: what is to be stopped at the end, and by contender why it does not run.
 *   `isBrief` asks for short loads and small sizes, to see that it works.
 */
export const entries = {
  start,
  edit,
  calls,
  dynamodbCalls,
  dynamodbDoor,
  bundling,
  zipSize,
  coldStart,
  graph,
  routes,
  identities,
  items,
  typeChecking,
  policyTypes,
  policyLoading,
  policyEvaluation,
};
