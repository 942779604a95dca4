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
  USER,
} from "./decision-case";

const to = (...AWS: string[]) => resource(allow({ Principal: { AWS } }));
const nothingHere = document(allow({ Action: "s3:*", Resource: "*" }));
const granted = identity(allow());

describeDecisions("a role's ARN as the caller, which stands for any session", [
  { rule: "its identity policies allow", principal: ROLE, policies: granted, is: ALLOWED },
  {
    rule: "a resource that names the role lets it in",
    principal: ROLE,
    policies: to(ROLE),
    is: ALLOWED,
    by: { kind: "resource", index: 0 },
  },
  {
    rule: "the boundary limits what the resource grants to the role",
    principal: ROLE,
    policies: { ...to(ROLE), boundary: nothingHere },
    is: DENIED,
    deniedBy: "boundary",
  },
  {
    rule: "a resource that names everyone passes by the boundary",
    principal: ROLE,
    policies: { ...resource(allow({ Principal: "*" })), boundary: nothingHere },
    is: ALLOWED,
  },
  {
    rule: "the same name under another path is another role",
    principal: ROLE,
    policies: to(`arn:aws:iam::${ACCOUNT}:role/other/reader`),
    is: DENIED,
  },
  {
    rule: "a Deny to one of its sessions is not a Deny to any",
    principal: ROLE,
    policies: { ...granted, ...resource(deny({ Principal: { AWS: SESSION } })) },
    is: ALLOWED,
  },
  {
    rule: "a Deny to the role",
    principal: ROLE,
    policies: { ...granted, ...resource(deny({ Principal: { AWS: ROLE } })) },
    is: REFUSED,
    by: { kind: "resource" },
  },
  {
    rule: "a Deny spares it when role and account are excepted",
    principal: ROLE,
    policies: { ...granted, ...resource(deny({ NotPrincipal: { AWS: [ROLE, ROOT] } })) },
    is: ALLOWED,
  },
  {
    rule: "a Deny does not spare it when only the role is excepted",
    principal: ROLE,
    policies: { ...granted, ...resource(deny({ NotPrincipal: { AWS: ROLE } })) },
    is: REFUSED,
  },
  {
    rule: "a Deny does not spare it when only the account is excepted",
    principal: ROLE,
    policies: { ...granted, ...resource(deny({ NotPrincipal: { AWS: ROOT } })) },
    is: REFUSED,
  },
]);

describeDecisions("a session", [
  {
    rule: "is known by its role's name, which the path does not change",
    policies: to(`arn:aws:iam::${ACCOUNT}:role/any/path/reader`),
    is: ALLOWED,
  },
  { rule: "is not of a role whose name only begins so", policies: to(`${ROLE}s`), is: DENIED },
  {
    rule: "is not of a role whose name only ends so",
    policies: to(`arn:aws:iam::${ACCOUNT}:role/er`),
    is: DENIED,
  },
  {
    rule: "has a name that is told apart by case",
    policies: to(SESSION.replace("today", "Today")),
    is: DENIED,
  },
  {
    rule: "is not the user of the same name",
    policies: to(`arn:aws:iam::${ACCOUNT}:user/reader`),
    is: DENIED,
  },
  {
    rule: "of the same name in another account is another",
    policies: to(SESSION.replace(ACCOUNT, OTHER_ACCOUNT)),
    is: DENIED,
  },
  {
    rule: "is hit by a Deny to its role",
    policies: { ...granted, ...resource(deny({ Principal: { AWS: ROLE } })) },
    is: REFUSED,
  },
  {
    rule: "is not hit by a Deny to another session",
    policies: { ...granted, ...resource(deny({ Principal: { AWS: `${SESSION}2` } })) },
    is: ALLOWED,
  },
  {
    rule: "counts as named when both it and its account are",
    policies: { ...to(ROOT, SESSION), boundary: nothingHere },
    is: ALLOWED,
    by: { kind: "resource" },
  },
  {
    rule: "counts as named when a later statement names it more closely",
    policies: {
      ...resource(allow({ Principal: { AWS: ROOT } }), allow({ Principal: { AWS: SESSION } })),
      session: nothingHere,
    },
    is: ALLOWED,
    by: { kind: "resource", index: 1 },
  },
  {
    rule: "counts as named when an earlier statement names it more closely",
    policies: {
      ...resource(allow({ Principal: { AWS: SESSION } }), allow({ Principal: { AWS: ROOT } })),
      session: nothingHere,
    },
    is: ALLOWED,
    by: { kind: "resource", index: 0 },
  },
  {
    rule: "counts as its role where its account is named first",
    policies: resource(allow({ Principal: { AWS: ROOT } }), allow({ Principal: { AWS: ROLE } })),
    is: ALLOWED,
    by: { index: 1 },
  },
]);

describeDecisions("a user", [
  { rule: "has what its policies allow", principal: USER, policies: granted, is: ALLOWED },
  {
    rule: "is limited by its boundary",
    principal: USER,
    policies: { ...granted, boundary: nothingHere },
    is: DENIED,
    deniedBy: "boundary",
  },
  {
    rule: "needs its own Allow where the resource names the account",
    principal: USER,
    policies: to(ACCOUNT),
    is: DENIED,
    deniedBy: "identity",
  },
  { rule: "is not a role", principal: USER, policies: to(ROLE), is: DENIED },
  {
    rule: "with a boundary is spared by no Deny with NotPrincipal",
    principal: USER,
    policies: {
      ...granted,
      ...resource(deny({ NotPrincipal: { AWS: [USER, ROOT] } })),
      boundary: document(allow({ Action: "*", Resource: "*" })),
    },
    is: REFUSED,
    deniedBy: "resource",
  },
  {
    rule: "with a boundary is let in by an Allow with NotPrincipal",
    principal: USER,
    policies: { ...resource(allow({ NotPrincipal: { AWS: ROLE } })), boundary: nothingHere },
    is: ALLOWED,
  },
]);

describeDecisions("the root", [
  { rule: "is allowed by no statement", principal: ROOT, policies: {}, is: ALLOWED, by: null },
  {
    rule: "is named as the account",
    principal: ROOT,
    policies: resource(deny({ Principal: { AWS: ACCOUNT } })),
    is: REFUSED,
  },
  {
    rule: "is not hit by a Deny to a role",
    principal: ROOT,
    policies: resource(deny({ Principal: { AWS: ROLE } })),
    is: ALLOWED,
  },
  {
    rule: "of another account is another",
    principal: ROOT,
    policies: resource(deny({ Principal: { AWS: OTHER_ACCOUNT } })),
    is: ALLOWED,
  },
  {
    rule: "is held by an endpoint's policy",
    principal: ROOT,
    policies: { endpoint: nothingHere },
    is: DENIED,
    deniedBy: "endpoint",
  },
]);

const OAI = "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1ABCDEF";
const byService = (Service: string | string[]) => resource(allow({ Principal: { Service } }));

describeDecisions("services", [
  {
    rule: "a service of one region",
    principal: "logs.eu-west-1.amazonaws.com",
    policies: byService("logs.eu-west-1.amazonaws.com"),
    is: ALLOWED,
  },
  {
    rule: "the same service of another region is another",
    principal: "logs.us-east-1.amazonaws.com",
    policies: byService("logs.eu-west-1.amazonaws.com"),
    is: DENIED,
  },
  {
    rule: "a service of China",
    principal: "ec2.amazonaws.com.cn",
    policies: byService("ec2.amazonaws.com.cn"),
    is: ALLOWED,
  },
  {
    rule: "any of several",
    principal: "events.amazonaws.com",
    policies: byService(["sns.amazonaws.com", "events.amazonaws.com"]),
    is: ALLOWED,
  },
  {
    rule: "no account stands for a service",
    principal: "sns.amazonaws.com",
    policies: to(ACCOUNT),
    is: DENIED,
    deniedBy: "resource",
  },
  {
    rule: "everyone includes services",
    principal: "sns.amazonaws.com",
    policies: resource(allow({ Principal: { AWS: "*" } })),
    is: ALLOWED,
  },
  {
    rule: "a Deny spares a service that it excepts",
    principal: "sns.amazonaws.com",
    policies: resource(allow({ Principal: "*" }), deny({ NotPrincipal: { Service: "sns.amazonaws.com" } })),
    is: ALLOWED,
  },
  {
    rule: "a Deny does not spare another",
    principal: "events.amazonaws.com",
    policies: resource(allow({ Principal: "*" }), deny({ NotPrincipal: { Service: "sns.amazonaws.com" } })),
    is: REFUSED,
  },
  {
    rule: "an origin access identity of CloudFront by its name",
    principal: OAI,
    policies: to(OAI),
    is: ALLOWED,
  },
  {
    rule: "another origin access identity is another",
    principal: `${OAI}2`,
    policies: to(OAI),
    is: DENIED,
    deniedBy: "resource",
  },
  { rule: "a user is no origin access identity", principal: USER, policies: to(OAI), is: DENIED },
  {
    rule: "a service from a stated other account needs the resource only",
    principal: "sns.amazonaws.com",
    accountOfResource: OTHER_ACCOUNT,
    policies: byService("sns.amazonaws.com"),
    is: ALLOWED,
    by: { kind: "resource" },
  },
]);

const trust = (Federated: string) =>
  resource({ Effect: "Allow", Principal: { Federated }, Action: "sts:AssumeRoleWith*" });
const assume = { action: "sts:AssumeRoleWithWebIdentity", resource: `arn:aws:iam::${ACCOUNT}:role/trusted` };
const GITHUB = `arn:aws:iam::${ACCOUNT}:oidc-provider/token.actions.githubusercontent.com`;
const SAML = `arn:aws:iam::${ACCOUNT}:saml-provider/office`;

describeDecisions("identity providers", [
  {
    rule: "one registered in IAM, by its ARN",
    ...assume,
    principal: GITHUB,
    policies: trust(GITHUB),
    is: ALLOWED,
  },
  {
    rule: "one registered in another account is another",
    ...assume,
    principal: GITHUB.replace(ACCOUNT, OTHER_ACCOUNT),
    policies: trust(GITHUB),
    is: DENIED,
  },
  {
    rule: "a SAML provider",
    ...assume,
    action: "sts:AssumeRoleWithSAML",
    principal: SAML,
    policies: trust(SAML),
    is: ALLOWED,
  },
  {
    rule: "a SAML provider is no OIDC provider",
    ...assume,
    principal: SAML,
    policies: trust(GITHUB),
    is: DENIED,
  },
  {
    rule: "one of the well-known, by its domain",
    ...assume,
    principal: "accounts.google.com",
    policies: trust("accounts.google.com"),
    is: ALLOWED,
  },
  {
    rule: "Cognito as a provider is not Cognito as a service",
    ...assume,
    principal: "cognito-identity.amazonaws.com",
    policies: resource({
      Effect: "Allow",
      Principal: { Service: "cognito-identity.amazonaws.com" },
      Action: "sts:*",
    }),
    is: DENIED,
  },
  {
    rule: "no account stands for a provider registered in it",
    ...assume,
    principal: GITHUB,
    policies: resource({ Effect: "Allow", Principal: { AWS: ROOT }, Action: "sts:*" }),
    is: DENIED,
  },
]);

describeDecisions("anonymous callers", [
  {
    rule: "are let in by the resource's condition on where they come from",
    principal: "anonymous",
    context: { "aws:SourceIp": "203.0.113.5" },
    policies: resource(
      allow({ Principal: "*", Condition: { IpAddress: { "aws:SourceIp": "203.0.113.0/24" } } }),
    ),
    is: ALLOWED,
  },
  {
    rule: "are no user, role or service",
    principal: "anonymous",
    policies: resource(allow({ Principal: { AWS: [USER, ROLE], Service: "sns.amazonaws.com" } })),
    is: DENIED,
  },
  {
    rule: "are let in by an Allow with NotPrincipal",
    principal: "anonymous",
    policies: resource(allow({ NotPrincipal: { AWS: USER } })),
    is: ALLOWED,
  },
  {
    rule: "are denied by every Deny with NotPrincipal that does not name everyone",
    principal: "anonymous",
    policies: resource(allow({ Principal: "*" }), deny({ NotPrincipal: { AWS: [USER, ROOT] } })),
    is: REFUSED,
  },
  {
    rule: "are spared by a Deny that names nobody's opposite",
    principal: "anonymous",
    policies: resource(allow({ Principal: "*" }), deny({ NotPrincipal: "*" })),
    is: ALLOWED,
  },
  {
    rule: "are let in nowhere without a resource's policy",
    principal: "anonymous",
    resource: QUEUE,
    policies: {},
    is: DENIED,
    deniedBy: "resource",
  },
]);

describeDecisions("several kinds in one Principal", [
  {
    rule: "an account beside a service: the service",
    principal: "sns.amazonaws.com",
    policies: resource(allow({ Principal: { AWS: ACCOUNT, Service: "sns.amazonaws.com" } })),
    is: ALLOWED,
  },
  {
    rule: "a canonical user beside a role: the role",
    policies: resource(allow({ Principal: { CanonicalUser: "a".repeat(64), AWS: ROLE } })),
    is: ALLOWED,
  },
  {
    rule: "a canonical user alone is nobody known here",
    policies: resource(allow({ Principal: { CanonicalUser: "a".repeat(64) } })),
    is: DENIED,
  },
  {
    rule: "everyone beside an account is everyone",
    principal: "anonymous",
    policies: resource(allow({ Principal: { AWS: [ACCOUNT, "*"] } })),
    is: ALLOWED,
  },
]);
