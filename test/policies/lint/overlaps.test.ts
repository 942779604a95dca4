import { allow, deny, describeLint, QUEUE, when } from "./lint-case";

const said = (by: number): string => `Statement[${by}] says all of it already: remove this one.`;
const denied = (by: number): string => `Statement[${by}] denies all that it allows: remove one of them.`;
const USER = { StringEquals: { "aws:userid": ["a", "b"] } };

describeLint("a statement that another one covers", [
  {
    rule: "the same twice",
    statements: [allow(), allow()],
    finds: ["warning shadowed-statement in 1"],
    messages: [said(0)],
  },
  {
    rule: "the same in another case of the action and with a name",
    statements: [allow({ Sid: "A" }), allow({ Action: "SQS:sendmessage" })],
    finds: ["warning shadowed-statement in 1"],
  },
  {
    rule: "one action of two, said earlier",
    statements: [allow(), allow({ Action: ["sqs:SendMessage", "sqs:PurgeQueue"] })],
    finds: ["warning shadowed-statement"],
    messages: [said(1)],
  },
  {
    rule: "an action within a pattern",
    statements: [allow({ Action: "sqs:Send*" }), allow()],
    finds: ["warning shadowed-statement in 1"],
  },
  {
    rule: "a resource within a pattern",
    statements: [allow(), allow({ Resource: `${QUEUE}*` })],
    finds: ["warning shadowed-statement"],
  },
  {
    rule: "a pattern within a wider one",
    statements: [allow({ Resource: `${QUEUE}-*` }), allow({ Resource: `${QUEUE}*` })],
    finds: ["warning shadowed-statement"],
  },
  {
    rule: "patterns that only meet",
    statements: [allow({ Resource: `${QUEUE}-*` }), allow({ Resource: `${QUEUE}*x` })],
    finds: [],
  },
  {
    rule: "one of two resources",
    statements: [allow({ Resource: [QUEUE, `${QUEUE}-2`] }), allow({ Resource: `${QUEUE}-2` })],
    finds: ["warning shadowed-statement in 1"],
  },
  { rule: "another resource", statements: [allow(), allow({ Resource: `${QUEUE}-2` })], finds: [] },
  { rule: "another action", statements: [allow(), allow({ Action: "sqs:PurgeQueue" })], finds: [] },
  {
    rule: "a condition more",
    statements: [allow(), when(USER)],
    finds: ["warning shadowed-statement in 1"],
  },
  {
    rule: "a condition more, said earlier",
    statements: [when(USER), allow()],
    finds: ["warning shadowed-statement"],
  },
  {
    rule: "fewer values",
    statements: [when(USER), when({ stringequals: { "AWS:userid": "b" } })],
    finds: ["warning shadowed-statement in 1"],
  },
  {
    rule: "other values",
    statements: [when(USER), when({ StringEquals: { "aws:userid": ["b", "c"] } })],
    finds: [],
  },
  {
    rule: "more excluded values",
    statements: [
      when({ StringNotEqualsIfExists: { "aws:userid": ["a", "b"] } }),
      when({ StringNotEqualsIfExists: { "aws:userid": "a" } }),
    ],
    finds: ["warning shadowed-statement"],
  },
  {
    rule: "another key",
    statements: [when(USER), when({ StringEquals: { "aws:username": "b" } })],
    finds: [],
  },
  {
    rule: "another operator",
    statements: [when(USER), when({ StringLike: { "aws:userid": "b" } })],
    finds: [],
  },
  {
    rule: "Null of either kind",
    statements: [when({ Null: { "aws:userid": "true" } }), when({ Null: { "aws:userid": "false" } })],
    finds: [],
  },
  {
    rule: "another principal",
    statements: [
      allow({ Principal: { AWS: "111122223333" } }),
      allow({ Principal: { AWS: "444455556666" } }),
    ],
    finds: [],
  },
  {
    rule: "a name of another kind of principal",
    statements: [
      allow({ Principal: { AWS: "111122223333" } }),
      allow({ Principal: { CanonicalUser: "1".repeat(64) } }),
    ],
    finds: [],
  },
  {
    rule: "everyone, written in both ways",
    statements: [deny({ Principal: "*" }), deny({ Principal: { AWS: "*" } })],
    finds: ["warning shadowed-statement in 1"],
  },
  {
    rule: "the same name of a service and of a provider",
    statements: ["Service", "Federated"].map((type) => ({
      Effect: "Deny" as const,
      Action: "sts:AssumeRole",
      Principal: { [type]: "cognito-identity.amazonaws.com" },
    })),
    finds: [],
  },
  {
    rule: "no principal, which is everyone at an endpoint",
    statements: [allow({ Principal: { AWS: "111122223333" } }), allow()],
    options: { kind: "endpoint" },
    finds: [],
  },
  {
    rule: "no resource, which is whatever the policy is attached to",
    statements: [
      allow({ Principal: { AWS: "111122223333" } }),
      { Effect: "Allow", Action: "sqs:SendMessage", Principal: { AWS: "111122223333" } },
    ],
    finds: [],
  },
  {
    rule: "one of two principals",
    statements: [
      allow({ Principal: { AWS: ["111122223333", "444455556666"] } }),
      allow({ Principal: { AWS: "444455556666" } }),
    ],
    finds: ["warning shadowed-statement in 1"],
  },
  {
    rule: "an Allow within a Deny",
    statements: [allow(), deny({ Action: "sqs:*", Resource: "*" })],
    finds: ["warning shadowed-statement"],
    messages: [denied(1)],
  },
  {
    rule: "an Allow that a Deny says in full, later",
    statements: [deny(), allow()],
    finds: ["warning shadowed-statement in 1"],
    messages: [denied(0)],
  },
  {
    rule: "a Deny within an Allow, which is what it is for",
    statements: [allow({ Resource: `${QUEUE}*` }), deny()],
    finds: [],
  },
  {
    rule: "a Deny with a condition",
    statements: [allow(), deny({ Condition: { StringNotEquals: { "aws:userid": "a" } } })],
    finds: [],
  },
  {
    rule: "a Deny within a Deny",
    statements: [deny({ Action: "sqs:*" }), deny()],
    finds: ["warning shadowed-statement in 1"],
    messages: [said(0)],
  },
  {
    rule: "a Deny of all but some actions",
    statements: [allow(), { Effect: "Deny", NotAction: "sqs:ReceiveMessage", Resource: "*" }],
    finds: [],
  },
  {
    rule: "a Deny of all actions but these",
    statements: [allow(), { Effect: "Deny", NotAction: "sqs:*", Resource: "*" }],
    finds: [],
  },
  {
    rule: "a Deny on all resources but these",
    statements: [allow(), { Effect: "Deny", Action: "sqs:*", NotResource: `${QUEUE}*` }],
    finds: [],
  },
  {
    rule: "two of all actions but some",
    statements: [
      { Effect: "Deny", NotAction: ["sqs:SendMessage", "sqs:PurgeQueue"], Resource: "*" },
      { Effect: "Deny", NotAction: "sqs:SendMessage", Resource: "*" },
    ],
    finds: [],
  },
  {
    rule: "a Deny on all but some resources",
    statements: [allow(), { Effect: "Deny", Action: "sqs:*", NotResource: `${QUEUE}-2` }],
    finds: [],
  },
  {
    rule: "a Deny to all but some principals",
    statements: [
      allow({ Principal: { AWS: "111122223333" } }),
      { ...deny(), NotPrincipal: { AWS: "444455556666" } },
    ],
    finds: [],
  },
  {
    rule: "Denies to all but one principal each",
    statements: ["111122223333", "444455556666"].map((AWS) => ({ ...deny(), NotPrincipal: { AWS } })),
    finds: [],
  },
  {
    rule: "the same twice in a trust policy",
    statements: ["A", "B"].map((Sid) => ({
      Sid,
      Effect: "Allow" as const,
      Action: "sts:AssumeRole",
      Principal: { Service: "lambda.amazonaws.com" },
    })),
    finds: ["warning shadowed-statement in 1"],
  },
]);

describeLint("the same grant twice", [
  {
    rule: "one action on one resource in two statements",
    statements: [
      allow({ Action: ["sqs:SendMessage", "sqs:PurgeQueue"] }),
      allow({ Action: ["sqs:DeleteMessage", "SQS:purgequeue"], Resource: [`${QUEUE}-2`, QUEUE] }),
    ],
    finds: ["warning repeated-grant in 1"],
    messages: [`SQS:purgequeue on ${QUEUE} is allowed by Statement[0] too: say it once.`],
  },
  {
    rule: "one action on other resources",
    statements: [
      allow({ Action: ["sqs:SendMessage", "sqs:PurgeQueue"] }),
      allow({ Action: ["sqs:DeleteMessage", "sqs:PurgeQueue"], Resource: `${QUEUE}-2` }),
    ],
    finds: [],
  },
  {
    rule: "other actions on one resource",
    statements: [
      allow({ Action: ["sqs:SendMessage", "sqs:PurgeQueue"] }),
      allow({ Action: ["sqs:DeleteMessage", "sqs:ReceiveMessage"] }),
    ],
    finds: [],
  },
  {
    rule: "under another condition",
    statements: [
      allow({ Action: ["sqs:SendMessage", "sqs:PurgeQueue"], Condition: USER }),
      allow({ Action: ["sqs:DeleteMessage", "sqs:PurgeQueue"] }),
    ],
    finds: [],
  },
  {
    rule: "under the same condition",
    statements: [
      allow({ Action: ["sqs:SendMessage", "sqs:PurgeQueue"], Condition: USER }),
      allow({ Action: ["sqs:DeleteMessage", "sqs:PurgeQueue"], Condition: USER }),
    ],
    finds: ["warning repeated-grant in 1"],
  },
  {
    rule: "to another principal",
    statements: [
      allow({ Action: ["sqs:SendMessage", "sqs:PurgeQueue"], Principal: { AWS: "111122223333" } }),
      allow({ Action: ["sqs:DeleteMessage", "sqs:PurgeQueue"], Principal: { AWS: "444455556666" } }),
    ],
    finds: [],
  },
  {
    rule: "denied twice",
    statements: [
      deny({ Action: ["sqs:SendMessage", "sqs:PurgeQueue"] }),
      deny({ Action: ["sqs:DeleteMessage", "sqs:PurgeQueue"] }),
    ],
    finds: [],
  },
  {
    rule: "denied, then allowed in part",
    statements: [
      deny({ Action: ["sqs:SendMessage", "sqs:PurgeQueue"] }),
      allow({ Action: ["sqs:DeleteMessage", "sqs:PurgeQueue"] }),
    ],
    finds: [],
  },
  {
    rule: "in three statements",
    statements: [
      allow({ Action: ["sqs:SendMessage", "sqs:PurgeQueue"] }),
      allow({ Action: ["sqs:DeleteMessage", "sqs:PurgeQueue"] }),
      allow({ Action: ["sqs:ReceiveMessage", "sqs:PurgeQueue"] }),
    ],
    finds: ["warning repeated-grant in 1", "warning repeated-grant in 2", "warning repeated-grant in 2"],
  },
  {
    rule: "an action twice in one statement",
    statements: [allow({ Action: ["sqs:PurgeQueue", "sqs:purgequeue"] })],
    finds: ["warning repeated-grant"],
    messages: ["names sqs:purgequeue again, or within a pattern beside it: once is enough."],
  },
  {
    rule: "an action within a pattern beside it",
    statements: [allow({ Action: ["sqs:Purge*", "sqs:PurgeQueue"] })],
    finds: ["warning repeated-grant"],
  },
  {
    rule: "a resource twice",
    statements: [allow({ Resource: [QUEUE, `${QUEUE}-2`, QUEUE] })],
    finds: ["warning repeated-grant"],
    messages: [`names ${QUEUE} again, or within a pattern beside it: once is enough.`],
  },
  {
    rule: "a resource within a pattern beside it",
    statements: [allow({ Resource: [QUEUE, `${QUEUE}*`] })],
    finds: ["warning repeated-grant"],
  },
  {
    rule: "two patterns that say the same",
    statements: [allow({ Resource: [`${QUEUE}*`, `${QUEUE}**`] })],
    finds: ["warning repeated-grant"],
    messages: [`names ${QUEUE}** again, or within a pattern beside it: once is enough.`],
  },
  {
    rule: "the same action in another case first",
    statements: [allow({ Action: ["sqs:Purge*", "SQS:purge*", "sqs:SendMessage"] })],
    finds: ["warning repeated-grant"],
    messages: ["names sqs:purge* again, or within a pattern beside it: once is enough."],
  },
  {
    rule: "an action twice in a Deny",
    statements: [deny({ Action: ["sqs:PurgeQueue", "sqs:PurgeQueue"] })],
    finds: [],
  },
]);
