import {
  ACCOUNT,
  OTHER_ACCOUNT,
  USER,
  ROLE,
  ROOT,
  QUEUE,
  ALLOWED,
  DENIED,
  REFUSED,
  allow,
  deny,
  resource,
  describeDecisions,
} from "./decision-case";

const to = (...AWS: string[]) => resource(allow({ Principal: { AWS } }));
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
