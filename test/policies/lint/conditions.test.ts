import { allow, describeLint, when } from "./lint-case";

describeLint("absent keys", [
  {
    rule: "ForAllValues in an Allow",
    statements: [when({ "ForAllValues:StringEquals": { "aws:CalledVia": "x" } })],
    finds: ["error for-all-values"],
  },
  {
    rule: "ForAllValues with the key required",
    statements: [
      when({ "ForAllValues:StringEquals": { "aws:CalledVia": "x" }, Null: { "AWS:calledvia": false } }),
    ],
    finds: [],
  },
  {
    rule: "ForAllValues with another key required",
    statements: [
      when({ "ForAllValues:StringEquals": { "aws:CalledVia": "x" }, Null: { "aws:userid": false } }),
    ],
    finds: ["error for-all-values"],
  },
  {
    rule: "ForAllValues with the key forbidden",
    statements: [
      when({ "ForAllValues:StringEquals": { "aws:CalledVia": "x" }, Null: { "aws:CalledVia": true } }),
    ],
    finds: ["error for-all-values"],
  },
  {
    rule: "ForAllValues with IfExists",
    statements: [when({ "ForAllValues:StringEqualsIfExists": { "aws:CalledVia": "x" } })],
    finds: [],
  },
  {
    rule: "ForAllValues in a Deny",
    statements: [{ ...when({ "ForAllValues:StringEquals": { "aws:CalledVia": "x" } }), Effect: "Deny" }],
    finds: [],
  },
  {
    rule: "a negated operator in an Allow",
    statements: [when({ StringNotEquals: { "aws:PrincipalTag/team": "x" } })],
    finds: ["error negated-operator"],
  },
  {
    rule: "a negated operator with the key required",
    statements: [
      when({ StringNotEquals: { "aws:PrincipalTag/team": "x" }, Null: { "aws:PrincipalTag/team": "false" } }),
    ],
    finds: [],
  },
  {
    rule: "NotIpAddress in an Allow",
    statements: [when({ NotIpAddress: { "aws:SourceIp": "203.0.113.0/24" } })],
    finds: ["error negated-operator"],
  },
  {
    rule: "a negated operator on a key that is always there",
    statements: [when({ StringNotEquals: { "aws:RequestedRegion": "us-east-1" } })],
    finds: [],
  },
  {
    rule: "ForAnyValue with a negated operator, which an absent key fails",
    statements: [when({ "ForAnyValue:StringNotEquals": { "aws:CalledVia": "x" } })],
    finds: [],
  },
]);

describeLint("variables", [
  { rule: "a global key", statements: [when({ StringEquals: { "sqs:x": "${aws:userid}" } })], finds: [] },
  {
    rule: "a tag",
    statements: [when({ StringEquals: { "sqs:x": "${aws:PrincipalTag/cost center}" } })],
    finds: [],
  },
  {
    rule: "a key that does not exist",
    statements: [when({ StringEquals: { "sqs:x": "${aws:UserName2}" } })],
    finds: ["error unknown-variable"],
  },
  {
    rule: "a misspelt provider",
    statements: [
      allow({ Action: "s3:GetObject", Resource: "arn:aws:s3:::b/${cognito-identity.amazonaw.com:sub}" }),
    ],
    finds: ["error unknown-variable"],
  },
  {
    rule: "a key of another provider",
    statements: [when({ StringEquals: { "sqs:x": "${oidc.eks.eu-west-1.amazonaws.com/id/1:sub}" } })],
    finds: [],
  },
  {
    rule: "a key with many values",
    statements: [when({ StringEquals: { "sqs:x": "${aws:CalledVia}" } })],
    finds: ["error unknown-variable"],
    says: "many values",
  },
  {
    rule: "a default",
    statements: [when({ StringEquals: { "sqs:x": "${aws:PrincipalTag/team, 'none'}" } })],
    finds: [],
  },
  { rule: "an escaped star", statements: [when({ StringEquals: { "sqs:x": "${*}" } })], finds: [] },
  {
    rule: "a variable as region",
    statements: [allow({ Resource: "arn:aws:sqs:${aws:RequestedRegion}:111122223333:q" })],
    finds: ["error variable-position"],
  },
  {
    rule: "a variable with a colon in its name, in the last part",
    statements: [
      allow({ Action: "s3:GetObject", Resource: "arn:aws:s3:::b/${cognito-identity.amazonaws.com:sub}" }),
    ],
    finds: [],
  },
  {
    rule: "a variable in a number",
    statements: [when({ NumericEquals: { "aws:MultiFactorAuthAge": "${aws:userid}" } })],
    finds: ["error malformed"],
    says: "no variables",
  },
  {
    rule: "a variable that is not closed",
    statements: [when({ StringEquals: { "sqs:x": "${aws:userid" } })],
    finds: ["error malformed"],
  },
  {
    rule: "a variable in a document of 2008",
    statements: [when({ StringEquals: { "sqs:x": "${aws:userid}" } })],
    finds: ["error variable-version"],
    document: { Version: "2008-10-17" },
  },
]);

describeLint("patterns", [
  {
    rule: "a star in StringEquals",
    statements: [when({ StringEquals: { "aws:userid": "AROA:*" } })],
    finds: ["error literal-wildcard"],
    says: "use StringLike",
  },
  {
    rule: "a question mark in StringNotEquals",
    statements: [{ ...when({ StringNotEquals: { "aws:userid": "a?" } }), Effect: "Deny" }],
    finds: ["error literal-wildcard"],
    says: "use StringNotLike",
  },
  { rule: "a star in StringLike", statements: [when({ StringLike: { "aws:userid": "AROA:*" } })], finds: [] },
  {
    rule: "an ARN of fewer than six parts",
    statements: [allow({ Resource: "arn:aws:sqs:*" })],
    finds: ["error short-arn"],
  },
  {
    rule: "an operator in two spellings on one key",
    statements: [when({ StringEquals: { "aws:userid": "a" }, stringequals: { "aws:userid": "b" } })],
    finds: ["error repeated-test"],
  },
  {
    rule: "a key in two spellings",
    statements: [when({ StringEquals: { "aws:userid": "a", "aws:UserId": "b" } })],
    finds: ["error repeated-test"],
  },
  { rule: "no action", statements: [allow({ Action: [] })], finds: ["error malformed"] },
  {
    rule: "no value",
    statements: [when({ StringEquals: { "aws:userid": [] } })],
    finds: ["error malformed"],
  },
]);
