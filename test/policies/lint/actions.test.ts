import { allow, deny, describeLint, QUEUE } from "./lint-case";

describeLint("a document that is fine", [
  { rule: "an exact grant", statements: [allow()], finds: [] },
  {
    rule: "a statement alone, outside a list",
    statements: [],
    finds: [],
    document: { Statement: allow() },
  },
  {
    rule: "a wildcard in a Deny",
    statements: [deny({ Action: "sqs:*", Resource: "*" })],
    finds: [],
  },
]);

describeLint("actions", [
  {
    rule: "an action that does not exist",
    statements: [allow({ Action: "sqs:SendMesage" })],
    finds: ["error unknown-action"],
    messages: ["sqs has no action SendMesage: write SendMessage if that is meant."],
  },
  {
    rule: "an action of another service, with no name near",
    statements: [allow({ Action: "sqs:XItem" })],
    finds: ["error unknown-action"],
    messages: ["sqs has no action XItem."],
  },
  {
    rule: "an action that shares two letters only",
    statements: [allow({ Action: "sqs:Gexxx" })],
    finds: ["error unknown-action"],
    messages: ["sqs has no action Gexxx."],
  },
  {
    rule: "an action that shares three letters, in any case",
    statements: [allow({ Action: "sqs:getzzz" })],
    finds: ["error unknown-action"],
    messages: ["sqs has no action getzzz: write GetQueueAttributes if that is meant."],
  },
  {
    rule: "the beginning of an action",
    statements: [allow({ Action: "sqs:Purge" })],
    finds: ["error unknown-action"],
    messages: ["sqs has no action Purge: write PurgeQueue if that is meant."],
  },
  {
    rule: "an action with something behind it",
    statements: [allow({ Action: "sqs:PurgeQueueNow" })],
    finds: ["error unknown-action"],
    messages: ["sqs has no action PurgeQueueNow: write PurgeQueue if that is meant."],
  },
  {
    rule: "a pattern that covers no action",
    statements: [allow({ Action: "sqs:Sent*" })],
    finds: ["error unknown-action"],
    messages: ["sqs:Sent* covers no action of sqs."],
  },
  {
    rule: "a question mark that covers no action",
    statements: [allow({ Action: "sqs:PurgeQueue?" })],
    finds: ["error unknown-action"],
    messages: ["sqs:PurgeQueue? covers no action of sqs."],
  },
  {
    rule: "a service that does not exist",
    statements: [allow({ Action: "sqss:SendMessage" })],
    finds: ["error unknown-action"],
    messages: ["sqss:SendMessage: AWS has no service with the prefix sqss."],
  },
  {
    rule: "a service that is not generated",
    statements: [allow({ Action: "gamelift:CreateFleet" })],
    finds: ["error unknown-service"],
    messages: [
      "gamelift:CreateFleet cannot be checked, because the actions of gamelift are not here: run `npm run generate:policies -- gamelift`.",
    ],
  },
  {
    rule: "a misspelt action in a Deny, which would deny nothing",
    statements: [deny({ Action: "sqs:Purge" })],
    finds: ["error unknown-action"],
  },
  {
    rule: "a misspelt action in NotAction",
    statements: [{ Effect: "Deny", NotAction: "sqs:Send", Resource: "*" }],
    finds: ["error unknown-action"],
  },
  {
    rule: "a misspelt action in the second statement, beside a good one",
    statements: [allow(), allow({ Action: ["sqs:ReceiveMessage", "sqs:Recieve"] })],
    finds: ["error unknown-action in 1"],
  },
  { rule: "an action in any case", statements: [allow({ Action: "SQS:sendmessage" })], finds: [] },
  {
    rule: "a service name that leaves the folder",
    statements: [allow({ Action: "../x:Y" })],
    finds: ["error malformed"],
  },
  {
    rule: "names that the builder was told not to check",
    statements: [
      allow({ Action: ["sqs:SendMesage", "gamelift:CreateFleet", "sqss:X"], Resource: "arn:aws:sns:::x" }),
    ],
    options: { notes: [{ unchecked: "new" }] },
    finds: [],
  },
]);

const grant = (Action: string | string[]) => allow({ Action });

describeLint("wildcards that reach the management of permissions", [
  {
    rule: "all actions of a service that manages its own permissions",
    statements: [grant("sqs:*")],
    finds: ["warning wildcard-permissions"],
    messages: [
      "sqs:* grants the management of permissions (AddPermission, RemovePermission, SetQueueAttributes), and what AWS adds to it later: name the actions.",
    ],
  },
  {
    rule: "more of them than fit a message",
    statements: [allow({ Action: "lambda:*", Resource: "arn:aws:lambda:eu-west-1:111122223333:function:f" })],
    finds: ["warning wildcard-permissions"],
    messages: [
      "lambda:* grants the management of permissions (AddLayerVersionPermission, RemoveLayerVersionPermission, AddPermission, …), and what AWS adds to it later: name the actions.",
    ],
  },
  {
    rule: "a pattern for one of them",
    statements: [grant("sqs:Add*")],
    finds: ["warning wildcard-permissions"],
  },
  {
    rule: "a question mark",
    statements: [grant("sqs:?ddPermission")],
    finds: ["warning wildcard-permissions"],
  },
  { rule: "one of them by name", statements: [grant("sqs:AddPermission")], finds: [] },
  { rule: "a pattern that reaches none", statements: [grant("sqs:Send*")], finds: [] },
  {
    rule: "every action there is",
    statements: [grant("*")],
    finds: ["warning wildcard-permissions", "warning pass-role"],
    says: "* grants the management of permissions (permissions of every service), and",
  },
  { rule: "a Deny", statements: [deny({ Action: "sqs:*" })], finds: [] },
  {
    rule: "a session policy, which only limits",
    statements: [grant("sqs:*")],
    options: { kind: "session" },
    finds: [],
  },
  ...["gamelift:*", "gamelift:Create?leet", "brandnew:*", "sqs:Sent*"].map((Action) => ({
    rule: `the pattern ${Action} of a statement that is not checked, where nobody knows`,
    statements: [grant(Action)],
    options: { notes: [{ unchecked: "new" }] },
    finds: ["warning wildcard-permissions"],
    messages: [
      `${Action} may grant the management of permissions (its actions are not known here), and what AWS adds to it later: name the actions.`,
    ],
  })),
  {
    rule: "a pattern of a statement that is not checked, where the service is here",
    statements: [grant(["sqs:Add*", "sqs:Send*"])],
    options: { notes: [{ unchecked: "new" }] },
    finds: ["warning wildcard-permissions"],
    says: "sqs:Add* grants the management of permissions (AddPermission), and",
  },
  {
    rule: "names of a statement that is not checked",
    statements: [grant(["gamelift:CreateFleet", "sqs:NewThing"])],
    options: { notes: [{ unchecked: "new" }] },
    finds: [],
  },
  {
    rule: "an accepted pattern of a statement that is not checked",
    statements: [grant("gamelift:*")],
    options: { notes: [{ unchecked: "new", accepted: { "wildcard-permissions": "all of GameLift" } }] },
    finds: [],
  },
  {
    rule: "a pattern of a Deny that is not checked",
    statements: [deny({ Action: "gamelift:*" })],
    options: { notes: [{ unchecked: "new" }] },
    finds: [],
  },
  {
    rule: "a pattern of a service that is not here, which is another finding",
    statements: [grant("gamelift:*")],
    finds: ["error unknown-service"],
  },
  {
    rule: "all but some, which is another finding",
    statements: [{ Effect: "Allow", NotAction: "sqs:*", Resource: QUEUE }],
    finds: ["error negated-grant"],
  },
]);

const everywhere = (Action: string | string[]) => allow({ Action, Resource: "*" });

describeLint("every resource", [
  {
    rule: "a change of anything, read as JSON",
    statements: [everywhere("sqs:SendMessage")],
    finds: ["warning everything"],
    messages: ["sqs:SendMessage on every resource of the account: name ARNs."],
  },
  {
    rule: "several changes, and what is none",
    statements: [everywhere(["sqs:SendMessage", "sqs:GetQueueUrl", "sqs:ListQueues", "sqs:PurgeQueue"])],
    finds: ["warning everything"],
    messages: ["sqs:SendMessage, sqs:PurgeQueue on every resource of the account: name ARNs."],
  },
  {
    rule: "a change of anything, built without a reason",
    statements: [everywhere("sqs:SendMessage")],
    finds: ["error everything"],
    options: { notes: [{}] },
    messages: [
      'sqs:SendMessage on every resource of the account: name ARNs in on(…), or write the reason: onEverything("…").',
    ],
  },
  {
    rule: "a change of anything, built with a blank reason",
    statements: [everywhere("sqs:SendMessage")],
    finds: ["error everything"],
    options: { notes: [{ everything: " \n" }] },
  },
  {
    rule: "a change of anything, built in a statement without notes of its own",
    statements: [everywhere("sqs:SendMessage")],
    finds: ["error everything"],
    options: { notes: [] },
  },
  {
    rule: "a change of anything, built with a reason",
    statements: [everywhere("sqs:SendMessage")],
    finds: [],
    options: { notes: [{ everything: "queues come and go" }] },
  },
  { rule: "tagging anything", statements: [everywhere("sqs:TagQueue")], finds: ["warning everything"] },
  {
    rule: "permissions of anything",
    statements: [everywhere("sqs:AddPermission")],
    finds: ["warning everything"],
  },
  {
    rule: "an ARN that says no more than a star",
    statements: [allow({ Resource: [QUEUE, "arn:aws:*:*:*:*"] })],
    finds: ["warning everything", "warning repeated-grant"],
  },
  {
    rule: "an ARN of stars only",
    statements: [allow({ Resource: "*:*:*:*:*:*" })],
    finds: ["warning everything"],
  },
  { rule: "two stars", statements: [allow({ Resource: "**" })], finds: ["warning everything"] },
  {
    rule: "every queue, which is at least no topic",
    statements: [allow({ Resource: "arn:aws:sqs:*:*:*" })],
    finds: [],
  },
  {
    rule: "everything with an ending",
    statements: [allow({ Resource: "arn:aws:*:*:*:*orders" })],
    finds: [],
  },
  {
    rule: "an ARN of stars, the last ones twice",
    statements: [allow({ Resource: "arn:aws:*:*:*:**" })],
    finds: ["warning everything"],
  },
  {
    rule: "a pattern of which some change something",
    statements: [everywhere("sqs:*Queue*")],
    finds: ["warning everything", "warning wildcard-permissions"],
  },
  {
    rule: "an action that knows nothing narrower",
    statements: [everywhere("xray:PutTraceSegments")],
    finds: [],
  },
  {
    rule: "all but some, which is another finding",
    statements: [{ Effect: "Allow", NotAction: "sqs:SendMessage", Resource: "*" }],
    finds: ["error negated-grant"],
  },
  {
    rule: "an action that does not exist, which is another finding",
    statements: [everywhere("sqs:Nothing")],
    finds: ["error unknown-action"],
  },
  { rule: "reading anything", statements: [everywhere("sqs:GetQueueUrl")], finds: [] },
  { rule: "listing anything", statements: [everywhere("lambda:ListFunctions")], finds: [] },
  { rule: "a Deny", statements: [deny({ Resource: "*" })], finds: [] },
  {
    rule: "a boundary, which only limits",
    statements: [everywhere("sqs:SendMessage")],
    finds: [],
    options: { kind: "boundary" },
  },
  {
    rule: "a key policy, where it means the key",
    statements: [allow({ Principal: { AWS: "111122223333" }, Action: "kms:Decrypt", Resource: "*" })],
    finds: [],
  },
  {
    rule: "everything on everything",
    statements: [everywhere("*")],
    finds: ["warning everything", "warning wildcard-permissions", "warning pass-role", "warning pass-role"],
    says: "* on every resource of the account: name ARNs.",
  },
  {
    rule: "everything in its other form",
    statements: [everywhere("*:*")],
    finds: ["warning everything", "warning wildcard-permissions", "warning pass-role", "warning pass-role"],
  },
]);

const ROLE = "arn:aws:iam::111122223333:role/builder";
const toService = { StringEquals: { "iam:PassedToService": "lambda.amazonaws.com" } };
const pass = (more: object) =>
  allow({ Action: "iam:PassRole", Resource: ROLE, Condition: toService, ...more });
const WITHOUT_SERVICE =
  "iam:PassRole does not say to which service: add a condition on iam:PassedToService, such as lambda.amazonaws.com.";

describeLint("iam:PassRole", [
  { rule: "one role to one service", statements: [pass({})], finds: [] },
  { rule: "roles by a pattern", statements: [pass({ Resource: `${ROLE}-*` })], finds: [] },
  {
    rule: "a list of services",
    statements: [pass({ Condition: { StringLike: { "iam:passedtoservice": ["ecs*", "ec2*"] } } })],
    finds: [],
  },
  {
    rule: "a service where the request names one, which this one always does",
    statements: [pass({ Condition: { StringEqualsIfExists: toService.StringEquals } })],
    finds: [],
  },
  {
    rule: "to any service",
    statements: [pass({ Condition: {} })],
    finds: ["warning pass-role"],
    messages: [WITHOUT_SERVICE],
  },
  {
    rule: "to any service, by a star",
    statements: [pass({ Condition: { StringLike: { "iam:PassedToService": "*" } } })],
    finds: ["warning pass-role"],
    messages: [WITHOUT_SERVICE],
  },
  {
    rule: "to all services but one",
    statements: [
      pass({
        Condition: {
          StringNotEquals: { "iam:PassedToService": "ec2.amazonaws.com" },
          Null: { "iam:PassedToService": "false" },
        },
      }),
    ],
    finds: ["warning pass-role"],
  },
  {
    rule: "with a condition on another key",
    statements: [pass({ Condition: { StringEquals: { "aws:PrincipalAccount": "111122223333" } } })],
    finds: ["warning pass-role"],
  },
  {
    rule: "any role",
    statements: [pass({ Resource: "*" })],
    options: { notes: [{ everything: "why" }] },
    finds: ["warning pass-role"],
    messages: ["iam:PassRole on * lets a service act as any role: name the roles."],
  },
  {
    rule: "any role of the account",
    statements: [pass({ Resource: "arn:aws:iam::111122223333:role/*" })],
    finds: ["warning pass-role"],
    messages: [
      "iam:PassRole on arn:aws:iam::111122223333:role/* lets a service act as any role: name the roles.",
    ],
  },
  {
    rule: "anything of the account",
    statements: [pass({ Resource: "arn:aws:iam::111122223333:*" })],
    finds: ["warning pass-role"],
  },
  {
    rule: "any role below a path",
    statements: [pass({ Resource: "arn:aws:iam::111122223333:role/ci/*" })],
    finds: [],
  },
  {
    rule: "roles with an ending",
    statements: [pass({ Resource: "arn:aws:iam::111122223333:role/*-builder" })],
    finds: [],
  },
  {
    rule: "any role, with two stars",
    statements: [pass({ Resource: "arn:aws:iam::111122223333:role/**" })],
    finds: ["warning pass-role"],
  },
  {
    rule: "on every resource, with two stars",
    statements: [pass({ Resource: "**" })],
    options: { notes: [{ everything: "why" }] },
    finds: ["warning pass-role"],
    says: "iam:PassRole on ** lets",
  },
  {
    rule: "one role, with a star for a word of its ARN",
    statements: [pass({ Resource: "*:aws:iam::111122223333:role/builder" })],
    finds: [],
  },
  {
    rule: "by a pattern that covers other actions too",
    statements: [pass({ Action: "iam:*Role", Condition: {} })],
    finds: ["warning pass-role"],
  },
  {
    rule: "by a pattern that covers more",
    statements: [pass({ Action: "iam:P*Role", Condition: {} })],
    finds: ["warning pass-role"],
  },
  {
    rule: "in any case, among other actions, on any role to any service",
    statements: [
      pass({ Action: ["iam:GetRole", "IAM:passrole"], Resource: "arn:aws:iam::*:role/*", Condition: {} }),
    ],
    finds: ["warning pass-role", "warning pass-role"],
  },
  {
    rule: "by a pattern",
    statements: [pass({ Action: "iam:Pass*", Condition: {} })],
    finds: ["warning pass-role"],
  },
  {
    rule: "a role that is only read",
    statements: [pass({ Action: "iam:GetRole", Condition: {} })],
    finds: [],
  },
  { rule: "a Deny", statements: [{ ...pass({ Condition: {} }), Effect: "Deny" }], finds: [] },
  {
    rule: "a boundary",
    statements: [pass({ Condition: {} })],
    options: { kind: "boundary" },
    finds: [],
  },
]);

const ALIAS = "arn:aws:kms:eu-west-1:111122223333:alias/notes";
const KEY = "arn:aws:kms:eu-west-1:111122223333:key/1";

describeLint("a call that needs two resources", [
  {
    rule: "both are granted",
    statements: [allow({ Action: "kms:CreateAlias", Resource: [ALIAS, KEY] })],
    finds: [],
  },
  {
    rule: "one of them is granted",
    statements: [allow({ Action: "kms:CreateAlias", Resource: ALIAS })],
    finds: ["warning second-resource"],
    messages: [
      "kms:CreateAlias also needs a resource of another type, which is granted nowhere here: add arn:aws:kms:*:*:key/*.",
    ],
  },
  {
    rule: "the other is granted",
    statements: [allow(), allow({ Action: "KMS:createalias", Resource: KEY })],
    finds: ["warning second-resource in 1"],
    says: "add arn:aws:kms:*:*:alias/*.",
  },
  {
    rule: "each in a statement of its own",
    statements: [
      allow({ Action: "kms:CreateAlias", Resource: ALIAS }),
      allow({ Action: "kms:CreateAlias", Resource: KEY }),
    ],
    finds: [],
  },
  {
    rule: "the other by a pattern of actions",
    statements: [
      allow({ Action: "kms:CreateAlias", Resource: ALIAS }),
      allow({ Action: "kms:*Alias", Resource: KEY }),
    ],
    finds: [],
  },
  {
    rule: "the other by every action",
    statements: [
      allow({ Action: "kms:CreateAlias", Resource: ALIAS }),
      allow({ Action: "*", Resource: KEY }),
    ],
    finds: ["warning wildcard-permissions in 1", "warning pass-role in 1"],
  },
  {
    rule: "the other by a pattern beside another action",
    statements: [
      allow({ Action: "kms:CreateAlias", Resource: ALIAS }),
      allow({ Action: ["kms:DescribeKey", "kms:CreateA*"], Resource: KEY }),
    ],
    finds: [],
  },
  {
    rule: "twice without the other, once beside another action: once reported",
    statements: [
      allow({ Action: ["kms:DeleteAlias", "kms:CreateAlias"], Resource: [ALIAS] }),
      allow({ Action: "kms:CreateAlias", Resource: `${ALIAS}-2` }),
    ],
    finds: ["warning second-resource", "warning second-resource"],
  },
  {
    rule: "the other for another action",
    statements: [
      allow({ Action: "kms:CreateAlias", Resource: ALIAS }),
      allow({ Action: "kms:UpdateAlias", Resource: [ALIAS, KEY] }),
    ],
    finds: ["warning second-resource"],
  },
  {
    rule: "the other in a Deny",
    statements: [
      allow({ Action: "kms:CreateAlias", Resource: ALIAS }),
      deny({ Action: "kms:CreateAlias", Resource: KEY }),
    ],
    finds: ["warning second-resource"],
  },
  {
    rule: "twice without the other: once reported",
    statements: [
      allow({ Action: "kms:CreateAlias", Resource: ALIAS }),
      allow({ Action: "kms:CreateAlias", Resource: `${ALIAS}-2` }),
    ],
    finds: ["warning second-resource"],
  },
  {
    rule: "a pattern, which grants what it can",
    statements: [allow({ Action: "kms:Create?lias", Resource: ALIAS })],
    finds: [],
  },
  {
    rule: "everything",
    statements: [allow({ Action: "kms:CreateAlias", Resource: "*" })],
    options: { notes: [{ everything: "why" }] },
    finds: [],
  },
  {
    rule: "all but such a call, which is another finding",
    statements: [{ Effect: "Allow", NotAction: "kms:CreateAlias", Resource: ALIAS }],
    finds: ["error negated-grant"],
  },
  {
    rule: "all but one resource, which is another finding",
    statements: [{ Effect: "Allow", Action: "kms:CreateAlias", NotResource: ALIAS }],
    finds: ["error negated-grant"],
  },
  {
    rule: "a boundary",
    statements: [allow({ Action: "kms:CreateAlias", Resource: ALIAS })],
    options: { kind: "boundary" },
    finds: [],
  },
  {
    rule: "a statement that is not checked",
    statements: [allow({ Action: "kms:CreateAlias", Resource: ALIAS })],
    options: { notes: [{ unchecked: "new" }] },
    finds: [],
  },
  {
    rule: "an action whose types are alternatives",
    statements: [
      allow({
        Action: ["dynamodb:PutResourcePolicy", "dynamodb:TagResource"],
        Resource: "arn:aws:dynamodb:eu-west-1:111122223333:table/t",
      }),
    ],
    finds: [],
  },
]);
