import { type PolicyStatement } from "../../../policies";
import { allow, deny, describeLint, QUEUE } from "./lint-case";

const OIDC = "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com";
const everyone = (more: Partial<PolicyStatement> = {}) => allow({ Principal: "*", ...more });
const trust = (more: Partial<PolicyStatement>): PolicyStatement => ({
  Effect: "Allow",
  Action: "sts:AssumeRoleWithWebIdentity",
  Principal: { Federated: "cognito-identity.amazonaws.com" },
  ...more,
});
const POOL = { StringEquals: { "cognito-identity.amazonaws.com:aud": "eu-west-1:pool" } };
const SIGNED_IN = { "ForAnyValue:StringLike": { "cognito-identity.amazonaws.com:amr": "authenticated" } };

const negated = (element: string): string =>
  `Allow with ${element} grants everything else, also what AWS adds later: name what is meant, or use Deny.`;

describeLint("grants of all but", [
  {
    rule: "Allow with NotAction",
    statements: [{ Effect: "Allow", NotAction: "iam:*", Resource: QUEUE }],
    finds: ["error negated-grant"],
    messages: [negated("NotAction")],
  },
  {
    rule: "Allow with NotResource",
    statements: [{ Effect: "Allow", Action: "sqs:SendMessage", NotResource: QUEUE }],
    finds: ["error negated-grant"],
    messages: [negated("NotResource")],
  },
  {
    rule: "Allow with NotPrincipal",
    statements: [{ ...allow(), NotPrincipal: { AWS: "111122223333" } }],
    finds: ["error negated-grant"],
    messages: [negated("NotPrincipal")],
  },
  {
    rule: "a trust policy's Allow with NotAction",
    statements: [
      { Effect: "Allow", NotAction: "sts:TagSession", Principal: { Service: "lambda.amazonaws.com" } },
    ],
    finds: ["error negated-grant"],
  },
  {
    rule: "Deny with all three",
    statements: [
      { Effect: "Deny", NotAction: "iam:*", NotResource: QUEUE, NotPrincipal: { AWS: "111122223333" } },
    ],
    finds: [],
  },
  ...(["boundary", "session", "serviceControl"] as const).map((kind) => ({
    rule: `a document of kind ${kind} of all but, which only limits`,
    statements: [{ Effect: "Allow" as const, NotAction: "iam:*", Resource: "*" }],
    finds: [],
    options: { kind },
  })),
]);

const PUBLIC =
  "Allow to everyone: name the principals, or add a condition on their account, organisation, network or aws:SourceArn.";
const someone = (operator: string, key: string, value: string | string[], more = {}) =>
  everyone({ Condition: { [operator]: { [key]: value }, ...more } });

describeLint("principals", [
  { rule: "everyone", statements: [everyone()], finds: ["error public-grant"], messages: [PUBLIC] },
  {
    rule: "everyone by another name",
    statements: [everyone({ Principal: { AWS: ["111122223333", "*"] } })],
    finds: ["error public-grant"],
  },
  ...(
    [
      ["StringEquals", "aws:PrincipalAccount", "111122223333"],
      ["ArnLike", "aws:PrincipalArn", "arn:aws:iam::111122223333:role/*"],
      ["StringEquals", "aws:PrincipalOrgID", "o-1"],
      ["ForAnyValue:StringLike", "aws:PrincipalOrgPaths", "o-1/r-1/*"],
      ["StringEquals", "aws:SourceAccount", "111122223333"],
      ["ArnEquals", "AWS:SourceArn", "arn:aws:s3:::bucket"],
      ["IpAddress", "aws:SourceIp", "203.0.113.0/24"],
      ["StringEquals", "aws:SourceOrgID", "o-1"],
      ["ForAnyValue:StringLike", "aws:SourceOrgPaths", "o-1/r-1/*"],
      ["StringEquals", "aws:SourceVpc", "vpc-1"],
      ["ArnLike", "aws:SourceVpcArn", "arn:aws:ec2:eu-west-1:111122223333:vpc/vpc-1"],
      ["StringEquals", "aws:SourceVpce", "vpce-1"],
      ["StringEquals", "aws:VpceAccount", "111122223333"],
      ["StringEquals", "aws:VpceOrgID", "o-1"],
      ["ForAnyValue:StringLike", "aws:VpceOrgPaths", "o-1/r-1/*"],
      ["StringLike", "aws:userid", "AROAX:*"],
    ] as const
  ).map(([operator, key, value]) => ({
    rule: `everyone with a condition on ${key}`,
    statements: [someone(operator, key, value)],
    finds: [],
  })),
  {
    rule: "everyone with a condition on kms:CallerAccount, as KMS documents it",
    statements: [
      everyone({
        Action: "kms:Decrypt",
        Resource: "*",
        Condition: {
          StringEquals: {
            "kms:CallerAccount": "111122223333",
            "kms:ViaService": "s3.eu-west-1.amazonaws.com",
          },
        },
      }),
    ],
    finds: [],
  },
  ...(
    [
      ["StringEquals", "s3:DataAccessPointAccount", "111122223333"],
      ["ArnLike", "s3:DataAccessPointArn", "arn:aws:s3:eu-west-1:111122223333:accesspoint/*"],
    ] as const
  ).map(([operator, key, value]) => ({
    rule: `everyone with a condition on ${key}, as S3 documents it`,
    statements: [
      everyone({
        Action: "s3:GetObject",
        Resource: "arn:aws:s3:::b/*",
        Condition: { [operator]: { [key]: value } },
      }),
    ],
    finds: [],
  })),
  {
    rule: "everyone with a condition on something else",
    statements: [someone("StringEquals", "aws:PrincipalTag/team", "x")],
    finds: ["error public-grant"],
  },
  {
    rule: "everyone of any organisation",
    statements: [someone("StringLike", "aws:PrincipalOrgID", "*")],
    finds: ["error public-grant", "error sensitive-wildcard"],
  },
  {
    rule: "everyone of any name",
    statements: [someone("StringLike", "aws:userid", ["AROAX:*", "?*"])],
    finds: ["error public-grant"],
  },
  ...["arn:*:*:*:*:*", "arn:aws:iam::*:*", "*:*:iam::**:**"].map((arn) => ({
    rule: `everyone with the ARN ${arn}`,
    statements: [someone("StringLike", "aws:PrincipalArn", arn)],
    finds: ["error public-grant"],
  })),
  {
    rule: "everyone with a name",
    statements: [someone("ArnLike", "aws:PrincipalArn", "arn:aws:iam::*:role/admin")],
    finds: [],
  },
  ...["0.0.0.0/0", "::/0", "0:0:0:0:0:0:0:0/0"].map((range) => ({
    rule: `everyone at any address, ${range}`,
    statements: [someone("IpAddress", "aws:SourceIp", range)],
    finds: ["error public-grant"],
  })),
  {
    rule: "everyone but one account",
    statements: [
      someone("StringNotEquals", "aws:PrincipalAccount", "111122223333", {
        Null: { "aws:PrincipalAccount": false },
      }),
    ],
    finds: ["error public-grant"],
  },
  {
    rule: "everyone who has an account",
    statements: [someone("Null", "aws:PrincipalAccount", "false")],
    finds: ["error public-grant"],
  },
  {
    rule: "everyone of an account, or without one",
    statements: [someone("StringEqualsIfExists", "aws:PrincipalAccount", "111122223333")],
    finds: ["error public-grant"],
  },
  {
    rule: "everyone whose organisations are all this one, or none",
    statements: [someone("ForAllValues:StringEqualsIfExists", "aws:PrincipalOrgPaths", "o-1/")],
    finds: ["error public-grant"],
  },
  { rule: "everyone is denied", statements: [deny({ Principal: "*" })], finds: [] },
  {
    rule: "everyone at an endpoint",
    statements: [everyone()],
    options: { kind: "endpoint" },
    finds: [],
  },
  {
    rule: "everyone at API Gateway, which the API judges",
    statements: [
      everyone({ Action: "Execute-API:Invoke", Resource: "arn:aws:execute-api:eu-west-1:111122223333:a1/*" }),
    ],
    finds: [],
  },
  {
    rule: "everyone at API Gateway and at a queue",
    statements: [
      everyone({
        Action: ["execute-api:Invoke", "sqs:SendMessage"],
        Resource: ["arn:aws:execute-api:eu-west-1:111122223333:a1/*", QUEUE],
      }),
    ],
    finds: ["error public-grant"],
  },
  { rule: "one account", statements: [everyone({ Principal: { AWS: "111122223333" } })], finds: [] },
]);

const topic = (Condition?: PolicyStatement["Condition"], more: Partial<PolicyStatement> = {}) =>
  allow({ Principal: { Service: "sns.amazonaws.com" }, ...(Condition && { Condition }), ...more });

describeLint("services in a resource's policy", [
  {
    rule: "for anybody",
    statements: [topic()],
    finds: ["error service-principal"],
    messages: [
      "sns.amazonaws.com may act here for anybody's resources: add a condition on aws:SourceArn, aws:SourceAccount or aws:SourceOrgID.",
    ],
  },
  {
    rule: "two, for anybody",
    statements: [topic(undefined, { Principal: { Service: ["sns.amazonaws.com", "s3.amazonaws.com"] } })],
    finds: ["error service-principal", "error service-principal"],
  },
  ...(
    [
      ["ArnEquals", "aws:SourceArn", "arn:aws:sns:eu-west-1:111122223333:topic"],
      ["ArnLike", "AWS:SourceArn", "arn:aws:sns:*:111122223333:*"],
      ["ArnLike", "aws:SourceArn", "arn:aws:s3:*:*:bucket"],
      ["StringEquals", "AWS:SourceAccount", "111122223333"],
      ["StringEquals", "aws:SourceOrgID", "o-1"],
      ["ForAnyValue:StringLike", "aws:SourceOrgPaths", "o-1/*"],
    ] as const
  ).map(([operator, key, value]) => ({
    rule: `for ${key} ${value}`,
    statements: [topic({ [operator]: { [key]: value } })],
    finds: [],
  })),
  {
    rule: "for any ARN",
    statements: [topic({ ArnLike: { "aws:SourceArn": "arn:aws:sns:*:*:*" } })],
    finds: ["error service-principal"],
  },
  {
    rule: "for an account, or where there is none",
    statements: [topic({ StringEqualsIfExists: { "aws:SourceAccount": "111122223333" } })],
    finds: ["error service-principal"],
  },
  {
    rule: "with another condition",
    statements: [topic({ StringEquals: { "aws:PrincipalAccount": "111122223333" } })],
    finds: ["error service-principal"],
  },
  {
    rule: "for what a log group encrypts, as CloudWatch Logs documents it",
    statements: [
      topic(
        { ArnLike: { "kms:EncryptionContext:aws:logs:arn": "arn:aws:logs:eu-west-1:111122223333:*" } },
        { Action: "kms:Decrypt", Resource: "*", Principal: { Service: "logs.eu-west-1.amazonaws.com" } },
      ),
    ],
    finds: [],
  },
  {
    rule: "for a tag that has the name of what a log group encrypts",
    statements: [topic({ StringEquals: { "aws:PrincipalTag/kms:EncryptionContext:aws:logs:arn": "x" } })],
    finds: ["error service-principal"],
  },
  {
    rule: "for what anybody encrypts with a word",
    statements: [
      topic(
        { StringEquals: { "kms:EncryptionContext:purpose": "x" } },
        { Action: "kms:Decrypt", Resource: "*" },
      ),
    ],
    finds: ["error service-principal"],
  },
  {
    rule: "and an account, of which only the service is meant",
    statements: [topic(undefined, { Principal: { Service: "sns.amazonaws.com", AWS: "111122223333" } })],
    finds: ["error service-principal"],
  },
  { rule: "a Deny", statements: [{ ...topic(), Effect: "Deny" }], finds: [] },
]);

const limited = (key: string): string =>
  `the trust is not limited by ${key}: add a condition on it, or tokens made for others are taken too.`;
const AUDIENCE = { "token.actions.githubusercontent.com:aud": "sts.amazonaws.com" };
const repository = (subject: string | string[], operator = "StringLike") =>
  trust({
    Principal: { Federated: OIDC },
    Condition: {
      StringEquals: AUDIENCE,
      [operator]: {
        ...(operator === "StringEquals" && AUDIENCE),
        "token.actions.githubusercontent.com:sub": subject,
      },
    },
  });

describeLint("trust in identity providers", [
  {
    rule: "tokens of one pool, signed in",
    statements: [trust({ Condition: { ...POOL, ...SIGNED_IN } })],
    finds: [],
  },
  {
    rule: "tokens of any pool",
    statements: [trust({ Condition: SIGNED_IN })],
    finds: ["error federated-trust"],
    messages: [limited("cognito-identity.amazonaws.com:aud")],
  },
  {
    rule: "tokens of guests too",
    statements: [trust({ Condition: POOL })],
    finds: ["error federated-trust"],
    messages: [limited("cognito-identity.amazonaws.com:amr")],
  },
  { rule: "any token", statements: [trust({})], finds: ["error federated-trust", "error federated-trust"] },
  {
    rule: "tokens of any pool, with a star",
    statements: [
      trust({ Condition: { StringLike: { "cognito-identity.amazonaws.com:aud": "*" }, ...SIGNED_IN } }),
    ],
    finds: ["error federated-trust"],
  },
  ...["eu-west-1:*", "eu-west-1:1?"].map((aud) => ({
    rule: `tokens of several pools, ${aud}`,
    statements: [
      trust({ Condition: { StringLike: { "cognito-identity.amazonaws.com:AUD": aud }, ...SIGNED_IN } }),
    ],
    finds: ["error federated-trust"],
  })),
  {
    rule: "amr with ForAllValues, which an absent key passes",
    statements: [
      trust({
        Condition: {
          ...POOL,
          "ForAllValues:StringLike": { "cognito-identity.amazonaws.com:amr": "authenticated" },
        },
      }),
    ],
    finds: ["error federated-trust", "error for-all-values"],
  },
  {
    rule: "any repository of GitHub",
    statements: [trust({ Principal: { Federated: OIDC }, Condition: { StringEquals: AUDIENCE } })],
    finds: ["error federated-trust"],
    messages: [limited("token.actions.githubusercontent.com:sub")],
  },
  {
    rule: "any audience of GitHub",
    statements: [
      trust({
        Principal: { Federated: OIDC },
        Condition: { StringLike: { "token.actions.githubusercontent.com:sub": "repo:me/it:*" } },
      }),
    ],
    finds: ["error federated-trust"],
    messages: [limited("token.actions.githubusercontent.com:aud")],
  },
  { rule: "one repository of GitHub", statements: [repository("repo:me/it:*")], finds: [] },
  {
    rule: "one branch of one repository of GitHub",
    statements: [repository("repo:me/it:ref:refs/heads/main", "StringEquals")],
    finds: [],
  },
  { rule: "every repository of one owner at GitHub", statements: [repository("repo:me/*")], finds: [] },
  {
    rule: "every repository of one owner at GitHub, who is named before",
    statements: [repository("repository_owner:me:repo:*")],
    finds: [],
  },
  ...["repo:*", "repo:*/*:ref:refs/heads/main", "repo:me*", "repo:?e/it:*"].map((subject) => ({
    rule: `every owner at GitHub, ${subject}`,
    statements: [repository(["repo:me/it:*", subject])],
    finds: ["error federated-trust"],
  })),
  ...(
    [
      ["accounts.google.com", "aud"],
      ["www.amazon.com", "app_id"],
      ["graph.facebook.com", "app_id"],
    ] as const
  ).flatMap(([provider, key]) => [
    {
      rule: `any application of ${provider}`,
      statements: [trust({ Principal: { Federated: provider } })],
      finds: ["error federated-trust"],
      messages: [limited(`${provider}:${key}`)],
    },
    {
      rule: `one application of ${provider}`,
      statements: [
        trust({
          Principal: { Federated: provider },
          Condition: { StringEquals: { [`${provider}:${key}`]: "x" } },
        }),
      ],
      finds: [],
    },
  ]),
  {
    rule: "a service that has the name of a provider",
    statements: [
      trust({ Action: "sts:AssumeRole", Principal: { Service: "cognito-identity.amazonaws.com" } }),
    ],
    finds: [],
  },
  {
    rule: "a company's own SAML provider",
    statements: [
      trust({
        Action: "sts:AssumeRoleWithSAML",
        Principal: { Federated: "arn:aws:iam::111122223333:saml-provider/company" },
        Condition: { StringEquals: { "SAML:aud": "https://signin.aws.amazon.com/saml" } },
      }),
    ],
    finds: [],
  },
  { rule: "a Deny", statements: [trust({ Effect: "Deny" })], finds: [] },
]);

describeLint("trust policies", [
  ...[
    "sts:AssumeRole",
    "sts:AssumeRoleWithSAML",
    "sts:AssumeRoleWithWebIdentity",
    "sts:TagSession",
    "sts:SetSourceIdentity",
    "sts:SetContext",
    "STS:assumerole",
  ].map((Action) => ({
    rule: Action,
    statements: [trust({ Action, Principal: { Service: "lambda.amazonaws.com" } })],
    finds: [],
  })),
  {
    rule: "an action that is no assumption",
    statements: [trust({ Action: "sts:GetCallerIdentity", Principal: { Service: "lambda.amazonaws.com" } })],
    finds: ["error trust-action"],
    messages: [
      "sts:GetCallerIdentity has no place in a trust policy: use sts:AssumeRole, sts:AssumeRoleWithWebIdentity, sts:AssumeRoleWithSAML, sts:TagSession or sts:SetSourceIdentity.",
    ],
  },
  {
    rule: "an action of another service, behind a good one",
    statements: [
      trust({
        Action: ["sts:AssumeRole", "sqs:SendMessage"],
        Principal: { Service: "lambda.amazonaws.com" },
      }),
    ],
    finds: ["error trust-action"],
  },
  {
    rule: "an action of a service that only ends alike",
    statements: [trust({ Action: "ests:AssumeRole", Principal: { Service: "lambda.amazonaws.com" } })],
    finds: ["error trust-action", "error unknown-action"],
  },
  ...["sts:*", "sts:Assume*", "sts:AssumeRole*"].map((Action) => ({
    rule: `the wildcard ${Action}`,
    statements: [trust({ Action, Principal: { Service: "lambda.amazonaws.com" } })],
    finds: ["error trust-action"],
  })),
  {
    rule: "sts:GetCallerIdentity of an identity",
    statements: [allow({ Action: "sts:GetCallerIdentity", Resource: "*" })],
    finds: [],
  },
  {
    rule: "everyone may assume",
    statements: [trust({ Action: "sts:AssumeRole", Principal: "*" })],
    finds: ["error public-grant"],
  },
  {
    rule: "a resource in a trust policy",
    statements: [trust({ Resource: "*" })],
    finds: ["error malformed"],
    options: { kind: "trust" },
  },
]);

const other = (
  Condition?: PolicyStatement["Condition"],
  AWS: string | string[] = "arn:aws:iam::444455556666:root",
) => trust({ Action: "sts:AssumeRole", Principal: { AWS }, ...(Condition && { Condition }) });

describeLint("trust in another account", [
  {
    rule: "for anybody",
    statements: [other()],
    finds: ["warning cross-account-trust"],
    messages: [
      "the account 444455556666 may assume the role for anybody: add a condition on sts:ExternalId or aws:PrincipalOrgID.",
    ],
  },
  {
    rule: "by its number, while the own one is known",
    statements: [other(undefined, "444455556666")],
    options: { account: "111122223333" },
    finds: ["warning cross-account-trust"],
  },
  {
    rule: "a role of it, and one of the own",
    statements: [
      other(undefined, [
        "arn:aws:iam::444455556666:role/x",
        "arn:aws:iam::111122223333:role/123456789012345",
      ]),
    ],
    options: { account: "111122223333" },
    finds: ["warning cross-account-trust"],
    says: "the account 444455556666 may",
  },
  {
    rule: "everyone, who has no account",
    statements: [other(undefined, "*")],
    options: { account: "111122223333" },
    finds: ["error public-grant"],
  },
  {
    rule: "which is the own",
    statements: [other()],
    options: { account: "444455556666" },
    finds: [],
  },
  ...(
    [
      ["StringEquals", "sts:ExternalId", "x"],
      ["StringEquals", "aws:PrincipalOrgID", "o-1"],
      ["ForAnyValue:StringLike", "aws:PrincipalOrgPaths", "o-1/*"],
      ["Bool", "aws:MultiFactorAuthPresent", "true"],
      ["Bool", "AWS:multifactorauthpresent", "TRUE"],
    ] as const
  ).map(([operator, key, value]) => ({
    rule: `with ${key} ${value}`,
    statements: [other({ [operator]: { [key]: value } })],
    finds: [],
  })),
  {
    rule: "with any external id",
    statements: [other({ StringLike: { "sts:ExternalId": "*" } })],
    finds: ["warning cross-account-trust"],
  },
  {
    rule: "without a second factor",
    statements: [other({ Bool: { "aws:MultiFactorAuthPresent": "false" } })],
    finds: ["warning cross-account-trust"],
  },
  {
    rule: "with another condition",
    statements: [other({ StringEquals: { "aws:userid": "x" } })],
    finds: ["warning cross-account-trust"],
  },
  { rule: "a Deny", statements: [{ ...other(), Effect: "Deny" }], finds: [] },
  {
    rule: "in a resource's policy, where it is named on purpose",
    statements: [allow({ Principal: { AWS: "444455556666" } })],
    finds: [],
  },
  {
    rule: "a provider of another account is no such trust",
    statements: [repository("repo:me/it:*")],
    finds: [],
  },
]);

const DEPLOYER = "arn:aws:iam::111122223333:role/deploy";
const SESSION = "arn:aws:sts::111122223333:assumed-role/deploy/ci";
const locked = (more: Partial<PolicyStatement> = {}) =>
  deny({ Principal: "*", Action: "sqs:SetQueueAttributes", ...more });
const unlessDeployer = { ArnNotEquals: { "aws:PrincipalArn": DEPLOYER } };

describeLint("a Deny that covers who deploys", [
  {
    rule: "everyone",
    statements: [locked()],
    options: { deployer: DEPLOYER },
    finds: ["warning denied-deployer"],
    messages: [
      `it also denies ${DEPLOYER}, which deploys this: leave it out by ArnNotEquals on aws:PrincipalArn.`,
    ],
  },
  { rule: "everyone, where nobody knows who deploys", statements: [locked()], finds: [] },
  {
    rule: "the account",
    statements: [locked({ Principal: { AWS: "111122223333" } })],
    options: { deployer: SESSION },
    finds: ["warning denied-deployer"],
  },
  {
    rule: "another account",
    statements: [locked({ Principal: { AWS: "444455556666" } })],
    options: { deployer: DEPLOYER },
    finds: [],
  },
  ...[DEPLOYER, SESSION].map((deployer) => ({
    rule: `everyone but ${deployer}`,
    statements: [locked({ Condition: unlessDeployer })],
    options: { deployer },
    finds: [],
  })),
  {
    rule: "everyone but a role with a path, which deploys",
    statements: [
      locked({
        Condition: { ArnNotEquals: { "aws:PrincipalArn": "arn:aws:iam::111122223333:role/ci/deploy" } },
      }),
    ],
    options: { deployer: "arn:aws:iam::111122223333:role/ci/deploy" },
    finds: [],
  },
  {
    rule: "all but the account and its role, which deploys",
    statements: [{ ...deny(), NotPrincipal: { AWS: ["111122223333", DEPLOYER] } }],
    options: { deployer: DEPLOYER },
    finds: [],
  },
  {
    rule: "everyone but another role",
    statements: [locked({ Condition: unlessDeployer })],
    options: { deployer: "arn:aws:iam::111122223333:role/other" },
    finds: ["warning denied-deployer"],
  },
  {
    rule: "everyone but a user, who deploys",
    statements: [
      locked({ Condition: { ArnNotEquals: { "aws:PrincipalArn": "arn:aws:iam::111122223333:user/me" } } }),
    ],
    options: { deployer: "arn:aws:iam::111122223333:user/me" },
    finds: [],
  },
  {
    rule: "everyone of another account, by condition",
    statements: [locked({ Condition: { StringNotEquals: { "AWS:PrincipalAccount": "111122223333" } } })],
    options: { deployer: DEPLOYER },
    finds: [],
  },
  {
    rule: "everyone without encryption, who can do better",
    statements: [locked({ Condition: { Bool: { "aws:SecureTransport": "false" } } })],
    options: { deployer: DEPLOYER },
    finds: [],
  },
  {
    rule: "everyone elsewhere, who can come here",
    statements: [locked({ Condition: { StringNotEquals: { "aws:SourceVpce": "vpce-1" } } })],
    options: { deployer: DEPLOYER },
    finds: [],
  },
  ...[DEPLOYER, SESSION].map((deployer) => ({
    rule: `the role alone, by condition, of ${deployer}`,
    statements: [locked({ Condition: { ArnEquals: { "aws:PrincipalArn": DEPLOYER } } })],
    options: { deployer },
    finds: ["warning denied-deployer"],
  })),
  {
    rule: "a user alone, by condition",
    statements: [
      locked({ Condition: { ArnEquals: { "aws:PrincipalArn": "arn:aws:iam::111122223333:user/me" } } }),
    ],
    options: { deployer: "arn:aws:iam::111122223333:user/me" },
    finds: ["warning denied-deployer"],
  },
  {
    rule: "the account, by condition",
    statements: [locked({ Condition: { StringEquals: { "aws:PrincipalAccount": "111122223333" } } })],
    options: { deployer: DEPLOYER },
    finds: ["warning denied-deployer"],
  },
  {
    rule: "all but others",
    statements: [{ ...deny(), NotPrincipal: { AWS: "444455556666" } }],
    options: { deployer: DEPLOYER },
    finds: ["warning denied-deployer"],
  },
  {
    rule: "everyone, in a trust policy",
    statements: [trust({ Effect: "Deny", Principal: "*", Action: "sts:AssumeRole" })],
    options: { deployer: DEPLOYER },
    finds: ["warning denied-deployer"],
  },
  {
    rule: "an Allow",
    statements: [allow({ Principal: { AWS: DEPLOYER } })],
    options: { deployer: DEPLOYER },
    finds: [],
  },
  {
    rule: "a document of an identity, which is not that of who deploys",
    statements: [deny()],
    options: { deployer: DEPLOYER },
    finds: [],
  },
  {
    rule: "at an endpoint, which is another way in",
    statements: [locked()],
    options: { deployer: DEPLOYER, kind: "endpoint" },
    finds: [],
  },
  {
    rule: "everyone, where a service deploys",
    statements: [locked({ Condition: { StringEquals: { "aws:PrincipalAccount": "111122223333" } } })],
    options: { deployer: "cloudformation.amazonaws.com" },
    finds: [],
  },
]);
