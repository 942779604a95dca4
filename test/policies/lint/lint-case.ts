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
export const deny = (more: Partial<PolicyStatement> = {}): PolicyStatement => ({
  ...allow(more),
  Effect: "Deny",
});
export const when = (Condition: NonNullable<PolicyStatement["Condition"]>) => allow({ Condition });
export const denyWhen = (Condition: NonNullable<PolicyStatement["Condition"]>) => deny({ Condition });

export interface LintCase {
  /** What the document holds, as the test's title. */
  readonly rule: string;
  readonly statements: readonly PolicyStatement[];
  readonly options?: LintOptions;
  readonly document?: Partial<PolicyDocument>;
  /** `severity check`, with `in 1` behind it for another statement than the first, or `of the document`. */
  readonly finds: readonly string[];
  /** What the messages say behind the place, in any order; all of them, if any are given. */
  readonly messages?: readonly string[];
  /** A part of what they say. */
  readonly says?: string;
}

export function summarize({ severity, check, statement }: Finding): string {
  const place = statement === undefined ? " of the document" : statement === 0 ? "" : ` in ${statement}`;
  return `${severity} ${check}${place}`;
}

const withoutPlace = ({ message }: Finding): string => message.replace(/^Policy( Statement\[\d+\])?: /, "");

export function describeLint(title: string, cases: readonly LintCase[]): void {
  describe(`lint: ${title}`, () => {
    for (const { rule, statements, options, document, finds, messages, says } of cases) {
      it(`${rule}: ${finds.join(", ") || "nothing"}`, () => {
        const findings = lint({ Version: "2012-10-17", Statement: statements, ...document }, options);

        expect(findings.map(summarize)).to.have.members(finds);
        if (messages) expect(findings.map(withoutPlace)).to.have.members(messages);
        if (says !== undefined) expect(findings.map(({ message }) => message).join()).to.include(says);
      });
    }
  });
}
