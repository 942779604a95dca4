import { expect } from "chai";
import {
  evaluate,
  type Decision,
  type Policies,
  type Policy,
  type PolicyRequest,
  type PolicyStatement,
  type StatementRef,
} from "../../../policies";

export const ACCOUNT = "111122223333";
export const OTHER_ACCOUNT = "999988887777";
export const USER = `arn:aws:iam::${ACCOUNT}:user/team/ann`;
export const ROLE = `arn:aws:iam::${ACCOUNT}:role/service/reader`;
export const SESSION = `arn:aws:sts::${ACCOUNT}:assumed-role/reader/today`;
export const ROOT = `arn:aws:iam::${ACCOUNT}:root`;
export const QUEUE = `arn:aws:sqs:eu-west-1:${ACCOUNT}:orders`;
export const TABLE = `arn:aws:dynamodb:eu-west-1:${ACCOUNT}:table/notes`;

/** One request, one decision, one rule. */
export interface DecisionCase extends Partial<PolicyRequest> {
  /** The rule, as the test's title. */
  readonly rule: string;
  readonly policies: Partial<Policies>;
  readonly is: Decision["result"];
  readonly deniedBy?: Decision["deniedBy"];
  /** What is known of the statement that decides; null where none does. */
  readonly by?: Partial<StatementRef> | null;
  readonly level?: number;
}

export const ALLOWED = "Allowed" as const;
export const DENIED = "ImplicitlyDenied" as const;
export const REFUSED = "ExplicitlyDenied" as const;

/** A document of the version that replaces variables. */
export const document = (...Statement: PolicyStatement[]) => ({ Version: "2012-10-17", Statement }) as const;

export const allow = (more: Partial<PolicyStatement> = {}): PolicyStatement => ({
  Effect: "Allow",
  ...(more.NotAction === undefined && { Action: "sqs:SendMessage" }),
  ...(more.NotResource === undefined && { Resource: QUEUE }),
  ...more,
});
export const deny = (more: Partial<PolicyStatement> = {}): PolicyStatement => ({
  ...allow(more),
  Effect: "Deny",
});

/** What decides if nothing but one statement of an identity policy is at hand. */
export const identity = (...statements: PolicyStatement[]) => ({ identity: [document(...statements)] });
export const resource = (...statements: PolicyStatement[]) => ({ resource: document(...statements) });

export function decide({
  policies,
  principal,
  action,
  resource,
  context,
  accountOfResource,
  federatedBy,
}: DecisionCase): Decision {
  return evaluate(
    {
      principal: principal ?? SESSION,
      action: action ?? "sqs:SendMessage",
      resource: resource ?? QUEUE,
      context: context ?? {},
      ...(accountOfResource !== undefined && { accountOfResource }),
      ...(federatedBy !== undefined && { federatedBy }),
    },
    compiledAnew({ identity: [], ...policies }),
  );
}

/** Copies the documents, which are else compiled once: each case shows what its document means now. */
const compiledAnew = (policies: Policies): Policies =>
  Object.fromEntries(
    Object.entries(policies).map(([place, given]) => [
      place,
      Array.isArray(given) ? given.map(copyPlain) : copyPlain(given as Policy),
    ]),
  ) as unknown as Policies;

const copyPlain = (policy: Policy): Policy =>
  typeof policy !== "object" || "statements" in policy ? policy : structuredClone(policy);

export function describeDecisions(title: string, cases: readonly DecisionCase[]): void {
  describe(title, () => {
    for (const one of cases) {
      it(`${one.rule}: ${one.is}`, () => {
        const decision = decide(one);

        expect(decision.result).to.equal(one.is);
        if (one.deniedBy !== undefined) expect(decision.deniedBy).to.equal(one.deniedBy);
        if (one.by === null) expect(decision).not.to.have.property("by");
        else if (one.by !== undefined) expect(decision.by).to.include(one.by);
        if (one.level !== undefined) expect(decision.level).to.equal(one.level);
        if (one.is === ALLOWED) expect(decision).not.to.have.property("deniedBy");
        if (!decision.deniedBy?.endsWith("Control")) {
          expect(decision).not.to.have.property("level");
          expect(decision.by ?? {}).not.to.have.property("level");
        }
      });
    }
  });
}
