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
  ROOT,
  SESSION,
} from "./decision-case";

const everything = document(allow({ Action: "*", Resource: "*" }));
const nothingHere = document(allow({ Action: "s3:*", Resource: "*" }));
const everyResource = document(allow({ Action: "*", Resource: "*", Principal: "*" }));
const otherResources = document(allow({ Action: "s3:*", Resource: "*", Principal: "*" }));
const granted = identity(allow());
const toSession = resource(allow({ Principal: { AWS: SESSION } }));
const outsideEurope = document(
  allow({ Action: "*", Resource: "*" }),
  deny({
    NotAction: ["iam:*", "sts:*"],
    Resource: "*",
    Condition: { StringNotEquals: { "aws:RequestedRegion": ["eu-west-1", "eu-central-1"] } },
  }),
);

describeDecisions("service control policies, level by level", [
  {
    rule: "the first level that does not allow is the one that denies",
    policies: { ...granted, serviceControl: [everything, nothingHere, nothingHere] },
    is: DENIED,
    deniedBy: "serviceControl",
    level: 1,
    by: null,
  },
  {
    rule: "one level cannot make up for another",
    policies: { ...granted, serviceControl: [nothingHere, everything] },
    is: DENIED,
    level: 0,
  },
  {
    rule: "a level without statements allows nothing",
    policies: { ...granted, serviceControl: [everything, document()] },
    is: DENIED,
    level: 1,
  },
  {
    rule: "a Deny says at which level it stands",
    policies: { ...granted, serviceControl: [everything, document(allow(), deny())] },
    is: REFUSED,
    level: 1,
    by: { kind: "serviceControl", level: 1, index: 1 },
  },
  {
    rule: "the highest Deny is the one reported",
    policies: { ...granted, serviceControl: [document(deny()), document(deny())] },
    is: REFUSED,
    level: 0,
  },
  {
    rule: "a missing Allow above does not hide a Deny below",
    policies: { ...granted, serviceControl: [nothingHere, document(deny())] },
    is: REFUSED,
    level: 1,
  },
  {
    rule: "they hold for what the resource grants to the session",
    policies: { ...toSession, serviceControl: [nothingHere] },
    is: DENIED,
    deniedBy: "serviceControl",
  },
  {
    rule: "they hold for the root",
    principal: ROOT,
    policies: { serviceControl: [everything, document(allow({ Action: "*", Resource: "*" }), deny())] },
    is: REFUSED,
  },
  {
    rule: "they leave the root what they allow",
    principal: ROOT,
    policies: { serviceControl: [everything] },
    is: ALLOWED,
    by: null,
  },
  {
    rule: "a region is denied outside the list",
    context: { "aws:RequestedRegion": "us-east-1" },
    policies: { ...granted, serviceControl: [outsideEurope] },
    is: REFUSED,
  },
  {
    rule: "a region inside the list is not",
    context: { "aws:RequestedRegion": "eu-west-1" },
    policies: { ...granted, serviceControl: [outsideEurope] },
    is: ALLOWED,
  },
  {
    rule: "a request without a region is outside every list",
    policies: { ...granted, serviceControl: [outsideEurope] },
    is: REFUSED,
  },
  {
    rule: "what NotAction leaves out is not denied",
    action: "iam:GetRole",
    resource: `arn:aws:iam::${ACCOUNT}:role/reader`,
    context: { "aws:RequestedRegion": "us-east-1" },
    policies: {
      ...identity(allow({ Action: "iam:GetRole", Resource: "*" })),
      serviceControl: [outsideEurope],
    },
    is: ALLOWED,
  },
  {
    rule: "no service control policy binds where none is given",
    policies: granted,
    is: ALLOWED,
    by: { kind: "identity", index: 0 },
  },
]);

const ownOrganisation = document(
  allow({ Action: "*", Resource: "*", Principal: "*" }),
  deny({
    Action: "*",
    Resource: "*",
    Principal: "*",
    Condition: {
      StringNotEqualsIfExists: { "aws:PrincipalOrgID": "o-own" },
      BoolIfExists: { "aws:PrincipalIsAWSService": "false" },
    },
  }),
);

describeDecisions("resource control policies, level by level", [
  {
    rule: "each must allow",
    policies: { ...granted, resourceControl: [everyResource, otherResources] },
    is: DENIED,
    deniedBy: "resourceControl",
    level: 1,
  },
  {
    rule: "they grant nothing themselves",
    policies: { resourceControl: [everyResource] },
    is: DENIED,
    deniedBy: "identity",
  },
  {
    rule: "they come after the service control policies",
    policies: { ...granted, serviceControl: [nothingHere], resourceControl: [otherResources] },
    is: DENIED,
    deniedBy: "serviceControl",
  },
  {
    rule: "they hold for anonymous callers",
    principal: "anonymous",
    policies: { ...resource(allow({ Principal: "*" })), resourceControl: [otherResources] },
    is: DENIED,
    deniedBy: "resourceControl",
  },
  {
    rule: "they hold for what the resource grants to the session",
    policies: { ...toSession, resourceControl: [otherResources] },
    is: DENIED,
    deniedBy: "resourceControl",
  },
  {
    rule: "they hold for callers of another account",
    principal: `arn:aws:iam::${OTHER_ACCOUNT}:user/eve`,
    policies: {
      ...granted,
      ...resource(allow({ Principal: { AWS: OTHER_ACCOUNT } })),
      resourceControl: [ownOrganisation],
    },
    context: { "aws:PrincipalOrgID": "o-other", "aws:PrincipalIsAWSService": "false" },
    is: REFUSED,
    deniedBy: "resourceControl",
    level: 0,
    by: { kind: "resourceControl", index: 1 },
  },
  {
    rule: "members of the organisation pass",
    context: { "aws:PrincipalOrgID": "o-own", "aws:PrincipalIsAWSService": "false" },
    policies: { ...granted, resourceControl: [ownOrganisation] },
    is: ALLOWED,
  },
  {
    rule: "services pass",
    principal: "sns.amazonaws.com",
    context: { "aws:PrincipalIsAWSService": "true" },
    policies: {
      ...resource(allow({ Principal: { Service: "sns.amazonaws.com" } })),
      resourceControl: [ownOrganisation],
    },
    is: ALLOWED,
  },
]);

const bucketOnly = document(
  allow({ Principal: "*", Action: "s3:GetObject", Resource: "arn:aws:s3:::own-*/*" }),
);
const read = (bucket: string) => ({ action: "s3:GetObject", resource: `arn:aws:s3:::${bucket}/a` });
const mayRead = identity(allow({ Action: "s3:*", Resource: "*" }));

describeDecisions("the policy of a VPC endpoint", [
  {
    rule: "lets through what it allows",
    ...read("own-data"),
    policies: { ...mayRead, endpoint: bucketOnly },
    is: ALLOWED,
    by: { kind: "identity" },
  },
  {
    rule: "holds back what it does not",
    ...read("elsewhere"),
    policies: { ...mayRead, endpoint: bucketOnly },
    is: DENIED,
    deniedBy: "endpoint",
    by: null,
  },
  {
    rule: "grants nothing",
    ...read("own-data"),
    policies: { endpoint: bucketOnly },
    is: DENIED,
    deniedBy: "identity",
  },
  {
    rule: "holds for what the resource grants to the session",
    policies: { ...toSession, endpoint: bucketOnly },
    is: DENIED,
    deniedBy: "endpoint",
  },
  {
    rule: "may do without Principal",
    policies: { ...granted, endpoint: document(allow({ Resource: QUEUE })) },
    is: ALLOWED,
  },
  {
    rule: "may name who passes",
    policies: { ...granted, endpoint: document(allow({ Principal: { AWS: `${SESSION}-2` } })) },
    is: DENIED,
    deniedBy: "endpoint",
  },
  {
    rule: "a grant to the account is enough there",
    policies: { ...granted, endpoint: document(allow({ Principal: { AWS: ACCOUNT } })) },
    is: ALLOWED,
  },
  {
    rule: "may speak of one organisation's callers",
    context: { "aws:PrincipalOrgID": "o-other" },
    policies: {
      ...granted,
      endpoint: document(
        allow({ Principal: "*", Condition: { StringEquals: { "aws:PrincipalOrgID": "o-own" } } }),
      ),
    },
    is: DENIED,
    deniedBy: "endpoint",
  },
]);
