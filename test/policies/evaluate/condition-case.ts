import type { ContextValue } from "../../../policies/evaluate/request-context";
import { allow, ALLOWED, DENIED, identity, type DecisionCase } from "./decision-case";

type Values = string | number | boolean | readonly (string | number | boolean)[];

/** What the policy says: an operator and its values. */
type Test = readonly [operator: string, values: Values];

/** Does the test hold for a request that carries this value, or, if it is undefined, lacks the key? */
const expecting =
  (is: DecisionCase["is"]) =>
  (rule: string, [operator, values]: Test, requested?: ContextValue): DecisionCase => ({
    rule: `${operator}: ${rule}`,
    context: requested === undefined ? {} : { "app:key": requested },
    policies: identity(allow({ Condition: { [operator]: { "app:key": values } } })),
    is,
  });
export const holds = expecting(ALLOWED);
export const fails = expecting(DENIED);
