import { expect } from "chai";
import {
  lint,
  type Finding,
  type LintOptions,
  type PolicyDocument,
  type PolicyStatement,
} from "../../../policies";

export const QUEUE = "arn:aws:sqs:eu-west-1:111122223333:orders";

export const allow = (more: Partial<PolicyStatement> = {}): PolicyStatement => ({
  Effect: "Allow",
  Action: "sqs:SendMessage",
  Resource: QUEUE,
  ...more,
});
export const when = (Condition: NonNullable<PolicyStatement["Condition"]>) => allow({ Condition });

export interface LintCase {
  /** What the document holds, as the test's title. */
  readonly rule: string;
  readonly statements: readonly PolicyStatement[];
  readonly options?: LintOptions;
  readonly document?: Partial<PolicyDocument>;
  /** `severity check`, for each finding. */
  readonly finds: readonly string[];
  readonly says?: string;
}

export const summarize = ({ severity, check }: Finding): string => `${severity} ${check}`;

export function describeLint(title: string, cases: readonly LintCase[]): void {
  describe(`lint: ${title}`, () => {
    for (const { rule, statements, options, document, finds, says } of cases) {
      it(`${rule}: ${finds.join(", ") || "nothing"}`, () => {
        const findings = lint({ Version: "2012-10-17", Statement: statements, ...document }, options);

        expect(findings.map(summarize)).to.have.members(finds);
        if (says !== undefined) expect(findings.map(({ message }) => message).join()).to.include(says);
      });
    }
  });
}
