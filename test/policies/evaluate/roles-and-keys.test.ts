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
} from "./decision-case";

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
