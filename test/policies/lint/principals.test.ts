import { type PolicyStatement } from "../../../policies";
import { allow, describeLint, QUEUE } from "./lint-case";

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

describeLint("grants of all but", [
  {
    rule: "Allow with NotAction",
    statements: [{ Effect: "Allow", NotAction: "iam:*", Resource: QUEUE }],
    finds: ["error negated-grant"],
  },
  {
    rule: "Allow with NotResource",
    statements: [{ Effect: "Allow", Action: "sqs:SendMessage", NotResource: QUEUE }],
    finds: ["error negated-grant"],
  },
  {
    rule: "Allow with NotPrincipal",
    statements: [{ ...allow(), NotPrincipal: { AWS: "111122223333" } }],
    finds: ["error negated-grant"],
  },
  {
    rule: "Deny with all three",
    statements: [
      { Effect: "Deny", NotAction: "iam:*", NotResource: QUEUE, NotPrincipal: { AWS: "111122223333" } },
    ],
    finds: [],
  },
  {
    rule: "a boundary of all but",
    statements: [{ Effect: "Allow", NotAction: "iam:*", Resource: "*" }],
    finds: [],
    options: { kind: "boundary" },
  },
]);

describeLint("principals", [
  { rule: "everyone", statements: [everyone()], finds: ["error public-grant"] },
  {
    rule: "everyone by another name",
    statements: [everyone({ Principal: { AWS: ["111122223333", "*"] } })],
    finds: ["error public-grant"],
  },
  {
    rule: "everyone of an organisation",
    statements: [everyone({ Condition: { StringEquals: { "aws:PrincipalOrgID": "o-1" } } })],
    finds: [],
  },
  {
    rule: "everyone of any organisation",
    statements: [everyone({ Condition: { StringLike: { "aws:PrincipalOrgID": "*" } } })],
    finds: ["error public-grant"],
  },
  {
    rule: "everyone but one account",
    statements: [
      everyone({
        Condition: {
          StringNotEquals: { "aws:PrincipalAccount": "1" },
          Null: { "aws:PrincipalAccount": false },
        },
      }),
    ],
    finds: ["error public-grant"],
  },
  {
    rule: "everyone of an account, or without one",
    statements: [everyone({ Condition: { StringEqualsIfExists: { "aws:PrincipalAccount": "1" } } })],
    finds: ["error public-grant"],
  },
  { rule: "everyone is denied", statements: [{ ...everyone(), Effect: "Deny" }], finds: [] },
  {
    rule: "everyone at API Gateway, which the API judges",
    statements: [
      everyone({ Action: "execute-api:Invoke", Resource: "arn:aws:execute-api:eu-west-1:111122223333:a1/*" }),
    ],
    finds: [],
  },
  { rule: "one account", statements: [everyone({ Principal: { AWS: "111122223333" } })], finds: [] },
]);

describeLint("trust policies", [
  {
    rule: "tokens of one pool, signed in",
    statements: [trust({ Condition: { ...POOL, ...SIGNED_IN } })],
    finds: [],
  },
  {
    rule: "tokens of any pool",
    statements: [trust({ Condition: SIGNED_IN })],
    finds: ["error federated-trust"],
    says: "cognito-identity.amazonaws.com:aud",
  },
  {
    rule: "tokens of guests too",
    statements: [trust({ Condition: POOL })],
    finds: ["error federated-trust"],
    says: "cognito-identity.amazonaws.com:amr",
  },
  { rule: "any token", statements: [trust({})], finds: ["error federated-trust", "error federated-trust"] },
  {
    rule: "tokens of any pool, with a star",
    statements: [
      trust({ Condition: { StringLike: { "cognito-identity.amazonaws.com:aud": "*" }, ...SIGNED_IN } }),
    ],
    finds: ["error federated-trust"],
  },
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
    statements: [
      trust({
        Principal: { Federated: OIDC },
        Condition: { StringEquals: { "token.actions.githubusercontent.com:aud": "sts.amazonaws.com" } },
      }),
    ],
    finds: ["error federated-trust"],
    says: ":sub",
  },
  {
    rule: "one repository of GitHub",
    statements: [
      trust({
        Principal: { Federated: OIDC },
        Condition: {
          StringEquals: { "token.actions.githubusercontent.com:aud": "sts.amazonaws.com" },
          StringLike: { "token.actions.githubusercontent.com:sub": "repo:me/it:*" },
        },
      }),
    ],
    finds: [],
  },
  {
    rule: "session tags beside the assumption",
    statements: [
      trust({
        Action: ["sts:AssumeRoleWithWebIdentity", "sts:TagSession"],
        Condition: { ...POOL, ...SIGNED_IN },
      }),
    ],
    finds: [],
  },
  {
    rule: "an action that is no assumption",
    statements: [trust({ Action: "sts:GetCallerIdentity", Principal: { AWS: "111122223333" } })],
    finds: ["error trust-action"],
  },
  {
    rule: "a wildcard as action",
    statements: [trust({ Action: "sts:*", Principal: { AWS: "111122223333" } })],
    finds: ["error trust-action"],
  },
  {
    rule: "a service may assume",
    statements: [trust({ Action: "sts:AssumeRole", Principal: { Service: "lambda.amazonaws.com" } })],
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
