import { allow } from "./decision-case";
import { describeMalformed, given, principal } from "./malformed-case";

describeMalformed("a document is refused for its principals if it holds", [
  {
    what: "a principal in an identity policy",
    document: given({ Principal: "*" }),
    options: { kind: "identity" },
    says: ["Statement[1].Principal", "leave it out"],
  },
  {
    what: "no principal in a resource policy",
    document: given({}),
    options: { kind: "resource" },
    says: ["needs a Principal"],
  },
  {
    what: "no principal in one statement of two",
    document: { Statement: [allow({ Principal: "*" }), allow()] },
    says: ["Statement[1] needs a Principal"],
  },
  {
    what: "a resource in a trust policy",
    document: principal("*"),
    options: { kind: "trust" },
    says: ["Resource", "leave it out"],
  },
  {
    what: "NotPrincipal in a trust policy",
    document: { Statement: { Effect: "Deny", Action: "sts:*", NotPrincipal: "*" } },
    options: { kind: "trust" },
    says: ["NotPrincipal"],
  },
  {
    what: "a wildcard in a principal's ARN",
    document: principal({ AWS: "arn:aws:iam::111122223333:role/*" }),
    says: ["aws:PrincipalArn"],
  },
  { what: "a principal that is no ARN", document: principal({ AWS: "ann" }), says: ["is no principal"] },
  {
    what: "a group as principal",
    document: principal({ AWS: "arn:aws:iam::111122223333:group/staff" }),
    says: ["is no principal"],
  },
  {
    what: "an account of eleven digits",
    document: principal({ AWS: "11112222333" }),
    says: ["is no principal"],
  },
  {
    what: "the id of a role that was deleted",
    document: principal({ AWS: "AROAEXAMPLEEXAMPLE01" }),
    says: ["was deleted", "by its ARN"],
  },
  {
    what: "a wildcard in an account",
    document: principal({ AWS: "arn:aws:iam::*:root" }),
    says: ["aws:PrincipalArn"],
  },
  {
    what: "a wildcard in a provider",
    document: principal({ Federated: "arn:aws:iam::111122223333:oidc-provider/*" }),
    says: ["is no identity provider"],
  },
  {
    what: "no principal in a trust policy",
    document: { Statement: { Effect: "Allow", Action: "sts:AssumeRole" } },
    options: { kind: "trust" },
    says: ["Statement[0] needs a Principal: a policy of kind trust says who it speaks of."],
  },
  {
    what: "no principal in a resource control policy",
    document: given({}),
    options: { kind: "resourceControl" },
    says: ["Statement[0] needs a Principal: a policy of kind resourceControl"],
  },
  {
    what: "a principal in a service control policy",
    document: given({ Principal: "*" }),
    options: { kind: "serviceControl" },
    says: ["kind serviceControl", "leave it out"],
  },
  {
    what: "Principal beside NotPrincipal",
    document: { Statement: { ...allow(), Principal: "*", NotPrincipal: "*" } },
    says: ["holds Principal and NotPrincipal: keep one of them"],
  },
  {
    what: "NotPrincipal with a canonical user, whom nothing here can recognise",
    document: { Statement: { ...allow(), NotPrincipal: { CanonicalUser: "a".repeat(64) } } },
    says: ["canonical user"],
  },
  {
    what: "a canonical user that is none",
    document: principal({ CanonicalUser: "ABC" }),
    says: ["64 hexadecimal digits"],
  },
  {
    what: "a principal that is a number",
    document: principal({ AWS: 111122223333 }),
    says: ["AWS must be a text"],
  },
  { what: "an empty principal", document: principal({ AWS: "" }), says: ["AWS must be a text"] },
  { what: "a list as principal", document: principal(["*"]), says: ['must be "*" or an object'] },
  { what: "null as principal", document: principal(null), says: ['must be "*" or an object'] },
  { what: "a wildcard as service", document: principal({ Service: "*" }), says: ["without wildcards"] },
  ...[
    "x sns.amazonaws.com",
    "sns.amazonaws.com.example",
    "sns.amazonaws.com\n",
    "SNS.amazonaws.com",
    "amazonaws.com",
  ].map((Service) => ({
    what: `${JSON.stringify(Service)} as service`,
    document: principal({ Service }),
    says: ["Statement[0].Principal: ", "is no service"],
  })),
  ...[
    "xarn:aws:iam::111122223333:oidc-provider/login.example",
    "arn:aws:iam::111122223333:oidc-provider/login*",
    "arn:aws:iam::111122223333:ldap-provider/login.example",
    "arn:aws:iam::1111222233334:saml-provider/office",
  ].map((Federated) => ({
    what: `${Federated} as provider`,
    document: principal({ Federated }),
    says: ["is no identity provider"],
  })),
  ...[
    "x111122223333",
    "1111222233334",
    "111122223333:root",
    "arn:aws:iam::111122223333",
    "arn:aws:iam::111122223333:root/x",
    "arn:aws:iam:eu-west-1:111122223333:root",
    "xarn:aws:iam::111122223333:root",
    "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1*",
    "xarn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1",
    "xAROAEXAMPLEEXAMPLE01",
    "AROAEXAMPLEEXAMPLE01/x",
  ].map((AWS) => ({
    what: `${AWS} as principal`,
    document: principal({ AWS }),
    says: [`${JSON.stringify(AWS)} is no principal: name an account, user, role or session in full`],
  })),
  ...["a".repeat(63), "a".repeat(65), "g".repeat(64)].map((CanonicalUser) => ({
    what: `${CanonicalUser} as canonical user`,
    document: principal({ CanonicalUser }),
    says: ["is no canonical user id"],
  })),
  ...(["boundary", "session"] as const).map((kind) => ({
    what: `a principal in a policy of kind ${kind}`,
    document: given({ Principal: "*" }),
    options: { kind },
    says: [`a policy of kind ${kind} speaks of whoever it is attached to`],
  })),
  {
    what: "a Deny to a canonical user beside an account",
    document: {
      Statement: {
        ...allow(),
        Effect: "Deny",
        Principal: { AWS: "111122223333", CanonicalUser: "a".repeat(64) },
      },
    },
    says: ["canonical user"],
  },
  {
    what: "an unknown provider",
    document: principal({ Federated: "login.example" }),
    says: ["is no identity provider"],
  },
  {
    what: "an unknown kind of principal",
    document: principal({ User: "ann" }),
    says: ["AWS, Service, Federated or CanonicalUser"],
  },
  { what: "a principal that names nobody", document: principal({}), says: ["names nobody"] },
  { what: "an empty list of principals", document: principal({ AWS: [] }), says: ["names nobody"] },
  { what: "a text as principal", document: principal("111122223333"), says: ['must be "*" or an object'] },
  {
    what: "a Deny to a canonical user, whom nothing here can recognise",
    document: { Statement: { ...allow(), Effect: "Deny", Principal: { CanonicalUser: "a".repeat(64) } } },
    says: ["canonical user"],
  },
]);
