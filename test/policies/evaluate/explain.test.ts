import { expect } from "chai";
import { explain, loadPolicy, type Policies } from "../../../policies";
import {
  allow,
  decide,
  deny,
  document,
  QUEUE,
  resource,
  ROLE,
  ROOT,
  SESSION,
  type DecisionCase,
} from "./decision-case";

interface Explained extends Partial<DecisionCase> {
  readonly what: string;
  readonly policies: Partial<Policies>;
  readonly says: readonly string[];
}

const keys = {
  "ForAllValues:StringEquals": { "dynamodb:LeadingKeys": "${cognito-identity.amazonaws.com:sub}" },
};
const when = (Condition: NonNullable<ReturnType<typeof allow>["Condition"]>) => ({
  identity: [document(allow({ Condition }))],
});

const EXPLAINED: readonly Explained[] = [
  {
    what: "the statement that allowed, with its name and source",
    policies: {
      identity: [
        loadPolicy(document(allow({ Sid: "Send" })), {
          name: "orders",
          source: { file: "routes.ts", line: 7 },
        }),
      ],
    },
    says: [
      `Allowed ${SESSION} to sqs:SendMessage on ${QUEUE}`,
      "statement 1 (Send), Allow, of the identity-based policy orders at routes.ts:7",
    ],
  },
  { what: "that the root needs no statement", principal: ROOT, policies: {}, says: ["being the root"] },
  {
    what: "the statement that denied",
    policies: { identity: [document(allow(), deny())] },
    says: ["statement 2, Deny, of the identity-based policy", "always wins"],
  },
  {
    what: "that there is nothing at all",
    policies: {},
    says: ["no identity-based policy allows it", "no Allow statement at all"],
  },
  {
    what: "that no statement names the action",
    policies: { identity: [document(allow({ Action: "sqs:ReceiveMessage" }))] },
    says: ["No statement names sqs:SendMessage"],
  },
  {
    what: "keys that belong to somebody else",
    context: {
      "cognito-identity.amazonaws.com:sub": "eu-west-1:1234",
      "dynamodb:LeadingKeys": ["eu-west-1:9999"],
    },
    policies: when(keys),
    says: [
      "would be allowed by statement 1",
      "if `dynamodb:LeadingKeys` were only eu-west-1:1234; the request asked for eu-west-1:9999",
    ],
  },
  {
    what: "another resource",
    policies: { identity: [document(allow({ Resource: `${QUEUE}-2` }))] },
    says: [`if the resource were ${QUEUE}-2; the request's is ${QUEUE}`],
  },
  {
    what: "the nearest of several, whatever their order",
    context: { "app:team": "red" },
    policies: {
      identity: [
        document(
          allow({ Resource: `${QUEUE}-2`, Condition: { StringEquals: { "app:team": "blue" } } }),
          allow({ Condition: { StringEquals: { "app:team": "blue" } } }),
          allow({ Resource: `${QUEUE}-3`, Condition: { StringEquals: { "app:team": "blue" } } }),
        ),
      ],
    },
    says: ["statement 2", "if `app:team` were blue; the request asked for red."],
  },
  {
    what: "every condition that must change, if there is more than one",
    policies: when({ StringEquals: { "app:team": "blue" }, Null: { "app:owner": "false" } }),
    says: ["if `app:team` were blue; the request does not carry it", ", and if `app:owner` were present"],
  },
  {
    what: "only the resource, where a statement is about another one",
    policies: {
      identity: [
        document(allow({ Resource: `${QUEUE}-2`, Condition: { StringEquals: { "app:team": "blue" } } })),
      ],
    },
    says: [`if the resource were ${QUEUE}-2; the request's is ${QUEUE}.`],
  },
  {
    what: "a key that must be there",
    policies: when({ Null: { "app:team": "false" } }),
    says: ["`app:team` were present"],
  },
  {
    what: "a key that must not be there",
    context: { "app:team": "x" },
    policies: when({ Null: { "app:team": "true" } }),
    says: ["`app:team` were absent"],
  },
  {
    what: "a value that is excluded",
    context: { "app:team": "red" },
    policies: when({ StringNotEquals: { "app:team": ["red", "blue"] } }),
    says: ["`app:team` were not red or blue"],
  },
  {
    what: "a limit",
    context: { "app:size": "11" },
    policies: when({ NumericLessThanEquals: { "app:size": 10 } }),
    says: ["`app:size` were less than or equal to 10"],
  },
  {
    what: "a set of which one must fit",
    context: { "app:teams": ["red"] },
    policies: when({ "ForAnyValue:StringEquals": { "app:teams": "blue" } }),
    says: ["one of `app:teams` were blue"],
  },
  {
    what: "many values without a set operator",
    context: { "app:teams": ["blue"] },
    policies: when({ StringEquals: { "app:teams": "blue" } }),
    says: ["need ForAllValues: or ForAnyValue:"],
  },
  {
    what: "the kind of policy that held no Allow",
    policies: { identity: [document(allow())], session: document() },
    says: ["no session policy allows it"],
  },
  {
    what: "whom a resource policy names instead",
    principal: "sns.amazonaws.com",
    policies: resource(allow({ Principal: { AWS: ROLE } })),
    says: [`the principal were AWS ${ROLE}; the request's is sns.amazonaws.com`],
  },
];

describe("a decision explains", () => {
  for (const { what, says, ...rest } of EXPLAINED) {
    it(what, () => {
      const text = explain(decide({ rule: what, is: "Allowed", ...rest }));

      for (const part of says) expect(text).to.include(part);
    });
  }

  it("each statement in its trace, with all that kept it from matching", () => {
    const decision = decide({
      rule: "",
      is: "ImplicitlyDenied",
      policies: {
        identity: [
          document(
            allow({ Resource: `${QUEUE}-2`, Condition: { Bool: { "app:safe": "true" } } }),
            deny({ Action: "s3:*" }),
          ),
        ],
      },
    });

    const elements = decision.trace.map(({ statement, mismatches }) => [
      statement.index,
      mismatches.map(({ element }) => element),
    ]);

    expect(elements).to.deep.equal([
      [0, ["Resource", "Condition"]],
      [1, ["Action"]],
    ]);
  });
});

describe("a document in the wrong place", () => {
  it("is refused: an identity policy as a resource's would let everyone in", () => {
    expect(() => decide({ rule: "", is: "Allowed", policies: { resource: document(allow()) } })).to.throw(
      "has no Principal",
    );
  });

  it("is refused: a resource's policy as an identity's would grant it to its holder", () => {
    expect(() =>
      decide({ rule: "", is: "Allowed", policies: { identity: [document(allow({ Principal: "*" }))] } }),
    ).to.throw("has a Principal");
  });
});
