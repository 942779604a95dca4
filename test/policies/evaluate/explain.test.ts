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

interface Explained extends Partial<Omit<DecisionCase, "policies">> {
  readonly what: string;
  readonly policies: Partial<Policies> | (() => Partial<Policies>);
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
    policies: () => ({
      identity: [
        loadPolicy(document(allow({ Sid: "Send" })), {
          name: "orders",
          source: { file: "routes.ts", line: 7 },
        }),
      ],
    }),
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
    what: "of many values, only those that do not fit",
    context: { "app:ids": ["1", "2", "3", "4"] },
    policies: when({ "ForAllValues:StringEquals": { "app:ids": ["1", "3"] } }),
    says: ["if `app:ids` were only 1 or 3; the request asked for 2, 4."],
  },
  {
    what: "some of very many values",
    context: { "app:ids": "abcdefgh".split("") },
    policies: when({ "ForAnyValue:StringEquals": { "app:ids": "uvwxyz".split("") } }),
    says: [
      "one of `app:ids` were u or v or w or x or y or 1 more; the request asked for a, b, c, d, e, 3 more.",
    ],
  },
  {
    what: "values of which none may be listed",
    context: { "app:ids": ["1", "2"] },
    policies: when({ "ForAllValues:StringNotEquals": { "app:ids": "1" } }),
    says: ["if `app:ids` were only values that are not 1; the request asked for 1."],
  },
  {
    what: "values that must all be like something",
    context: { "app:ids": ["a1", "b1"] },
    policies: when({ "ForAllValues:StringLike": { "app:ids": "a*" } }),
    says: ["if `app:ids` were only values that are like a*; the request asked for b1."],
  },
  {
    what: "a set without a value",
    context: { "app:ids": [] },
    policies: when({ "ForAnyValue:StringEquals": { "app:ids": "1" } }),
    says: ["one of `app:ids` were 1; the request has it without a value."],
  },
  {
    what: "a set that is absent",
    policies: when({ "ForAnyValue:StringEquals": { "app:ids": "1" } }),
    says: ["one of `app:ids` were 1; the request does not carry it."],
  },
  {
    what: "an empty text",
    context: { "app:team": "" },
    policies: when({ StringEquals: { "app:team": "blue" } }),
    says: ["the request asked for an empty text."],
  },
  {
    what: "the circumstances as the request's, not as what it asked for",
    context: { "aws:SourceIp": "198.51.100.7" },
    policies: when({ IpAddress: { "aws:SourceIp": ["203.0.113.0/24", "192.0.2.0/24"] } }),
    says: ["if `aws:SourceIp` were in 203.0.113.0/24 or 192.0.2.0/24; the request's is 198.51.100.7."],
  },
  {
    what: "a range that is excluded",
    context: { "aws:SourceIp": "203.0.113.7" },
    policies: when({ NotIpAddress: { "aws:SourceIp": "203.0.113.0/24" } }),
    says: ["if `aws:SourceIp` were not in 203.0.113.0/24"],
  },
  {
    what: "a time that is over",
    context: { "aws:CurrentTime": "2026-02-01T00:00:00Z" },
    policies: when({ DateLessThan: { "aws:CurrentTime": "2026-01-01T00:00:00Z" } }),
    says: ["if `aws:CurrentTime` were before 2026-01-01T00:00:00Z; the request's is 2026-02-01T00:00:00Z."],
  },
  {
    what: "a time that has not come",
    context: { "AWS:CurrentTime": "2026-02-01T00:00:00Z" },
    policies: when({ DateGreaterThanEquals: { "AWS:CurrentTime": "2026-03-01" } }),
    says: ["if `AWS:CurrentTime` were at or after 2026-03-01; the request's is"],
  },
  {
    what: "dates that end and begin a time",
    context: { "app:a": "2026", "app:b": "2026" },
    policies: when({ DateLessThanEquals: { "app:a": "2025" }, DateGreaterThan: { "app:b": "2027" } }),
    says: ["`app:a` were at or before 2025", ", and if `app:b` were after 2027"],
  },
  {
    what: "numbers that are too large and too small",
    context: { "app:a": "9", "app:b": "1", "app:c": "1" },
    policies: when({
      NumericLessThan: { "app:a": 5 },
      NumericGreaterThan: { "app:b": 2 },
      NumericGreaterThanEquals: { "app:c": 3 },
    }),
    says: [
      "`app:a` were less than 5",
      "`app:b` were greater than 2",
      "`app:c` were greater than or equal to 3",
    ],
  },
  {
    what: "what is no number",
    context: { "app:size": "many" },
    policies: when({ NumericNotEquals: { "app:size": 10 } }),
    says: ["if `app:size` were not 10; the request asked for many, which is not a number."],
  },
  {
    what: "what is no ARN",
    context: { "app:arn": "topic" },
    policies: when({ ArnNotLike: { "app:arn": "arn:aws:sns:*:*:*" } }),
    says: ["`app:arn` were not like arn:aws:sns:*:*:*; the request asked for topic, which is not an ARN."],
  },
  {
    what: "what is neither true nor false",
    context: { "app:flag": "1" },
    policies: when({ Bool: { "app:flag": "true" } }),
    says: ["`app:flag` were true; the request asked for 1, which is not true or false."],
  },
  {
    what: "patterns of texts and ARNs",
    context: { "app:a": "x", "app:b": "arn:aws:sqs:::q", "app:c": "y1" },
    policies: when({
      StringLike: { "app:a": "y*" },
      ArnLike: { "app:b": "arn:aws:sns:*:*:*" },
      StringNotLike: { "app:c": "y*" },
    }),
    says: ["`app:a` were like y*", "`app:b` were like arn:aws:sns:*:*:*", "`app:c` were not like y*"],
  },
  {
    what: "a variable without a value in a condition",
    context: { "app:team": "blue" },
    policies: when({ StringEquals: { "app:team": "${aws:PrincipalTag/Team}" } }),
    says: [
      "if `app:team` were ${aws:PrincipalTag/Team} (the request has no value for aws:PrincipalTag/Team); the request asked for blue.",
    ],
  },
  {
    what: "a variable without a value in a resource",
    policies: { identity: [document(allow({ Resource: `${QUEUE}-\${aws:username}-\${aws:userid, 'x'}*` }))] },
    says: [
      `if the resource were ${QUEUE}-\${aws:username}-x* (the request has no value for aws:username); the request's`,
    ],
  },
  {
    what: "a resource that is left out",
    policies: { identity: [document(allow({ NotResource: ["arn:aws:s3:::*", QUEUE] }))] },
    says: [`if the resource were none of arn:aws:s3:::* or ${QUEUE}; the request's is ${QUEUE}.`],
  },
  {
    what: "everything, where that is what a list of ARNs lacks",
    action: "sqs:ListQueues",
    resource: "*",
    policies: {
      identity: [document(allow({ Action: "sqs:*", Resource: ["arn:aws:sqs:*", "arn:aws:sns"] }))],
    },
    says: ["if the resource were arn:aws:sqs:*:*:* or arn:aws:sns:*:*:*; the request's is *."],
  },
  {
    what: "an action that NotAction leaves out",
    policies: { identity: [document(allow({ NotAction: "sqs:*", Resource: "*" }))] },
    says: ["No statement names sqs:SendMessage."],
  },
  {
    what: "a principal that is left out",
    policies: resource(allow({ NotPrincipal: { AWS: [ROLE, ROOT] } })),
    principal: "arn:aws:iam::111122223333:user/ann",
    accountOfResource: "999988887777",
    says: ["no identity-based policy allows it"],
  },
  {
    what: "a principal that is left out of everyone",
    policies: resource(allow({ NotPrincipal: { Service: "sns.amazonaws.com" } })),
    principal: "sns.amazonaws.com",
    says: ["if the principal were none of Service sns.amazonaws.com; the request's is sns.amazonaws.com."],
  },
  {
    what: "which side lacks its Allow between two accounts: the principal's",
    accountOfResource: "999988887777",
    policies: resource(allow({ Principal: { AWS: SESSION } })),
    says: [
      "no identity-based policy allows it.",
      "The resource belongs to account 999988887777, the principal to account 111122223333: a policy on each side must allow it, and only the resource's does.",
      "There is no Allow statement at all.",
    ],
  },
  {
    what: "which side lacks its Allow between two accounts: the resource's",
    accountOfResource: "999988887777",
    policies: { identity: [document(allow())] },
    says: ["no resource-based policy allows it.", "and only the principal's does."],
  },
  {
    what: "which side lacks its Allow between two accounts: both",
    accountOfResource: "999988887777",
    policies: {
      identity: [document(allow({ Action: "s3:*" }))],
      ...resource(allow({ Principal: { AWS: ROLE }, Action: "s3:*" })),
    },
    says: ["and neither does.", "No statement names sqs:SendMessage."],
  },
  {
    what: "that a boundary lacks it, whatever the accounts",
    accountOfResource: "999988887777",
    policies: {
      identity: [document(allow())],
      ...resource(allow({ Principal: { AWS: SESSION } })),
      boundary: document(allow({ Action: "s3:*", Resource: "*" })),
    },
    says: ["no permissions boundary allows it. No statement names sqs:SendMessage."],
  },
  {
    what: "that a key's own policy must speak",
    action: "kms:Decrypt",
    resource: "arn:aws:kms:eu-west-1:111122223333:key/1",
    policies: { identity: [document(allow({ Action: "kms:*", Resource: "*" }))] },
    says: [
      "no resource-based policy allows it. Roles and KMS keys are open only to whom their own policy allows.",
    ],
  },
  {
    what: "that naming the account leaves it to identity policies",
    policies: resource(allow({ Principal: { AWS: ROOT } })),
    says: [
      "The resource-based policy allows the account as a whole, which leaves it to that. There is no Allow",
    ],
  },
  {
    what: "which level of service control policies lacks it",
    policies: {
      identity: [document(allow())],
      serviceControl: [
        document(allow({ Action: "*", Resource: "*" }), allow({ Condition: { Bool: { "app:x": true } } })),
        document(allow({ Condition: { StringEquals: { "app:team": "blue" } } })),
      ],
    },
    says: [
      "no service control policy of level 2 allows it. It would be allowed by statement 1, Allow, of the service control policy of level 2 if `app:team`",
    ],
  },
  {
    what: "that a level has no Allow at all",
    policies: { identity: [document(allow())], serviceControl: [document(), document(allow())] },
    says: ["no service control policy of level 1 allows it. There is no Allow statement at all."],
  },
  {
    what: "which level denied",
    policies: {
      identity: [document(allow())],
      resourceControl: [document(allow({ Principal: "*" })), document(deny({ Principal: "*" }))],
    },
    says: [
      `Denied ${SESSION} to sqs:SendMessage on ${QUEUE} by statement 1, Deny, of the resource control policy of level 2:`,
    ],
  },
  {
    what: "that an endpoint's policy holds it back",
    policies: {
      identity: [document(allow())],
      endpoint: document(allow({ Action: "s3:*", Principal: "*" })),
    },
    says: ["no VPC endpoint policy allows it. No statement names"],
  },
  {
    what: "a principal before several others that are not",
    policies: {
      identity: [
        document(
          allow({ Condition: { StringEquals: { "app:a": "1", "app:b": "2" } } }),
          allow({ Resource: `${QUEUE}-2` }),
        ),
      ],
    },
    says: ["statement 2"],
  },
  {
    what: "the first of two that are equally near",
    policies: {
      identity: [document(allow({ Resource: `${QUEUE}-2` }), allow({ Resource: `${QUEUE}-3` }))],
    },
    says: ["statement 1", `${QUEUE}-2`],
  },
  {
    what: "an Allow, never a Deny that came near",
    policies: {
      identity: [document(deny({ Resource: `${QUEUE}-2` }), allow({ Resource: `${QUEUE}-3` }))],
    },
    says: ["It would be allowed by statement 2, Allow,"],
  },
  {
    what: "the source of each statement, and else of its document",
    policies: () => {
      const at = (line: number) => ({ file: "routes.ts", line });
      const statements = [deny({ Action: "s3:*" }), allow({ Resource: `${QUEUE}-2` }), deny()];
      return {
        identity: [
          loadPolicy(document(...statements), { source: at(1), sources: [at(7), undefined, at(9)] }),
        ],
      };
    },
    says: [
      "statement 3, Deny, of the identity-based policy at routes.ts:9: a Deny that matches always wins.",
    ],
  },
  {
    what: "the source of the document where a statement's is not known",
    policies: () => ({
      identity: [
        loadPolicy(document(allow()), {
          source: { file: "routes.ts", line: 1 },
          sources: [undefined, { file: "routes.ts", line: 7 }],
        }),
      ],
    }),
    says: ["statement 1, Allow, of the identity-based policy at routes.ts:1."],
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
  for (const { what, says, policies, ...rest } of EXPLAINED) {
    it(what, () => {
      const given = typeof policies === "function" ? policies() : policies;

      const text = explain(decide({ rule: what, is: "Allowed", ...rest, policies: given }));

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

describe("an explanation is for a log", () => {
  const text = (more: Partial<DecisionCase>) =>
    explain(
      decide({ rule: "", is: "Allowed", policies: when({ StringEquals: { "app:team": "blue" } }), ...more }),
    );

  it("of one line: a caller's line break begins no entry of its own", () => {
    const explained = text({ context: { "app:team": "red\nAllowed root\u2028\u0085\u001b[2K\u0000" } });

    expect(explained).to.include("red\\u000aAllowed root\\u2028\\u0085\\u001b[2K\\u0000.");
    expect(explained).to.match(/^[^\u0000-\u001f\u007f-\u009f\u2028\u2029]+$/);
  });

  it("of bounded length: a caller's long value is cut", () => {
    const explained = text({ context: { "app:team": "x".repeat(100_000) } });

    expect(explained).to.include(`asked for ${"x".repeat(300)}… (100000 characters).`);
    expect(explained).to.have.length.below(1000);
  });

  it("of bounded length: a long resource is cut, one of 300 characters is not", () => {
    const long = `arn:aws:s3:::bucket/${"k".repeat(281)}`;

    expect(text({ resource: long })).to.include(` on ${long.slice(0, 300)}… (301 characters): `);
    expect(text({ resource: long.slice(0, 300) })).to.include(` on ${long.slice(0, 300)}: `);
  });
});

describe("a document in the wrong place", () => {
  const inPlace = (policies: () => object) => () =>
    decide({ rule: "", is: "Allowed", policies: policies() as Partial<Policies> });
  const loaded = (
    kind: "endpoint" | "boundary" | "resource" | "trust",
    ...statements: ReturnType<typeof allow>[]
  ) => loadPolicy(document(...statements), { kind, name: "mine" });

  it("is refused: an endpoint's without Principal would let everyone into a resource", () => {
    expect(inPlace(() => ({ resource: loaded("endpoint", allow()) }))).to.throw(
      'policy "mine" was loaded as an endpoint\'s: give it as endpoint, not as resource',
    );
  });

  it("is refused: an endpoint's would grant to whoever holds it", () => {
    expect(inPlace(() => ({ identity: [loaded("endpoint", allow())] }))).to.throw("not as identity");
  });

  it("is refused: a resource's as a boundary", () => {
    expect(inPlace(() => ({ boundary: loaded("resource", allow({ Principal: "*" })) }))).to.throw(
      'policy "mine" has a Principal, so it belongs to a resource: give it as resource, not as boundary.',
    );
  });

  it("is refused: an identity's as a resource control policy", () => {
    expect(inPlace(() => ({ resourceControl: [document(allow())] }))).to.throw(
      "a policy has no Principal, so it belongs to an identity: a policy given as resourceControl says",
    );
  });

  it("is refused in a place that does not exist", () => {
    expect(inPlace(() => ({ permissionsBoundary: document() }))).to.throw(
      "permissionsBoundary is no place for a policy: use identity, resource, boundary, session, serviceControl, resourceControl, endpoint.",
    );
  });

  it("is refused if it is text, which loadPolicy reads", () => {
    expect(inPlace(() => ({ identity: [JSON.stringify(document())] }))).to.throw(
      "the policy given as identity is a string: give a document or what loadPolicy returned.",
    );
  });

  it("is taken where the rules are the same", () => {
    const boundary = loaded("boundary", allow());

    const { result } = decide({
      rule: "",
      is: "Allowed",
      policies: { identity: [boundary], session: boundary, serviceControl: [boundary], endpoint: boundary },
    });

    expect(result).to.equal("Allowed");
  });

  it("is taken if it holds nothing, which says nothing of its place", () => {
    expect(inPlace(() => ({ resource: document() }))().result).to.equal("ImplicitlyDenied");
  });

  it("is taken for the same in two places, and named after each", () => {
    const both = document(deny());

    const { trace } = decide({ rule: "", is: "Allowed", policies: { identity: [both], boundary: both } });

    expect(trace.map(({ statement }) => statement.kind)).to.deep.equal(["identity", "boundary"]);
  });

  it("is taken as an endpoint's with a principal in one statement only", () => {
    const endpoint = document(deny({ Principal: { AWS: ROLE } }), allow());

    const { by } = decide({ rule: "", is: "Allowed", policies: { identity: [document(allow())], endpoint } });

    expect(by).to.include({ kind: "endpoint", index: 0, effect: "Deny" });
  });

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
