import {
  ACCOUNT,
  allow,
  ALLOWED,
  DENIED,
  describeDecisions,
  identity,
  resource,
  ROLE,
  ROOT,
  SESSION,
  USER,
} from "./decision-case";

const trusted = `arn:aws:iam::${ACCOUNT}:role/trusted`;
const assume = { Action: "sts:AssumeRole" };
const mayAssume = identity(allow({ ...assume, Resource: trusted }));
const trust = (AWS: string) => resource({ Effect: "Allow", Principal: { AWS }, ...assume });
const key = `arn:aws:kms:eu-west-1:${ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;
const decrypt = { action: "kms:Decrypt", resource: key };
const mayDecrypt = identity(allow({ Action: "kms:Decrypt", Resource: key }));

const MUST_BE_TRUSTED = [
  "sts:AssumeRole",
  "sts:AssumeRoleWithWebIdentity",
  "sts:AssumeRoleWithSAML",
  "sts:TagSession",
  "sts:SetSourceIdentity",
  "sts:SetContext",
];

describeDecisions("what a role's trust must allow, whatever the caller's policies say", [
  ...MUST_BE_TRUSTED.map((action) => ({
    rule: action,
    action,
    resource: trusted,
    policies: identity(allow({ Action: "*", Resource: "*" })),
    is: DENIED,
    deniedBy: "resource" as const,
  })),
  {
    rule: "not what is no role",
    action: "sts:TagSession",
    resource: `arn:aws:iam::${ACCOUNT}:user/role/ann`,
    policies: identity(allow({ Action: "sts:*", Resource: "*" })),
    is: ALLOWED,
  },
  {
    rule: "not another service's role",
    action: "sts:AssumeRole",
    resource: `arn:aws:other:eu-west-1:${ACCOUNT}:role/x`,
    policies: identity(allow({ Action: "sts:*", Resource: "*" })),
    is: ALLOWED,
  },
  {
    rule: "not where no resource is named",
    action: "sts:AssumeRole",
    resource: "*",
    policies: identity(allow({ Action: "sts:*", Resource: "*" })),
    is: ALLOWED,
  },
  {
    rule: "also for a user",
    principal: USER,
    action: "sts:AssumeRole",
    resource: trusted,
    policies: mayAssume,
    is: DENIED,
    deniedBy: "resource",
  },
  {
    rule: "also for the root",
    principal: ROOT,
    action: "sts:AssumeRole",
    resource: trusted,
    policies: {},
    is: DENIED,
    deniedBy: "resource",
  },
]);

describeDecisions("roles and keys, whose own policy must speak", [
  {
    rule: "an alias is not its key",
    action: "kms:CreateAlias",
    resource: key.replace("key/", "alias/"),
    policies: identity(allow({ Action: "kms:*", Resource: "*" })),
    is: ALLOWED,
  },
  {
    rule: "another service's action on a key asks no key policy",
    action: "tag:TagResources",
    resource: key,
    policies: identity(allow({ Action: "tag:*", Resource: "*" })),
    is: ALLOWED,
  },
  {
    rule: "what another service calls a key is none",
    action: "kms:Decrypt",
    resource: key.replace(":kms:", ":other:"),
    policies: identity(allow({ Action: "kms:*", Resource: "*" })),
    is: ALLOWED,
  },
  {
    rule: "a key's action in any case",
    action: "KMS:decrypt",
    resource: key,
    policies: mayDecrypt,
    is: DENIED,
    deniedBy: "resource",
  },
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
