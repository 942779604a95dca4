import { allow, deny, describeLint, QUEUE } from "./lint-case";

const BUCKET = "arn:aws:s3:::notes";
const OBJECTS = "arn:aws:s3:::notes/*";
const TABLE = "arn:aws:dynamodb:eu-west-1:111122223333:table/t";
const on = (Action: string | string[], Resource: string | string[]) => allow({ Action, Resource });

describeLint("resources of another type", [
  { rule: "an object for an object's action", statements: [on("s3:GetObject", OBJECTS)], finds: [] },
  { rule: "a bucket for a bucket's action", statements: [on("s3:ListBucket", BUCKET)], finds: [] },
  {
    rule: "a bucket for an object's action",
    statements: [on("s3:DeleteObject", BUCKET)],
    finds: ["error resource-type"],
    says: `${BUCKET} is no resource of s3:DeleteObject: write arn:aws:s3:`,
  },
  {
    rule: "objects for a bucket's action",
    statements: [on("s3:ListBucket", OBJECTS)],
    finds: ["error resource-type"],
    messages: [
      `${OBJECTS} is no resource of s3:ListBucket: write arn:aws:s3:*:*:accesspoint/* or arn:aws:s3:::*.`,
    ],
  },
  {
    rule: "a pattern that can be a bucket and an object",
    statements: [on(["s3:ListBucket", "s3:GetObject"], "arn:aws:s3:::notes*")],
    finds: [],
  },
  {
    rule: "both actions with both resources",
    statements: [on(["s3:ListBucket", "s3:GetObject"], [BUCKET, OBJECTS])],
    finds: [],
  },
  {
    rule: "both actions with a bucket only",
    statements: [on(["s3:ListBucket", "s3:DeleteBucketWebsite", "s3:DeleteObjectTagging"], BUCKET)],
    finds: ["error resource-type"],
    says: "s3:DeleteObjectTagging acts on none of the resources: write arn:aws:s3:",
  },
  {
    rule: "a resource of another service",
    statements: [on("sqs:SendMessage", [QUEUE, "arn:aws:sns:eu-west-1:111122223333:orders"])],
    finds: ["error resource-type"],
    messages: [
      "arn:aws:sns:eu-west-1:111122223333:orders is no resource of sqs:SendMessage: write arn:aws:sqs:*:*:*.",
    ],
  },
  {
    rule: "an index for an action on tables",
    statements: [on("dynamodb:GetItem", `${TABLE}/index/i`)],
    finds: ["error resource-type"],
    messages: [`${TABLE}/index/i is no resource of dynamodb:GetItem: write arn:aws:dynamodb:*:*:table/*.`],
  },
  { rule: "an index for a query", statements: [on("dynamodb:Query", `${TABLE}/index/i`)], finds: [] },
  {
    rule: "an action with two types",
    statements: [on("dynamodb:Query", QUEUE)],
    finds: ["error resource-type"],
    messages: [
      `${QUEUE} is no resource of dynamodb:Query: write arn:aws:dynamodb:*:*:table/*/index/* or arn:aws:dynamodb:*:*:table/*.`,
    ],
  },
  {
    rule: "an action with many types",
    statements: [on("lambda:TagResource", QUEUE)],
    finds: ["error resource-type"],
    messages: [
      `${QUEUE} is no resource of lambda:TagResource: write arn:aws:lambda:*:*:capacity-provider:* or arn:aws:lambda:*:*:code-signing-config:* or arn:aws:lambda:*:*:event-source-mapping:* or another of its types.`,
    ],
  },
  {
    rule: "an action with three types",
    statements: [on("iam:ListPoliciesGrantingServiceAccess", QUEUE)],
    finds: ["error resource-type"],
    messages: [
      `${QUEUE} is no resource of iam:ListPoliciesGrantingServiceAccess: write arn:aws:iam::*:group/* or arn:aws:iam::*:role/* or arn:aws:iam::*:user/*.`,
    ],
  },
  {
    rule: "another service's resource, beginning with a star",
    statements: [on("sqs:SendMessage", "*:aws:s3:::notes")],
    finds: ["error resource-type"],
    messages: ["*:aws:s3:::notes is no resource of sqs:SendMessage: write arn:aws:sqs:*:*:*."],
  },
  {
    rule: "another service's resource for two actions",
    statements: [on(["sqs:SendMessage", "sqs:PurgeQueue"], BUCKET)],
    finds: ["error resource-type"],
    messages: [`${BUCKET} is no resource of sqs:SendMessage, sqs:PurgeQueue: write arn:aws:sqs:*:*:*.`],
  },
  {
    rule: "an ARN for an action that takes none",
    statements: [on(["sqs:ListQueues", "sqs:SendMessage"], QUEUE)],
    finds: ["error resource-type"],
    messages: [
      'sqs:ListQueues acts on none of the resources: it takes only "Resource": "*", in a statement of its own.',
    ],
  },
  {
    rule: "every bucket for an action that takes none, as S3 documents it",
    statements: [on("s3:ListAllMyBuckets", "arn:aws:s3:::*")],
    finds: [],
  },
  {
    rule: "every bucket for such an action of another service",
    statements: [on("sqs:ListQueues", "arn:aws:s3:::*")],
    finds: ["error resource-type"],
  },
  {
    rule: "everything of the service for an action whose resources are another service's",
    statements: [on("sts:AssumeRole", "arn:aws:sts:::*")],
    finds: ["error resource-type"],
  },
  {
    rule: "everything of the service for a pattern that covers such an action and one that takes none",
    statements: [on("sts:Tag*", "arn:aws:sts:::*")],
    finds: [],
  },
  ...["function:notes:*", ":*"].map((name) => ({
    rule: `${name} for an action that takes none`,
    statements: [on("lambda:ListFunctions", `arn:aws:lambda:eu-west-1:111122223333:${name}`)],
    finds: ["error resource-type"],
  })),
  {
    rule: "a pattern of actions that covers one for the resource",
    statements: [on("s3:List*", BUCKET)],
    finds: [],
  },
  {
    rule: "a pattern of actions that covers none for the resource",
    statements: [on("s3:*Website", OBJECTS)],
    finds: ["error resource-type"],
  },
  {
    rule: "a variable in the place of a name",
    statements: [on("s3:GetObject", "arn:aws:s3:::notes/${aws:userid}/*")],
    finds: [],
  },
  {
    rule: "a bucket for an object's action in a Deny, which would deny nothing",
    statements: [deny({ Action: "s3:DeleteObject", Resource: BUCKET })],
    finds: ["error resource-type"],
  },
  {
    rule: "a resource that NotResource leaves out in vain",
    statements: [{ Effect: "Deny", Action: "s3:DeleteObject", NotResource: [BUCKET, OBJECTS] }],
    finds: ["error resource-type"],
    says: `${BUCKET} is no resource of s3:DeleteObject`,
  },
  {
    rule: "all but a bucket for several actions",
    statements: [
      { Effect: "Deny", Action: ["s3:ListBucket", "s3:DeleteObjectTagging"], NotResource: BUCKET },
    ],
    finds: [],
  },
  {
    rule: "every action but one, whose resources can be any",
    statements: [{ Effect: "Deny", NotAction: "s3:GetObject", Resource: QUEUE }],
    finds: [],
  },
  {
    rule: "a service that is not here, which is another finding",
    statements: [
      on(["gamelift:CreateFleet", "sqs:SendMessage"], "arn:aws:sns:eu-west-1:111122223333:orders"),
    ],
    finds: ["error unknown-service"],
  },
  {
    rule: "a star beside an ARN that does not fit",
    statements: [on("sqs:GetQueueUrl", ["*", BUCKET])],
    finds: ["error resource-type", "warning repeated-grant"],
  },
  {
    rule: "a trust policy, which has no resource",
    statements: [
      { Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "lambda.amazonaws.com" } },
    ],
    finds: [],
  },
]);

describeLint("parts of an ARN", [
  {
    rule: "fewer than six parts",
    statements: [allow({ Resource: "arn:aws:sqs:*" })],
    finds: ["error short-arn"],
    messages: [
      "arn:aws:sqs:* has fewer than six parts: write arn:partition:service:region:account:resource.",
    ],
  },
  {
    rule: "fewer than six parts, beside a whole one",
    statements: [on("s3:GetObject", [OBJECTS, "arn:aws:sqs:eu-west-1:1111"])],
    finds: ["error short-arn"],
  },
  {
    rule: "five parts",
    statements: [allow({ Resource: "arn:aws:sqs:eu-west-1:111122223333" })],
    finds: ["error short-arn"],
  },
  ...["arn:aws:sqs:eu-west-1:1111", "arn:aws:sqs::111122223333"].map((Resource) => ({
    rule: `five parts, of which one is wrong as well, ${Resource}`,
    statements: [allow({ Resource })],
    finds: ["error short-arn"],
  })),
  {
    rule: "no region",
    statements: [allow({ Resource: "arn:aws:sqs::111122223333:orders" })],
    finds: ["error arn-part"],
    messages: [
      "arn:aws:sqs::111122223333:orders never matches, because its region is missing: write it, or *.",
    ],
  },
  {
    rule: "no account",
    statements: [allow({ Resource: "arn:aws:sqs:eu-west-1::orders" })],
    finds: ["error arn-part"],
    messages: [
      "arn:aws:sqs:eu-west-1::orders never matches, because its account is missing: write it, or *.",
    ],
  },
  {
    rule: "neither",
    statements: [allow({ Resource: "arn:aws:sqs:::orders" })],
    finds: ["error arn-part", "error arn-part"],
  },
  {
    rule: "stars instead",
    statements: [allow({ Resource: "arn:aws:sqs:*:*:orders" })],
    finds: [],
  },
  {
    rule: "no region where the type has none",
    statements: [allow({ Action: "iam:GetRole", Resource: "arn:aws:iam::111122223333:role/x" })],
    finds: [],
  },
  {
    rule: "no account where the type has one",
    statements: [allow({ Action: "iam:GetRole", Resource: "arn:aws:iam:::role/x" })],
    finds: ["error arn-part"],
  },
  { rule: "neither where the type has none", statements: [on("s3:GetObject", OBJECTS)], finds: [] },
  {
    rule: "parameters of AWS itself",
    statements: [on("ssm:GetParameter", "arn:aws:ssm:eu-west-1::parameter/aws/service/ami")],
    finds: [],
  },
  {
    rule: "parameters without a region",
    statements: [on("ssm:GetParameter", "arn:aws:ssm::111122223333:parameter/x")],
    finds: ["error arn-part"],
  },
  {
    rule: "an account of eleven digits",
    statements: [allow({ Resource: "arn:aws:sqs:eu-west-1:11112222333:orders" })],
    finds: ["error arn-part"],
    messages: [
      "arn:aws:sqs:eu-west-1:11112222333:orders never matches: the account 11112222333 has to have twelve digits.",
    ],
  },
  {
    rule: "an account of thirteen digits",
    statements: [allow({ Resource: "arn:aws:sqs:eu-west-1:1111222233334:orders" })],
    finds: ["error arn-part"],
  },
  ...["1111*", "*2222"].map((account) => ({
    rule: `an account by the pattern ${account}`,
    statements: [allow({ Resource: `arn:aws:sqs:eu-west-1:${account}:orders` })],
    finds: [],
  })),
  {
    rule: "policies that AWS manages",
    statements: [on("iam:GetPolicy", "arn:aws:iam::aws:policy/ReadOnlyAccess")],
    finds: [],
  },
]);

const CHINA = "arn:aws-cn:sqs:cn-north-1:111122223333:orders";

describeLint("partitions", [
  { rule: "any, where the stack's is not known", statements: [allow({ Resource: CHINA })], finds: [] },
  {
    rule: "the stack's own",
    statements: [allow({ Resource: CHINA })],
    options: { partition: "aws-cn" },
    finds: [],
  },
  {
    rule: "a star",
    statements: [allow({ Resource: "arn:*:sqs:cn-north-1:111122223333:orders" })],
    options: { partition: "aws-cn" },
    finds: [],
  },
  {
    rule: "another one in a resource",
    statements: [allow({ Resource: QUEUE })],
    options: { partition: "aws-cn" },
    finds: ["error partition"],
    messages: [`${QUEUE} is of another partition than the stack, which is in aws-cn: write arn:aws-cn:…`],
  },
  {
    rule: "another one in a principal",
    statements: [allow({ Principal: { AWS: "arn:aws:iam::111122223333:role/x" }, Resource: CHINA })],
    options: { partition: "aws-cn" },
    finds: ["error partition"],
  },
  {
    rule: "another one in a condition",
    statements: [allow({ Resource: CHINA, Condition: { ArnLike: { "aws:SourceArn": "arn:aws:s3:::b" } } })],
    options: { partition: "aws-cn" },
    finds: ["error partition"],
  },
  {
    rule: "every resource, and a text that is no ARN",
    statements: [
      allow({
        Action: "sqs:ListQueues",
        Resource: "*",
        Condition: { StringEquals: { "aws:userid": "a:arn:aws:" } },
      }),
    ],
    options: { partition: "aws-cn" },
    finds: [],
  },
]);
