import { allow, deny, denyWhen, describeLint, when, type LintCase } from "./lint-case";

const ABSENT = (operator: string, key: string): string =>
  `${operator} also holds for a request without ${key}: add "Null": { "${key}": "false" }, or IfExists if that is meant.`;

describeLint("ForAllValues", [
  {
    rule: "in an Allow",
    statements: [when({ "ForAllValues:StringEquals": { "aws:CalledVia": "x" } })],
    finds: ["error for-all-values"],
    messages: [ABSENT("ForAllValues:StringEquals", "aws:CalledVia")],
  },
  {
    rule: "with the key required",
    statements: [
      when({ "ForAllValues:StringEquals": { "aws:CalledVia": "x" }, Null: { "AWS:calledvia": false } }),
    ],
    finds: [],
  },
  {
    rule: "with another key required",
    statements: [
      when({ "ForAllValues:StringEquals": { "aws:CalledVia": "x" }, Null: { "aws:userid": false } }),
    ],
    finds: ["error for-all-values"],
  },
  {
    rule: "with the key forbidden",
    statements: [
      when({ "ForAllValues:StringEquals": { "aws:CalledVia": "x" }, Null: { "aws:CalledVia": true } }),
    ],
    finds: ["error for-all-values"],
  },
  {
    rule: "with the key required or not",
    statements: [
      when({
        "ForAllValues:StringEquals": { "aws:CalledVia": "x" },
        Null: { "aws:CalledVia": ["FALSE", "true"] },
      }),
    ],
    finds: ["error for-all-values"],
  },
  {
    rule: "with another test that an absent key fails",
    statements: [
      when({
        "ForAllValues:StringEquals": { "aws:CalledVia": "x" },
        "ForAnyValue:StringLike": { "aws:CalledVia": "x*" },
      }),
    ],
    finds: [],
  },
  {
    rule: "with another test that an absent key passes too",
    statements: [
      when({
        "ForAllValues:StringEquals": { "aws:CalledVia": "x" },
        "ForAnyValue:StringLikeIfExists": { "aws:CalledVia": "x*" },
      }),
    ],
    finds: ["error for-all-values"],
  },
  {
    rule: "with IfExists",
    statements: [when({ "ForAllValues:StringEqualsIfExists": { "aws:CalledVia": "x" } })],
    finds: [],
  },
  {
    rule: "in a Deny",
    statements: [denyWhen({ "ForAllValues:StringEquals": { "aws:CalledVia": "x" } })],
    finds: [],
  },
  {
    rule: "of a service's key, in a statement that is not checked",
    statements: [when({ "ForAllValues:StringEquals": { "dynamodb:LeadingKeys": "x" } })],
    options: { notes: [{ unchecked: "new" }] },
    finds: ["error for-all-values"],
    messages: [ABSENT("ForAllValues:StringEquals", "dynamodb:LeadingKeys")],
  },
]);

const TABLE = "arn:aws:dynamodb:eu-west-1:111122223333:table/t";
const onTable = (Action: string | string[], Condition: LintCase["statements"][number]["Condition"]) =>
  allow({ Action, Resource: TABLE, Condition: Condition! });
const leading = (operator: string, Action: string | string[], more = {}) =>
  onTable(Action, { [operator]: { "dynamodb:LeadingKeys": "x" }, ...more });
const REQUIRED = { Null: { "dynamodb:LeadingKeys": "false" } };

describeLint("a key that an action never sends", [
  {
    rule: "with ForAllValues, which then always holds",
    statements: [leading("ForAllValues:StringEquals", ["dynamodb:Query", "dynamodb:Scan"])],
    finds: ["error for-all-values"],
    messages: [
      "dynamodb:Scan never sends dynamodb:LeadingKeys, so ForAllValues:StringEquals always holds for it: give it its own statement.",
    ],
  },
  {
    rule: "with ForAllValues and IfExists, which then always holds as well",
    statements: [leading("ForAllValues:StringEqualsIfExists", ["dynamodb:Query", "dynamodb:Scan"])],
    finds: ["error for-all-values"],
  },
  {
    rule: "with ForAllValues, covered by a pattern",
    statements: [leading("ForAllValues:StringEqualsIfExists", "dynamodb:S*")],
    finds: ["error for-all-values", "warning unknown-condition-key"],
    says: "dynamodb:StartAwsBackupJob never sends dynamodb:LeadingKeys, so ForAllValues",
  },
  {
    rule: "with ForAllValues and the key required, which keeps the action out",
    statements: [leading("ForAllValues:StringEquals", ["dynamodb:Query", "dynamodb:Scan"], REQUIRED)],
    finds: ["warning unknown-condition-key"],
    messages: [
      "dynamodb:Scan never sends dynamodb:LeadingKeys, so this statement never allows it: give it its own statement.",
    ],
  },
  {
    rule: "by no action, with ForAllValues and the key required",
    statements: [leading("ForAllValues:StringEquals", "dynamodb:Query", REQUIRED)],
    finds: [],
  },
  {
    rule: "with an operator that never holds then",
    statements: [
      onTable(["dynamodb:PutItem", "dynamodb:GetItem"], { StringEquals: { "dynamodb:Select": "COUNT" } }),
    ],
    finds: ["warning unknown-condition-key"],
    says: "dynamodb:PutItem never sends dynamodb:Select, so this statement never allows it",
  },
  {
    rule: "with IfExists, as DynamoDB documents it",
    statements: [
      onTable(["dynamodb:PutItem", "dynamodb:GetItem"], {
        StringEqualsIfExists: { "dynamodb:Select": "COUNT" },
      }),
    ],
    finds: [],
  },
  {
    rule: "with an operator that any of many values fails",
    statements: [
      onTable(["dynamodb:GetItem", "dynamodb:Scan"], {
        "ForAnyValue:StringNotEquals": { "dynamodb:LeadingKeys": "x" },
      }),
    ],
    finds: ["warning unknown-condition-key"],
    says: "dynamodb:Scan never sends dynamodb:LeadingKeys, so this statement never allows it",
  },
  {
    rule: "that must be absent",
    statements: [onTable(["dynamodb:PutItem", "dynamodb:GetItem"], { Null: { "dynamodb:Select": "true" } })],
    finds: [],
  },
  {
    rule: "covered by a pattern, which grants what it can",
    statements: [onTable("dynamodb:*Item", { StringEquals: { "dynamodb:Select": "COUNT" } })],
    finds: [],
  },
  {
    rule: "in a Deny",
    statements: [
      {
        ...onTable(["dynamodb:PutItem", "dynamodb:GetItem"], {
          StringEquals: { "dynamodb:Select": "COUNT" },
        }),
        Effect: "Deny",
      },
    ],
    finds: [],
  },
  {
    rule: "sent by none of the actions",
    statements: [onTable("dynamodb:PutItem", { StringEqualsIfExists: { "dynamodb:Select": "COUNT" } })],
    finds: ["warning unknown-condition-key"],
    messages: [
      "none of the actions sends dynamodb:Select: leave the condition out, or move it to a statement whose actions do.",
    ],
  },
  {
    rule: "sent by none of the actions of a Deny",
    statements: [
      { ...onTable("dynamodb:PutItem", { StringEquals: { "dynamodb:Select": "COUNT" } }), Effect: "Deny" },
    ],
    finds: ["warning unknown-condition-key"],
  },
  {
    rule: "brought along by the resource",
    statements: [onTable("dynamodb:PutItem", { StringEquals: { "aws:ResourceTag/team": "x" } })],
    finds: [],
  },
  {
    rule: "of a statement that is not checked",
    statements: [onTable("dynamodb:PutItem", { StringEquals: { "dynamodb:Select": "COUNT" } })],
    options: { notes: [{ unchecked: "new" }] },
    finds: [],
  },
  {
    rule: "where every action is meant",
    statements: [deny({ Action: "*", Condition: { StringEquals: { "dynamodb:Select": "COUNT" } } })],
    finds: [],
  },
]);

describeLint("keys that do not exist", [
  {
    rule: "of AWS as a whole",
    statements: [when({ StringEquals: { "aws:PrincipalOrgId2": "o-1" } })],
    finds: ["warning unknown-condition-key"],
    messages: [
      "no request carries the key aws:PrincipalOrgId2: use a key that begins with aws: or a service's prefix.",
    ],
  },
  {
    rule: "of a service",
    statements: [onTable("dynamodb:GetItem", { StringEquals: { "dynamodb:LeadingKey": "x" } })],
    finds: ["warning unknown-condition-key"],
    messages: [
      "no request carries the key dynamodb:LeadingKey: see the condition keys of dynamodb in the Service Authorization Reference.",
    ],
  },
  {
    rule: "of a service that does not exist",
    statements: [when({ StringEquals: { "sqss:x": "y" } })],
    finds: ["warning unknown-condition-key"],
    says: "begins with aws: or a service's prefix",
  },
  {
    rule: "without a namespace",
    statements: [when({ StringEquals: { userid: "y" } })],
    finds: ["warning unknown-condition-key"],
  },
  {
    rule: "of a service that is not generated: nobody knows",
    statements: [denyWhen({ StringEquals: { "gamelift:NoSuchKey": "y" } })],
    finds: ["warning unknown-condition-key"],
    says: "none of the actions sends gamelift:NoSuchKey",
  },
  {
    rule: "of a service that is not generated, for every action",
    statements: [deny({ Action: "*", Condition: { StringEquals: { "gamelift:NoSuchKey": "y" } } })],
    finds: [],
  },
  {
    rule: "of a service, for every action",
    statements: [deny({ Action: "*", Condition: { StringEquals: { "dynamodb:LeadingKey": "y" } } })],
    finds: ["warning unknown-condition-key"],
  },
  {
    rule: "of a misspelt identity provider",
    statements: [when({ StringEquals: { "cognito-identity.amazonaw.com:sub": "y" } })],
    finds: ["warning unknown-condition-key"],
  },
  ...["amazonaws.com:sub", "cognito-identity.amazonaws.co:sub"].map((key) => ({
    rule: `of a misspelt identity provider, ${key}`,
    statements: [when({ StringEquals: { [key]: "y" } })],
    finds: ["warning unknown-condition-key"],
  })),
  {
    rule: "a claim of a provider whose name begins like Amazon's",
    statements: [when({ StringEquals: { "oidc.amazonaws.community.example:email": "y" } })],
    finds: [],
  },
  {
    rule: "a claim that Cognito does not make",
    statements: [when({ StringEquals: { "cognito-identity.amazonaws.com:email": "y" } })],
    finds: ["warning unknown-condition-key"],
  },
  {
    rule: "a claim of another provider",
    statements: [when({ StringEquals: { "token.actions.githubusercontent.com:actor": "y" } })],
    finds: [],
  },
  { rule: "a claim of SAML", statements: [when({ StringEquals: { "SAML:aud": "y" } })], finds: [] },
  { rule: "a key in any case", statements: [when({ StringEquals: { "AWS:USERID": "y" } })], finds: [] },
  ...["aws:PrincipalTag/a", "aws:ResourceTag/a", "aws:RequestTag/a"].map((key) => ({
    rule: `the tag ${key}`,
    statements: [when({ StringEquals: { [key]: "y" } })],
    finds: [],
  })),
  {
    rule: "a key of another service that the action's service knows",
    statements: [
      {
        Effect: "Allow" as const,
        Action: "sts:AssumeRoleWithSAML",
        Principal: { Federated: "arn:aws:iam::111122223333:saml-provider/x" },
        Condition: { StringEquals: { "saml:sub_type": "persistent" } },
      },
    ],
    finds: [],
  },
  {
    rule: "keys that the builder was told not to check",
    statements: [when({ StringEquals: { "aws:New": "y" } })],
    options: { notes: [{ unchecked: "new" }] },
    finds: [],
  },
]);

describeLint("negated operators in an Allow", [
  {
    rule: "on a key that can be absent",
    statements: [when({ StringNotEquals: { "aws:PrincipalTag/team": "x" } })],
    finds: ["error negated-operator"],
    messages: [ABSENT("StringNotEquals", "aws:PrincipalTag/team")],
  },
  {
    rule: "with the key required",
    statements: [
      when({ StringNotEquals: { "aws:PrincipalTag/team": "x" }, Null: { "aws:PrincipalTag/team": "false" } }),
    ],
    finds: [],
  },
  {
    rule: "an address within a range but not in a part of it, as S3 documents it",
    statements: [
      when({
        IpAddress: { "aws:SourceIp": "203.0.113.0/24" },
        NotIpAddress: { "aws:SourceIp": "203.0.113.188" },
      }),
    ],
    finds: [],
  },
  {
    rule: "with IfExists",
    statements: [when({ StringNotEqualsIfExists: { "aws:PrincipalTag/team": "x" } })],
    finds: [],
  },
  {
    rule: "with ForAnyValue, which an absent key fails",
    statements: [when({ "ForAnyValue:StringNotEquals": { "aws:CalledVia": "x" } })],
    finds: [],
  },
  { rule: "a positive one", statements: [when({ StringEquals: { "aws:userid": "x" } })], finds: [] },
  { rule: "Null", statements: [when({ Null: { "aws:MultiFactorAuthAge": "true" } })], finds: [] },
  {
    rule: "in a Deny",
    statements: [denyWhen({ StringNotEquals: { "aws:PrincipalTag/team": "x" } })],
    finds: [],
  },
  ...(
    [
      ["StringNotEqualsIgnoreCase", "aws:userid", "x"],
      ["StringNotLike", "aws:userid", "x*"],
      ["NumericNotEquals", "aws:MultiFactorAuthAge", "1"],
      ["DateNotEquals", "aws:TokenIssueTime", "2026-01-31"],
      ["NotIpAddress", "aws:SourceIp", "203.0.113.0/24"],
      ["ArnNotEquals", "aws:PrincipalArn", "arn:aws:iam::111122223333:role/x"],
      ["ArnNotLike", "aws:PrincipalArn", "arn:aws:iam::111122223333:role/*"],
    ] as const
  ).map(([operator, key, value]) => ({
    rule: operator,
    statements: [when({ [operator]: { [key]: value } })],
    finds: ["error negated-operator"],
  })),
  ...(
    [
      ["DateNotEquals", "aws:CurrentTime", "2026-01-31"],
      ["NumericNotEquals", "aws:EpochTime", "1"],
      ["StringNotEquals", "aws:PrincipalType", "User"],
      ["StringNotEquals", "AWS:requestedregion", "us-east-1"],
      ["StringNotEquals", "aws:SecureTransport", "false"],
    ] as const
  ).map(([operator, key, value]) => ({
    rule: `on ${key}, which is always there`,
    statements: [when({ [operator]: { [key]: value } })],
    finds: [],
  })),
]);

describeLint("positive operators in a Deny", [
  {
    rule: "on a key that can be absent",
    statements: [denyWhen({ StringEquals: { "aws:PrincipalTag/team": "x" } })],
    finds: ["warning absent-key-in-deny"],
    messages: [
      "StringEquals does not deny a request without aws:PrincipalTag/team: write StringEqualsIfExists to deny it too, or test the key with Null.",
    ],
  },
  {
    rule: "a second factor that is too old or not there",
    statements: [denyWhen({ NumericGreaterThan: { "aws:MultiFactorAuthAge": "3600" } })],
    finds: ["warning absent-key-in-deny"],
  },
  {
    rule: "no second factor",
    statements: [denyWhen({ Bool: { "aws:MultiFactorAuthPresent": "false" } })],
    finds: ["warning absent-key-in-deny"],
  },
  {
    rule: "with IfExists, as IAM documents it",
    statements: [denyWhen({ BoolIfExists: { "aws:MultiFactorAuthPresent": "false" } })],
    finds: [],
  },
  {
    rule: "a flag that is set",
    statements: [denyWhen({ Bool: { "aws:MultiFactorAuthPresent": "TRUE" } })],
    finds: [],
  },
  {
    rule: "a flag that is set or not",
    statements: [denyWhen({ Bool: { "aws:MultiFactorAuthPresent": ["true", "false"] } })],
    finds: ["warning absent-key-in-deny"],
  },
  {
    rule: "a text that says true",
    statements: [denyWhen({ StringEquals: { "aws:PrincipalTag/guest": "true" } })],
    finds: ["warning absent-key-in-deny"],
  },
  {
    rule: "a key of a service that has the name of a global one in its own",
    statements: [
      deny({
        Action: "kms:Decrypt",
        Resource: "arn:aws:kms:eu-west-1:111122223333:key/1",
        Condition: { StringEquals: { "kms:EncryptionContext:aws:logs:arn": "x" } },
      }),
    ],
    finds: [],
  },
  {
    rule: "with another statement that tests nothing",
    statements: [
      denyWhen({ StringEquals: { "aws:PrincipalTag/team": "x" } }),
      deny({ Action: "sqs:PurgeQueue" }),
    ],
    finds: ["warning absent-key-in-deny"],
  },
  {
    rule: "with another statement for the absent key",
    statements: [
      denyWhen({ StringEquals: { "aws:PrincipalTag/team": "x" } }),
      deny({ Action: "sqs:PurgeQueue", Condition: { Null: { "aws:principaltag/team": "true" } } }),
    ],
    finds: [],
  },
  {
    rule: "with another statement for another absent key",
    statements: [
      denyWhen({ StringEquals: { "aws:PrincipalTag/team": "x" } }),
      deny({ Action: "sqs:PurgeQueue", Condition: { Null: { "aws:PrincipalTag/other": "true" } } }),
    ],
    finds: ["warning absent-key-in-deny"],
  },
  {
    rule: "any of many values, of which none is there",
    statements: [denyWhen({ "ForAnyValue:StringEquals": { "aws:CalledVia": "x" } })],
    finds: [],
  },
  {
    rule: "a negated one, which denies the absent key",
    statements: [denyWhen({ StringNotEquals: { "aws:PrincipalOrgID": "o-1" } })],
    finds: [],
  },
  {
    rule: "in an Allow",
    statements: [when({ StringEquals: { "aws:PrincipalTag/team": "x" } })],
    finds: [],
  },
  {
    rule: "a key of a service, which describes what is asked for",
    statements: [
      deny({
        Action: "s3:PutObject",
        Resource: "arn:aws:s3:::b/*",
        Condition: { StringEquals: { "s3:x-amz-acl": "public-read" } },
      }),
    ],
    finds: [],
  },
  ...(
    [
      ["StringEquals", "aws:ResourceTag/secret", "yes"],
      ["StringEquals", "aws:RequestTag/secret", "yes"],
      ["StringEquals", "aws:PrincipalAccount", "111122223333"],
      ["ArnEquals", "aws:PrincipalArn", "arn:aws:iam::111122223333:role/x"],
      ["Bool", "aws:PrincipalIsAWSService", "false"],
      ["Bool", "aws:SecureTransport", "false"],
      ["Bool", "aws:ViaAWSService", "false"],
      ["StringLike", "aws:userid", "AROAX:*"],
      ["DateLessThan", "aws:TokenIssueTime", "2026-01-31T00:00:00Z"],
      ["StringEquals", "aws:RequestedRegion", "us-east-1"],
      ["DateGreaterThan", "aws:CurrentTime", "2026-01-31"],
      ["DateGreaterThan", "aws:EpochTime", "2026-01-31"],
      ["StringEquals", "aws:PrincipalType", "Account"],
    ] as const
  ).map(([operator, key, value]) => ({
    rule: `${operator} of ${key}`,
    statements: [denyWhen({ [operator]: { [key]: value } })],
    finds: [],
  })),
]);

describeLint("operators of another kind than the key", [
  ...(
    [
      ["NumericEquals", "aws:userid", "1", "a number", "text"],
      ["DateEquals", "aws:userid", "2026-01-31", "a date", "text"],
      ["Bool", "aws:userid", "true", "a boolean", "text"],
      ["IpAddress", "aws:userid", "203.0.113.0/24", "an IP address", "text"],
      ["ArnLike", "aws:PrincipalAccount", "arn:aws:iam::111122223333:root", "an ARN", "text"],
      ["NumericEquals", "aws:PrincipalArn", "1", "a number", "an ARN"],
      ["NumericEquals", "aws:SourceIp", "1", "a number", "an IP address"],
      ["NumericEquals", "aws:CurrentTime", "1", "a number", "a date"],
      ["Bool", "aws:EpochTime", "true", "a boolean", "a time"],
      ["Bool", "aws:MultiFactorAuthAge", "true", "a boolean", "a number"],
      ["IpAddress", "aws:SecureTransport", "203.0.113.0/24", "an IP address", "a boolean"],
      ["NumericEquals", "aws:PrincipalTag/level", "1", "a number", "text"],
      ["Bool", "aws:RequestTag/public", "true", "a boolean", "text"],
      ["DateLessThan", "aws:ResourceTag/until", "2026-01-31", "a date", "text"],
    ] as const
  ).map(([operator, key, value, wanted, held]) => ({
    rule: `${operator} of ${key}`,
    statements: [when({ [operator]: { [key]: value } })],
    finds: ["error operator-kind"],
    messages: [`${operator} compares with ${wanted}, and ${key} holds ${held}: use an operator of its kind.`],
  })),
  ...(
    [
      ["NumericLessThan", "aws:MultiFactorAuthAge", "1"],
      ["NumericLessThan", "aws:EpochTime", "1"],
      ["DateLessThan", "aws:EpochTime", "2026-01-31"],
      ["DateLessThan", "aws:CurrentTime", "2026-01-31"],
      ["Bool", "aws:SecureTransport", "true"],
      ["IpAddress", "aws:SourceIp", "203.0.113.0/24"],
      ["IpAddress", "aws:SourceIp", "127.0.0.1/32"],
      ["ArnLike", "aws:PrincipalArn", "arn:aws:iam::111122223333:role/*"],
      ["StringLike", "aws:PrincipalArn", "arn:aws:iam::111122223333:role/*"],
      ["StringEquals", "aws:SecureTransport", "true"],
    ] as const
  ).map(([operator, key, value]) => ({
    rule: `${operator} of ${key}, of its kind`,
    statements: [when({ [operator]: { [key]: value } })],
    finds: [],
  })),
  {
    rule: "an ARN in a text of a service, as CloudWatch Logs documents it",
    statements: [
      allow({
        Action: "kms:Decrypt",
        Resource: "arn:aws:kms:eu-west-1:111122223333:key/1",
        Condition: {
          ArnEquals: {
            "kms:EncryptionContext:aws:logs:arn": "arn:aws:logs:eu-west-1:111122223333:log-group:x",
          },
        },
      }),
    ],
    finds: [],
  },
  {
    rule: "one value for a key with many",
    statements: [when({ StringEquals: { "aws:CalledVia": "x" } })],
    finds: ["error operator-kind"],
    messages: [
      "StringEquals never matches aws:CalledVia, which has many values: write ForAnyValue:StringEquals or ForAllValues:StringEquals.",
    ],
  },
  {
    rule: "one value for the names of tags",
    statements: [when({ StringEquals: { "aws:TagKeys": "x" } })],
    finds: ["error operator-kind"],
  },
  {
    rule: "one value for a service's key with many",
    statements: [onTable("dynamodb:GetItem", { StringEquals: { "dynamodb:LeadingKeys": "x" } })],
    finds: ["error operator-kind"],
  },
  {
    rule: "the presence of a key with many",
    statements: [onTable("dynamodb:GetItem", { Null: { "dynamodb:LeadingKeys": "false" } })],
    finds: [],
  },
  {
    rule: "any of many",
    statements: [
      onTable("dynamodb:GetItem", { "ForAnyValue:StringEquals": { "dynamodb:LeadingKeys": "x" } }),
    ],
    finds: [],
  },
]);

const EXACT = [
  "aws:Ec2InstanceSourceVpc",
  "aws:PrincipalAccount",
  "aws:PrincipalOrgID",
  "aws:ResourceAccount",
  "aws:ResourceOrgID",
  "aws:SourceAccount",
  "aws:SourceOrgID",
  "aws:SourceVpc",
  "aws:SourceVpce",
  "aws:VpceAccount",
  "aws:VpceOrgID",
];

describeLint("wildcards in values", [
  {
    rule: "a star in StringEquals",
    statements: [when({ StringEquals: { "aws:userid": ["x", "AROA:*"] } })],
    finds: ["error literal-wildcard"],
    messages: [
      'StringEquals of aws:userid compares with the characters of "AROA:*": use StringLike, or ${*} and ${?} if that is meant.',
    ],
  },
  {
    rule: "a question mark in StringNotEquals",
    statements: [denyWhen({ StringNotEquals: { "aws:userid": "a?" } })],
    finds: ["error literal-wildcard"],
    says: "use StringNotLike,",
  },
  {
    rule: "a star in StringEqualsIgnoreCase",
    statements: [when({ StringEqualsIgnoreCase: { "aws:userid": "a*" } })],
    finds: ["error literal-wildcard"],
    says: "use StringLike,",
  },
  {
    rule: "a star in StringEquals of an account",
    statements: [when({ StringEquals: { "aws:PrincipalAccount": "1111*" } })],
    finds: ["error literal-wildcard"],
    messages: [
      'StringEquals of aws:PrincipalAccount compares with the characters of "1111*": write it in full.',
    ],
  },
  {
    rule: "an escaped star in StringEquals",
    statements: [when({ StringEquals: { "aws:userid": "a${*}b" } })],
    finds: [],
  },
  {
    rule: "a star behind a variable in StringEquals",
    statements: [when({ StringEquals: { "aws:userid": "${aws:username}*" } })],
    finds: ["error literal-wildcard"],
  },
  {
    rule: "a star in a variable's default, which is literal",
    statements: [when({ StringEquals: { "aws:userid": "${aws:PrincipalTag/a, 'x?'}" } })],
    finds: [],
  },
  { rule: "a star in StringLike", statements: [when({ StringLike: { "aws:userid": "AROA:*" } })], finds: [] },
  {
    rule: "a star in ArnEquals, which takes it",
    statements: [when({ ArnEquals: { "aws:PrincipalArn": "arn:aws:iam::111122223333:role/*" } })],
    finds: [],
  },
  ...EXACT.map((key) => ({
    rule: `a star in ${key}`,
    statements: [when({ StringLike: { [key]: ["x", "y-*"] } })],
    finds: ["error sensitive-wildcard"],
    messages: [`"y-*" fits strangers too: write each value of ${key} in full.`],
  })),
  ...["kms:CallerAccount", "s3:DataAccessPointAccount", "s3:ResourceAccount"].map((key) => ({
    rule: `a star in ${key}`,
    statements: [deny({ Action: "*", Resource: "*", Condition: { StringLike: { [key]: "1111*" } } })],
    finds: ["error sensitive-wildcard"],
  })),
  {
    rule: "a whole account in StringLike",
    statements: [when({ StringLike: { "aws:PrincipalAccount": "111122223333" } })],
    finds: [],
  },
]);

const source = (value: string | string[], key = "aws:SourceIp") => when({ IpAddress: { [key]: value } });
const NOT_FIRST = (value: string): string =>
  `${value} names an address inside its range: write the first one, or a longer prefix.`;
const NEVER = (value: string): string =>
  `aws:SourceIp is never ${value}, which is private: use aws:VpcSourceIp, or aws:SourceVpc.`;

describeLint("addresses", [
  { rule: "a range", statements: [source(["203.0.113.0/24", "2001:db8::/32", "203.0.113.7"])], finds: [] },
  { rule: "every address", statements: [source("0.0.0.0/0")], finds: [] },
  {
    rule: "an address inside a range",
    statements: [source(["203.0.113.0/24", "203.0.113.1/24"])],
    finds: ["error host-bits"],
    messages: [NOT_FIRST("203.0.113.1/24")],
  },
  {
    rule: "the last bit only",
    statements: [source("203.0.113.1/31")],
    finds: ["error host-bits"],
  },
  {
    rule: "an address inside a range of IPv6",
    statements: [source("2001:db8::1/64")],
    finds: ["error host-bits"],
  },
  { rule: "an address of IPv6 as a range of one", statements: [source("2001:db8::1/128")], finds: [] },
  {
    rule: "an address inside a range, negated",
    statements: [denyWhen({ NotIpAddress: { "aws:SourceIp": "203.0.113.1/24" } })],
    finds: ["error host-bits"],
  },
  ...[
    "10.0.0.0/8",
    "10.1.0.0/16",
    "100.64.0.0/10",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "172.31.255.255",
    "192.168.0.0/16",
    "fc00::/7",
    "fd12::/16",
    "fe80::/10",
  ].map((range) => ({
    rule: `the private range ${range}`,
    statements: [source(range)],
    finds: ["error private-source-ip"],
    messages: [NEVER(range)],
  })),
  ...[
    "8.0.0.0/6",
    "11.0.0.0/8",
    "172.32.0.0/12",
    "172.0.0.0/8",
    "192.169.0.0/16",
    "100.128.0.0/10",
    "fb00::/8",
    "fec0::/10",
  ].map((range) => ({ rule: `the range ${range}`, statements: [source(range)], finds: [] })),
  {
    rule: "a private range in any case of the key, with host bits",
    statements: [source("10.0.0.1/8", "AWS:sourceip")],
    finds: ["error private-source-ip", "error host-bits"],
  },
  {
    rule: "a private range where private addresses arrive",
    statements: [source("10.0.0.0/8", "aws:VpcSourceIp")],
    finds: [],
  },
  { rule: "an octet over 255", statements: [source("203.0.113.256")], finds: ["error malformed"] },
  { rule: "a prefix over 32", statements: [source("203.0.113.0/33")], finds: ["error malformed"] },
  { rule: "a prefix over 128", statements: [source("2001:db8::/129")], finds: ["error malformed"] },
]);

const age = (value: string | number) => when({ NumericLessThan: { "aws:MultiFactorAuthAge": value } });

describeLint("numbers and dates", [
  { rule: "a number", statements: [age("3600")], finds: [] },
  {
    rule: "a number that is too large for one",
    statements: [age("1e999")],
    finds: ["error malformed"],
  },
  { rule: "not a number", statements: [age(NaN)], finds: ["error malformed"] },
  { rule: "infinity", statements: [age(Infinity)], finds: ["error malformed"] },
  {
    rule: "a text that is no number",
    statements: [when({ StringEquals: { "aws:userid": "1e999" } })],
    finds: [],
  },
  {
    rule: "the thirtieth of February",
    statements: [when({ DateLessThan: { "aws:CurrentTime": "2026-02-30" } })],
    finds: ["error malformed"],
  },
  {
    rule: "the thirteenth month",
    statements: [when({ DateLessThan: { "aws:CurrentTime": "2026-13-01" } })],
    finds: ["error malformed"],
  },
]);

describeLint("lists and repetitions", [
  {
    rule: "an operator in two spellings on one key",
    statements: [when({ StringEquals: { "aws:userid": "a" }, stringequals: { "aws:userid": "b" } })],
    finds: ["error repeated-test"],
    messages: ["stringequals tests aws:userid twice: give it one list of values, or a second statement."],
  },
  {
    rule: "a key in two spellings",
    statements: [when({ StringEquals: { "aws:userid": "a", "aws:UserId": "b" } })],
    finds: ["error repeated-test"],
    messages: ["StringEquals tests aws:UserId twice: give it one list of values, or a second statement."],
  },
  {
    rule: "a key with two operators",
    statements: [when({ StringEquals: { "aws:userid": "a" }, StringLike: { "aws:userid": "b" } })],
    finds: [],
  },
  {
    rule: "no statement",
    statements: [],
    finds: ["error empty of the document"],
    messages: ["Statement is an empty list, which IAM refuses: write one, or remove the document."],
  },
  { rule: "no action", statements: [allow({ Action: [] })], finds: ["error malformed"] },
  { rule: "no resource", statements: [allow({ Resource: [] })], finds: ["error malformed"] },
  {
    rule: "no value",
    statements: [when({ StringEquals: { "aws:userid": [] } })],
    finds: ["error malformed"],
  },
]);
