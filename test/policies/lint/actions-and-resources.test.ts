import { allow, describeLint } from "./lint-case";

describeLint("a document that is fine", [
  { rule: "an exact grant", statements: [allow()], finds: [] },
  {
    rule: "a statement alone, outside a list",
    statements: [allow()],
    finds: [],
    document: { Statement: allow() },
  },
  {
    rule: "a wildcard in a Deny",
    statements: [{ ...allow({ Action: "sqs:*", Resource: "*" }), Effect: "Deny" }],
    finds: [],
  },
]);

describeLint("actions", [
  {
    rule: "an action that does not exist",
    statements: [allow({ Action: "sqs:SendMesage" })],
    finds: ["error unknown-action"],
    says: "SendMessage",
  },
  {
    rule: "an action of another service",
    statements: [allow({ Action: "sqs:GetItem" })],
    finds: ["error unknown-action"],
  },
  {
    rule: "a pattern that covers no action",
    statements: [allow({ Action: "sqs:Sent*" })],
    finds: ["error unknown-action"],
    says: "covers no action",
  },
  {
    rule: "a service that does not exist",
    statements: [allow({ Action: "sqss:SendMessage" })],
    finds: ["error unknown-action"],
    says: "prefix sqss",
  },
  {
    rule: "a service that is not generated",
    statements: [allow({ Action: "ec2:RunInstances" })],
    finds: ["error unknown-service"],
    says: "npm run generate:policies -- ec2",
  },
  {
    rule: "a misspelt action in a Deny, which would deny nothing",
    statements: [{ ...allow({ Action: "sqs:Purge" }), Effect: "Deny" }],
    finds: ["error unknown-action"],
  },
  {
    rule: "a misspelt action in NotAction",
    statements: [{ Effect: "Deny", NotAction: "sqs:Send", Resource: "*" }],
    finds: ["error unknown-action"],
  },
  { rule: "an action in any case", statements: [allow({ Action: "SQS:sendmessage" })], finds: [] },
  {
    rule: "a service name that leaves the folder",
    statements: [allow({ Action: "../x:Y" })],
    finds: ["error malformed"],
  },
  {
    rule: "a wildcard granted to an identity",
    statements: [allow({ Action: "sqs:Send*" })],
    finds: ["warning wildcard-action"],
  },
  {
    rule: "every action granted to an identity",
    statements: [allow({ Action: "*" })],
    finds: ["warning wildcard-action"],
  },
  {
    rule: "a wildcard in a session policy, which only limits",
    statements: [allow({ Action: "sqs:*" })],
    finds: [],
    options: { kind: "session" },
  },
]);

describeLint("every resource", [
  {
    rule: "a change of anything, read as JSON",
    statements: [allow({ Resource: "*" })],
    finds: ["warning everything"],
  },
  {
    rule: "a change of anything, built without a reason",
    statements: [allow({ Resource: "*" })],
    finds: ["error everything"],
    options: { reasons: [undefined] },
  },
  {
    rule: "a change of anything, built with a reason",
    statements: [allow({ Resource: "*" })],
    finds: [],
    options: { reasons: ["queues come and go"] },
  },
  {
    rule: "an action that knows nothing narrower",
    statements: [allow({ Action: "xray:PutTraceSegments", Resource: "*" })],
    finds: [],
  },
  { rule: "reading anything", statements: [allow({ Action: "sqs:GetQueueUrl", Resource: "*" })], finds: [] },
  {
    rule: "a boundary, which only limits",
    statements: [allow({ Resource: "*" })],
    finds: [],
    options: { kind: "boundary" },
  },
  {
    rule: "everything on everything",
    statements: [allow({ Action: "*", Resource: "*" })],
    finds: ["warning everything", "warning wildcard-action"],
  },
]);
