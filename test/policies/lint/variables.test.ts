import { allow, deny, describeLint, when } from "./lint-case";

const user = (value: string) => when({ StringEquals: { "aws:userid": value } });
const object = (Resource: string, more = {}) => allow({ Action: "s3:GetObject", Resource, ...more });

describeLint("variables", [
  { rule: "a global key", statements: [user("${aws:userid}")], finds: [] },
  { rule: "a global key in any case", statements: [user("${AWS:UserName}")], finds: [] },
  {
    rule: "a key that does not exist",
    statements: [user("${aws:UserName2}")],
    finds: ["error unknown-variable"],
    messages: ["${aws:UserName2} is no policy variable: no request carries such a key."],
  },
  {
    rule: "a misspelt provider",
    statements: [object("arn:aws:s3:::b/${cognito-identity.amazonaw.com:sub}")],
    finds: ["error unknown-variable"],
  },
  {
    rule: "a claim of a provider whose name begins like Amazon's",
    statements: [user("${oidc.amazonaws.community.example:sub}")],
    finds: [],
  },
  {
    rule: "a provider with another ending",
    statements: [user("${cognito-identity.amazonaws.co:sub}")],
    finds: ["error unknown-variable"],
  },
  {
    rule: "a claim that Cognito does not make",
    statements: [user("${cognito-identity.amazonaws.com:email}")],
    finds: ["error unknown-variable"],
  },
  ...["sub", "aud", "oaud", "amr"].map((claim) => ({
    rule: `the claim ${claim} of another provider`,
    statements: [user(`\${oidc.example.org/id/1:${claim}}`)],
    finds: [],
  })),
  {
    rule: "a claim that providers do not make",
    statements: [user("${oidc.example.org:shoe}")],
    finds: ["error unknown-variable"],
  },
  ...[
    "saml:sub",
    "saml:aud",
    "accounts.google.com:sub",
    "www.amazon.com:user_id",
    "graph.facebook.com:id",
    "s3:prefix",
  ].map((key) => ({ rule: key, statements: [user(`\${${key}}`)], finds: [] })),
  { rule: "a service's key", statements: [user("${kms:ViaService}")], finds: [] },
  { rule: "a key of no service", statements: [user("${sqss:x}")], finds: ["error unknown-variable"] },
  { rule: "a service without a key", statements: [user("${kms:}")], finds: ["error unknown-variable"] },
  { rule: "no key at all", statements: [user("${userid}")], finds: ["error unknown-variable"] },
  {
    rule: "a key with many values",
    statements: [user("${aws:CalledVia}")],
    finds: ["error unknown-variable"],
    messages: [
      "${aws:CalledVia} has many values, and a variable takes one: test the key with ForAnyValue: instead.",
    ],
  },
  { rule: "a default", statements: [user("${aws:PrincipalTag/team, 'none'}")], finds: [] },
  { rule: "a default of a fixed key", statements: [user("${aws:username, 'none'}")], finds: [] },
  {
    rule: "a default of a key that does not exist",
    statements: [user("${aws:x, 'none'}")],
    finds: ["error unknown-variable"],
  },
  ...["*", "?", "$"].map((character) => ({
    rule: `an escaped ${character}`,
    statements: [user(`\${${character}}`)],
    finds: [],
  })),
  {
    rule: "two in one value, of which the second is wrong",
    statements: [user("${aws:userid}-${aws:userid2}")],
    finds: ["error unknown-variable"],
    says: "${aws:userid2} is no policy variable",
  },
  {
    rule: "a variable as region",
    statements: [allow({ Resource: "arn:aws:sqs:${aws:RequestedRegion}:111122223333:q" })],
    finds: ["error variable-position"],
    messages: [
      "arn:aws:sqs:${aws:RequestedRegion}:111122223333:q: a variable is replaced only in the last part of an ARN, behind the fifth colon.",
    ],
  },
  {
    rule: "a variable within the region",
    statements: [allow({ Resource: "arn:aws:sqs:eu-${aws:username}-1:111122223333:q" })],
    finds: ["error variable-position"],
  },
  {
    rule: "a variable as account",
    statements: [allow({ Resource: "arn:aws:sqs:eu-west-1:${aws:PrincipalAccount}:q" })],
    finds: ["error variable-position"],
  },
  {
    rule: "a variable with a colon in its name, in the last part",
    statements: [object("arn:aws:s3:::b/${cognito-identity.amazonaws.com:sub}")],
    finds: [],
  },
  {
    rule: "a variable in a number",
    statements: [when({ NumericEquals: { "aws:MultiFactorAuthAge": "${aws:userid}" } })],
    finds: ["error malformed"],
    says: "no variables",
  },
  {
    rule: "a variable in a date",
    statements: [when({ DateEquals: { "aws:CurrentTime": "${aws:userid}" } })],
    finds: ["error malformed"],
  },
  {
    rule: "a variable in an address",
    statements: [when({ IpAddress: { "aws:SourceIp": "${aws:userid}" } })],
    finds: ["error malformed"],
  },
  { rule: "a variable that is not closed", statements: [user("${aws:userid")], finds: ["error malformed"] },
  {
    rule: "a variable in a document of 2008",
    statements: [user("${aws:userid}")],
    finds: ["error variable-version"],
    document: { Version: "2008-10-17" },
    messages: ['${aws:userid} is taken literally: variables need "Version": "2012-10-17".'],
  },
  {
    rule: "no variable in a document of 2008",
    statements: [user("aws:userid")],
    finds: [],
    document: { Version: "2008-10-17" },
  },
]);

const UNSET = (key: string): string =>
  `\${${key}} has no value where the tag or identity is not set: write a default, \${${key}, 'none'}, or require it with "Null": { "${key}": "false" }.`;

describeLint("variables that can be without a value", [
  {
    rule: "a tag in a resource",
    statements: [object("arn:aws:s3:::b/${aws:PrincipalTag/team}/*")],
    finds: ["warning unset-variable"],
    messages: [UNSET("aws:PrincipalTag/team")],
  },
  ...["aws:PrincipalTag/cost center", "aws:ResourceTag/a", "AWS:requesttag/a", "aws:SourceIdentity"].map(
    (key) => ({
      rule: `${key} in a value`,
      statements: [user(`a-\${${key}}`)],
      finds: ["warning unset-variable"],
      messages: [UNSET(key)],
    }),
  ),
  {
    rule: "a tag twice, and another one",
    statements: [
      object("arn:aws:s3:::b/${aws:PrincipalTag/a}/${aws:PrincipalTag/b}/*", {
        Condition: { StringEquals: { "aws:userid": "${aws:PrincipalTag/a}" } },
      }),
    ],
    finds: ["warning unset-variable", "warning unset-variable"],
  },
  {
    rule: "a tag with a default",
    statements: [object("arn:aws:s3:::b/${aws:PrincipalTag/team, 'none'}/*")],
    finds: [],
  },
  {
    rule: "a tag that is required",
    statements: [
      object("arn:aws:s3:::b/${aws:PrincipalTag/team}/*", {
        Condition: { Null: { "aws:PrincipalTag/team": "false" } },
      }),
    ],
    finds: [],
  },
  {
    rule: "a tag that is required by its value",
    statements: [
      object("arn:aws:s3:::b/${aws:PrincipalTag/team}/*", {
        Condition: { StringLike: { "aws:PrincipalTag/team": "a*" } },
      }),
    ],
    finds: [],
  },
  {
    rule: "a tag while another one is required",
    statements: [
      object("arn:aws:s3:::b/${aws:PrincipalTag/team}/*", {
        Condition: { Null: { "aws:PrincipalTag/other": "false" } },
      }),
    ],
    finds: ["warning unset-variable"],
  },
  {
    rule: "a tag in a Deny",
    statements: [deny({ Action: "s3:GetObject", Resource: "arn:aws:s3:::b/${aws:PrincipalTag/team}/*" })],
    finds: ["warning unset-variable"],
  },
  {
    rule: "a user's name, as IAM documents it",
    statements: [object("arn:aws:s3:::b/${aws:username}/*")],
    finds: [],
  },
  {
    rule: "a tag in a document of 2008, where it is no variable",
    statements: [user("${aws:PrincipalTag/team}")],
    document: { Version: "2008-10-17" },
    finds: ["error variable-version"],
  },
]);
