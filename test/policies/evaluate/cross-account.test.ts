import {
  ACCOUNT,
  allow,
  ALLOWED,
  deny,
  DENIED,
  describeDecisions,
  document,
  identity,
  OTHER_ACCOUNT,
  QUEUE,
  REFUSED,
  resource,
  ROLE,
  ROOT,
  SESSION,
} from "./decision-case";

const queue = `arn:aws:sqs:eu-west-1:${OTHER_ACCOUNT}:orders`;
const granted = identity(allow({ Resource: queue }));
const to = (AWS: string) => resource(allow({ Resource: queue, Principal: { AWS } }));

describeDecisions("between two accounts", [
  {
    rule: "the identity's Allow alone is not enough",
    resource: queue,
    policies: granted,
    is: DENIED,
    deniedBy: "resource",
  },
  {
    rule: "the resource's Allow alone is not enough",
    resource: queue,
    policies: to(SESSION),
    is: DENIED,
    deniedBy: "identity",
  },
  { rule: "both sides allow", resource: queue, policies: { ...granted, ...to(SESSION) }, is: ALLOWED },
  {
    rule: "the resource may name the caller's account",
    resource: queue,
    policies: { ...granted, ...to(ACCOUNT) },
    is: ALLOWED,
  },
  {
    rule: "the resource may name the caller's root",
    resource: queue,
    policies: { ...granted, ...to(ROOT) },
    is: ALLOWED,
  },
  {
    rule: "the resource may name the caller's role",
    resource: queue,
    policies: { ...granted, ...to(ROLE) },
    is: ALLOWED,
  },
  {
    rule: "everyone still needs an Allow at home",
    resource: queue,
    policies: to("*"),
    is: DENIED,
    deniedBy: "identity",
  },
  {
    rule: "naming its own account lets nobody else in",
    resource: queue,
    policies: { ...granted, ...to(OTHER_ACCOUNT) },
    is: DENIED,
  },
  {
    rule: "the boundary limits even a grant to the session",
    resource: queue,
    policies: { ...granted, ...to(SESSION), boundary: document(allow()) },
    is: DENIED,
    deniedBy: "boundary",
  },
  {
    rule: "the session policy limits even a grant to the session",
    resource: queue,
    policies: { ...granted, ...to(SESSION), session: document(allow()) },
    is: DENIED,
    deniedBy: "session",
  },
  {
    rule: "a Deny on the resource's side wins",
    resource: queue,
    policies: {
      ...granted,
      ...resource(
        allow({ Resource: queue, Principal: "*" }),
        deny({ Resource: queue, Principal: { AWS: ACCOUNT } }),
      ),
    },
    is: REFUSED,
    deniedBy: "resource",
  },
  {
    rule: "the root of one account is nobody in another",
    principal: ROOT,
    resource: queue,
    policies: {},
    is: DENIED,
    deniedBy: "resource",
  },
  {
    rule: "the root needs only the resource's Allow",
    principal: ROOT,
    resource: queue,
    policies: to(ROOT),
    is: ALLOWED,
  },
  {
    rule: "the stated owner counts, not the account in the ARN",
    accountOfResource: OTHER_ACCOUNT,
    policies: identity(allow()),
    is: DENIED,
    deniedBy: "resource",
  },
  {
    rule: "the stated owner can make it one account",
    resource: queue,
    accountOfResource: ACCOUNT,
    policies: granted,
    is: ALLOWED,
  },
  {
    rule: "an ARN without an account is the caller's own",
    action: "s3:GetObject",
    resource: "arn:aws:s3:::bucket/key",
    policies: identity(allow({ Action: "s3:GetObject", Resource: "arn:aws:s3:::bucket/*" })),
    is: ALLOWED,
  },
  {
    rule: "a bucket of a stated other account needs both sides",
    action: "s3:GetObject",
    resource: "arn:aws:s3:::bucket/key",
    accountOfResource: OTHER_ACCOUNT,
    policies: identity(allow({ Action: "s3:GetObject", Resource: "arn:aws:s3:::bucket/*" })),
    is: DENIED,
  },
]);

const trusted = `arn:aws:iam::${ACCOUNT}:role/trusted`;
const assume = { Action: "sts:AssumeRole" };
const mayAssume = identity(allow({ ...assume, Resource: trusted }));
const trust = (AWS: string) => resource({ Effect: "Allow", Principal: { AWS }, ...assume });
const key = `arn:aws:kms:eu-west-1:${ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;
const decrypt = { action: "kms:Decrypt", resource: key };
const mayDecrypt = identity(allow({ Action: "kms:Decrypt", Resource: key }));

describeDecisions("roles and keys, whose own policy must speak", [
  {
    rule: "no role is assumed without its trust",
    action: "sts:AssumeRole",
    resource: trusted,
    policies: mayAssume,
    is: DENIED,
    deniedBy: "resource",
  },
  {
    rule: "a trust that names somebody else does not help",
    action: "sts:AssumeRole",
    resource: trusted,
    policies: { ...mayAssume, ...trust(`${ROLE}-2`) },
    is: DENIED,
    deniedBy: "resource",
  },
  {
    rule: "a trust that names the role suffices",
    action: "sts:AssumeRole",
    resource: trusted,
    policies: trust(ROLE),
    is: ALLOWED,
  },
  {
    rule: "a trust that names the session suffices",
    action: "sts:AssumeRole",
    resource: trusted,
    policies: trust(SESSION),
    is: ALLOWED,
  },
  {
    rule: "a trust that names the account needs the identity's Allow",
    action: "sts:AssumeRole",
    resource: trusted,
    policies: trust(ROOT),
    is: DENIED,
    deniedBy: "identity",
  },
  {
    rule: "trust in the account and the identity's Allow",
    action: "sts:AssumeRole",
    resource: trusted,
    policies: { ...mayAssume, ...trust(ROOT) },
    is: ALLOWED,
  },
  {
    rule: "tagging a session needs the trust too",
    action: "sts:TagSession",
    resource: trusted,
    policies: { ...identity(allow({ Action: "sts:*", Resource: "*" })), ...trust(ROLE) },
    is: DENIED,
  },
  {
    rule: "no key is used without its key policy",
    ...decrypt,
    policies: mayDecrypt,
    is: DENIED,
    deniedBy: "resource",
  },
  {
    rule: "a key policy that trusts the account leaves it to IAM",
    ...decrypt,
    policies: {
      ...mayDecrypt,
      ...resource(allow({ Action: "kms:*", Resource: "*", Principal: { AWS: ROOT } })),
    },
    is: ALLOWED,
  },
  {
    rule: "not even the root uses a key whose policy forgets it",
    ...decrypt,
    principal: ROOT,
    policies: resource(allow({ Action: "kms:*", Resource: "*", Principal: { AWS: ROLE } })),
    is: DENIED,
    deniedBy: "resource",
  },
  {
    rule: "an action on no key asks no key policy",
    action: "kms:ListKeys",
    resource: "*",
    policies: identity(allow({ Action: "kms:ListKeys", Resource: "*" })),
    is: ALLOWED,
  },
  {
    rule: "reading a role through IAM asks no trust",
    action: "iam:GetRole",
    resource: trusted,
    policies: identity(allow({ Action: "iam:GetRole", Resource: trusted })),
    is: ALLOWED,
  },
]);

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
