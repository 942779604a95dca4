import {
  allow,
  ALLOWED,
  deny,
  DENIED,
  describeDecisions,
  document,
  identity,
  QUEUE,
  REFUSED,
  resource,
  TABLE,
} from "./decision-case";

const action = (...Action: string[]) => identity(allow({ Action, Resource: "*" }));
const on = (...Resource: string[]) => identity(allow({ Action: "*", Resource }));

describeDecisions("which actions match", [
  { rule: "the named one", policies: action("sqs:SendMessage"), is: ALLOWED },
  { rule: "in any case", policies: action("SQS:sendmessage"), is: ALLOWED },
  {
    rule: "also when the request's case differs",
    action: "Sqs:SENDMESSAGE",
    policies: action("sqs:SendMessage"),
    is: ALLOWED,
  },
  { rule: "no longer name", action: "sqs:SendMessageBatch", policies: action("sqs:SendMessage"), is: DENIED },
  { rule: "no shorter name", action: "sqs:SendMessag", policies: action("sqs:SendMessage"), is: DENIED },
  { rule: "* at the end", policies: action("sqs:Send*"), is: ALLOWED },
  { rule: "* at the beginning", policies: action("sqs:*Message"), is: ALLOWED },
  { rule: "* in the middle", policies: action("sqs:S*M*e"), is: ALLOWED },
  { rule: "* for nothing", policies: action("sqs:SendMessage*"), is: ALLOWED },
  {
    rule: "? for exactly one character",
    action: "dynamodb:BatchGetItem",
    resource: TABLE,
    policies: action("dynamodb:Batch?etItem"),
    is: ALLOWED,
  },
  { rule: "? not for none", policies: action("sqs:SendMessage?"), is: DENIED },
  { rule: "all of a service", policies: action("sqs:*"), is: ALLOWED },
  { rule: "not all of another service", policies: action("sns:*"), is: DENIED },
  { rule: "everything", policies: action("*"), is: ALLOWED },
  { rule: "any of a list", policies: action("sns:Publish", "sqs:SendMessage"), is: ALLOWED },
  {
    rule: "NotAction leaves out what it names",
    policies: identity(allow({ NotAction: "sqs:Send*", Resource: "*" })),
    is: DENIED,
  },
  {
    rule: "NotAction covers all other services",
    policies: identity(allow({ NotAction: "iam:*", Resource: "*" })),
    is: ALLOWED,
  },
  {
    rule: "Deny with NotAction denies the rest",
    policies: identity(allow(), deny({ NotAction: ["sqs:ReceiveMessage"] })),
    is: REFUSED,
  },
  {
    rule: "Deny with NotAction spares what it names",
    policies: identity(allow(), deny({ NotAction: ["sqs:SendMessage"] })),
    is: ALLOWED,
  },
]);

const bucket = { action: "s3:GetObject", resource: "arn:aws:s3:::bucket/a/b:c/d.txt" };

describeDecisions("which resources match", [
  { rule: "the named one", policies: on(QUEUE), is: ALLOWED },
  { rule: "in its own case only", policies: on(QUEUE.replace("orders", "Orders")), is: DENIED },
  { rule: "no longer name", policies: on(QUEUE.slice(0, -1)), is: DENIED },
  { rule: "* crosses slashes", ...bucket, policies: on("arn:aws:s3:::bucket/a/*"), is: ALLOWED },
  {
    rule: "* crosses colons in the last part",
    ...bucket,
    policies: on("arn:aws:s3:::bucket/*.txt"),
    is: ALLOWED,
  },
  {
    rule: "? is one character, also a slash",
    ...bucket,
    policies: on("arn:aws:s3:::bucket/a?b:c/d.txt"),
    is: ALLOWED,
  },
  {
    rule: "the wildcard ends where its text begins",
    ...bucket,
    policies: on("arn:aws:s3:::bucket/*/d.tx"),
    is: DENIED,
  },
  {
    rule: "pieces between wildcards keep their order",
    ...bucket,
    policies: on("arn:aws:s3:::bucket/*d*a*"),
    is: DENIED,
  },
  {
    rule: "pieces may not overlap",
    action: "s3:GetObject",
    resource: "arn:aws:s3:::aba",
    policies: on("arn:aws:s3:::ab*ba"),
    is: DENIED,
  },
  { rule: "a wildcard as region", policies: on("arn:aws:sqs:*:111122223333:orders"), is: ALLOWED },
  { rule: "a wildcard as account", policies: on("arn:aws:sqs:eu-west-1:*:orders"), is: ALLOWED },
  { rule: "another region", policies: on("arn:aws:sqs:us-east-1:111122223333:orders"), is: DENIED },
  { rule: "another partition", policies: on("arn:aws-cn:sqs:eu-west-1:111122223333:orders"), is: DENIED },
  {
    rule: "a wildcard does not reach over a colon before the last part",
    policies: on("arn:aws:sqs:*:orders"),
    is: DENIED,
  },
  { rule: "a short ARN that ends in a wildcard is filled up", policies: on("arn:aws:sqs:*"), is: ALLOWED },
  { rule: "a short ARN in an identity policy is filled up", policies: on("arn:aws:sqs"), is: ALLOWED },
  {
    rule: "a short ARN in a resource policy is not",
    policies: resource(allow({ Principal: "*", Resource: "arn:aws:sqs" })),
    is: DENIED,
  },
  { rule: "the root of a name is not the name", resource: TABLE, policies: on(`${TABLE}/*`), is: DENIED },
  { rule: "an index is not its table", resource: `${TABLE}/index/byDate`, policies: on(TABLE), is: DENIED },
  {
    rule: "without resources only * matches",
    action: "sqs:ListQueues",
    resource: "*",
    policies: on("*"),
    is: ALLOWED,
  },
  {
    rule: "a pattern of ARNs does not match *",
    action: "sqs:ListQueues",
    resource: "*",
    policies: on("arn:aws:sqs:*:*:*"),
    is: DENIED,
  },
  {
    rule: "NotResource leaves out what it names",
    policies: identity(allow({ NotResource: QUEUE })),
    is: DENIED,
  },
  {
    rule: "NotResource covers the rest",
    policies: identity(allow({ NotResource: `${QUEUE}-2` })),
    is: ALLOWED,
  },
  {
    rule: "Deny with NotResource denies the rest",
    policies: identity(allow(), deny({ NotResource: [`${QUEUE}-2`, "arn:aws:s3:::*"] })),
    is: REFUSED,
  },
  {
    rule: "a resource's policy without Resource speaks of that resource",
    policies: { resource: document({ Effect: "Allow", Principal: "*", Action: "sqs:*" }) },
    is: ALLOWED,
  },
]);
