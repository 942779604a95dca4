import {
  ACCOUNT,
  OTHER_ACCOUNT,
  USER,
  ROLE,
  SESSION,
  ROOT,
  ALLOWED,
  DENIED,
  REFUSED,
  document,
  allow,
  deny,
  identity,
  resource,
  describeDecisions,
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
