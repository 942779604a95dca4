import { expect } from "chai";
import { explain, type Policies, type PolicyStatement } from "../../../policies";
import { allow, decide, document, type DecisionCase } from "./decision-case";

export interface Explained extends Partial<Omit<DecisionCase, "policies">> {
  readonly what: string;
  readonly policies: Partial<Policies> | (() => Partial<Policies>);
  readonly says: readonly string[];
  readonly doesNotSay?: readonly string[];
}

/** An Allow under these conditions and nothing else. */
export const when = (Condition: NonNullable<PolicyStatement["Condition"]>) => ({
  identity: [document(allow({ Condition }))],
});

export function describeExplained(title: string, cases: readonly Explained[]): void {
  describe(title, () => {
    for (const { what, says, doesNotSay = [], policies, ...rest } of cases) {
      it(what, () => {
        const given = typeof policies === "function" ? policies() : policies;

        const text = explain(decide({ rule: what, is: "Allowed", ...rest, policies: given }));

        for (const part of says) expect(text).to.include(part);
        for (const part of doesNotSay) expect(text).not.to.include(part);
      });
    }
  });
}
