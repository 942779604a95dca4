import {
  ACCOUNT,
  allow,
  ALLOWED,
  deny,
  DENIED,
  describeDecisions,
  identity,
  QUEUE,
  REFUSED,
  resource,
} from "./decision-case";

const trusted = `arn:aws:iam::${ACCOUNT}:role/trusted`;
const webIdentity = {
  action: "sts:AssumeRoleWithWebIdentity",
  resource: trusted,
  principal: "cognito-identity.amazonaws.com",
};
const pool = "eu-west-1:11111111-2222-3333-4444-555555555555";
const trustsPool = resource({
  Effect: "Allow",
  Principal: { Federated: "cognito-identity.amazonaws.com" },
  Action: "sts:AssumeRoleWithWebIdentity",
  Condition: {
    StringEquals: { "cognito-identity.amazonaws.com:aud": pool },
    "ForAnyValue:StringLike": { "cognito-identity.amazonaws.com:amr": "authenticated" },
  },
});
const token = (aud: string, ...amr: string[]) => ({
  "cognito-identity.amazonaws.com:aud": aud,
  "cognito-identity.amazonaws.com:amr": amr,
});

describeDecisions("principals without an account", [
  {
    rule: "a token of the trusted pool",
    ...webIdentity,
    context: token(pool, "authenticated", "login.app"),
    policies: trustsPool,
    is: ALLOWED,
  },
  {
    rule: "a token of another pool",
    ...webIdentity,
    context: token(`${pool}6`, "authenticated"),
    policies: trustsPool,
    is: DENIED,
    deniedBy: "resource",
  },
  {
    rule: "a guest's token",
    ...webIdentity,
    context: token(pool, "unauthenticated"),
    policies: trustsPool,
    is: DENIED,
  },
  { rule: "a token without amr", ...webIdentity, context: token(pool), policies: trustsPool, is: DENIED },
  {
    rule: "another provider",
    ...webIdentity,
    principal: "accounts.google.com",
    context: token(pool, "authenticated"),
    policies: trustsPool,
    is: DENIED,
  },
  {
    rule: "a service is let in by the resource alone",
    principal: "sns.amazonaws.com",
    policies: resource(allow({ Principal: { Service: "sns.amazonaws.com" } })),
    is: ALLOWED,
  },
  {
    rule: "another service is not",
    principal: "events.amazonaws.com",
    policies: resource(allow({ Principal: { Service: "sns.amazonaws.com" } })),
    is: DENIED,
    deniedBy: "resource",
  },
  {
    rule: "no identity policy speaks for a service",
    principal: "sns.amazonaws.com",
    policies: identity(allow()),
    is: DENIED,
    deniedBy: "resource",
  },
  {
    rule: "a service's Allow is bound to its source",
    principal: "sns.amazonaws.com",
    context: { "aws:SourceArn": "arn:aws:sns:eu-west-1:999988887777:topic" },
    policies: resource(
      allow({
        Principal: { Service: "sns.amazonaws.com" },
        Condition: { ArnEquals: { "aws:SourceArn": "arn:aws:sns:eu-west-1:111122223333:*" } },
      }),
    ),
    is: DENIED,
  },
  {
    rule: "anonymous is everyone's least",
    principal: "anonymous",
    policies: resource(allow({ Principal: "*" })),
    is: ALLOWED,
  },
  {
    rule: "{ AWS: * } is everyone too",
    principal: "anonymous",
    policies: resource(allow({ Principal: { AWS: "*" } })),
    is: ALLOWED,
  },
  {
    rule: "anonymous is in no account",
    principal: "anonymous",
    policies: resource(allow({ Principal: { AWS: ACCOUNT } })),
    is: DENIED,
  },
  {
    rule: "anonymous has no identity policy",
    principal: "anonymous",
    resource: QUEUE,
    policies: identity(allow()),
    is: DENIED,
  },
  {
    rule: "a Deny to everyone hits services",
    principal: "sns.amazonaws.com",
    policies: resource(allow({ Principal: { Service: "sns.amazonaws.com" } }), deny({ Principal: "*" })),
    is: REFUSED,
  },
]);
