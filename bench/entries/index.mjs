import { policyEvaluation } from "./policies/evaluation.mjs";
import { policyLoading } from "./policies/loading.mjs";
import { policyTypes } from "./policies/types.mjs";
import { start } from "./start.mjs";

/**
 * What can be measured, by the name that `--only` takes. An entry has:
 * - `title`, and `notes` that say what the figures stand for;
 * - `measures`: by name, the heading of its column. The first is the one that contenders are compared by;
 * - `baseline`: the contender that the others are divided by, round by round; without one there are no ratios;
 * - `targets`: by contender, the greatest ratio that is wanted;
 * - `limits`: by contender and measure, the greatest median that is wanted;
 * - `prepare({ folder })`, which returns `measureRound(round)`: one run of every contender in a fixed order, as
 *   `{ contender: { measure: number } }`. A measure that this machine cannot take is left out.
 */
export const entries = { start, policyTypes, policyLoading, policyEvaluation };
