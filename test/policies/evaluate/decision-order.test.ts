import {
  allow,
  ALLOWED,
  deny,
  DENIED,
  describeDecisions,
  document,
  identity,
  QUEUE,
  REFUSED,
  resource,
  ROLE,
  ROOT,
  SESSION,
  USER,
  ACCOUNT,
} from "./decision-case";

const everything = document(allow({ Action: "*", Resource: "*" }));
const nothingHere = document(allow({ Action: "s3:GetObject", Resource: "*" }));
const granted = identity(allow());
const to = (AWS: string) => resource(allow({ Principal: { AWS } }));

describeDecisions("within one account", [
  { rule: "nothing allows by default", policies: {}, is: DENIED, deniedBy: "identity" },
  { rule: "a policy without statements allows nothing", policies: { identity: [document()] }, is: DENIED },
  { rule: "an identity policy allows alone", policies: granted, is: ALLOWED },
  {
    rule: "any of several identity policies suffices",
    policies: { identity: [nothingHere, document(allow())] },
    is: ALLOWED,
  },
  {
    rule: "a Deny beats an Allow in the same document",
    policies: identity(allow(), deny()),
    is: REFUSED,
    deniedBy: "identity",
  },
  { rule: "a Deny beats an Allow that stands after it", policies: identity(deny(), allow()), is: REFUSED },
  {
    rule: "a Deny in another document beats the Allow",
    policies: { identity: [document(allow()), document(deny())] },
    is: REFUSED,
  },
  {
    rule: "a Deny that does not match is no Deny",
    policies: identity(allow(), deny({ Resource: `${QUEUE}-2` })),
    is: ALLOWED,
  },
  { rule: "a resource policy that names the session allows alone", policies: to(SESSION), is: ALLOWED },
  { rule: "a resource policy that names the session's role allows alone", policies: to(ROLE), is: ALLOWED },
  {
    rule: "a resource policy that names everyone allows alone",
    policies: resource(allow({ Principal: "*" })),
    is: ALLOWED,
  },
  {
    rule: "a resource policy that names the user allows alone",
    principal: USER,
    policies: to(USER),
    is: ALLOWED,
  },
  { rule: "naming the account's root only delegates", policies: to(ROOT), is: DENIED, deniedBy: "identity" },
  { rule: "naming the account only delegates", policies: to(ACCOUNT), is: DENIED, deniedBy: "identity" },
  {
    rule: "a delegated grant needs the identity's Allow",
    policies: { ...granted, ...to(ROOT) },
    is: ALLOWED,
  },
  {
    rule: "a resource policy's Deny beats the identity's Allow",
    policies: { ...granted, ...resource(deny({ Principal: { AWS: SESSION } })) },
    is: REFUSED,
    deniedBy: "resource",
  },
  {
    rule: "a Deny that names the account hits everyone in it",
    policies: { ...granted, ...resource(deny({ Principal: { AWS: ROOT } })) },
    is: REFUSED,
  },
  { rule: "the root of the account needs no policy", principal: ROOT, policies: {}, is: ALLOWED },
  {
    rule: "a resource policy's Deny holds for the root too",
    principal: ROOT,
    policies: resource(deny({ Principal: "*" })),
    is: REFUSED,
  },
  {
    rule: "a service control policy limits the root too",
    principal: ROOT,
    policies: { serviceControl: [nothingHere] },
    is: DENIED,
    deniedBy: "serviceControl",
  },
]);

describeDecisions("permissions boundary and session policy", [
  {
    rule: "the boundary must allow too",
    policies: { ...granted, boundary: nothingHere },
    is: DENIED,
    deniedBy: "boundary",
  },
  {
    rule: "a boundary that allows changes nothing",
    policies: { ...granted, boundary: everything },
    is: ALLOWED,
  },
  {
    rule: "a boundary grants nothing itself",
    policies: { boundary: everything },
    is: DENIED,
    deniedBy: "identity",
  },
  {
    rule: "a boundary's Deny wins",
    policies: { ...granted, boundary: document(allow(), deny()) },
    is: REFUSED,
    deniedBy: "boundary",
  },
  {
    rule: "the session policy must allow too",
    policies: { ...granted, session: nothingHere },
    is: DENIED,
    deniedBy: "session",
  },
  {
    rule: "a session policy grants nothing itself",
    policies: { session: everything },
    is: DENIED,
    deniedBy: "identity",
  },
  {
    rule: "an empty session policy allows nothing",
    policies: { ...granted, session: document() },
    is: DENIED,
    deniedBy: "session",
  },
  {
    rule: "a session policy's Deny wins",
    policies: { ...granted, session: document(deny()) },
    is: REFUSED,
    deniedBy: "session",
  },
  {
    rule: "boundary and session policy must both allow",
    policies: { ...granted, boundary: everything, session: everything },
    is: ALLOWED,
  },
  {
    rule: "a grant to the role stays limited by the boundary",
    policies: { ...to(ROLE), boundary: nothingHere },
    is: DENIED,
    deniedBy: "boundary",
  },
  {
    rule: "a grant to the role stays limited by the session policy",
    policies: { ...to(ROLE), session: nothingHere },
    is: DENIED,
    deniedBy: "session",
  },
  {
    rule: "a grant to the session itself passes by the boundary",
    policies: { ...to(SESSION), boundary: nothingHere },
    is: ALLOWED,
  },
  {
    rule: "a grant to the session itself passes by the session policy",
    policies: { ...to(SESSION), session: nothingHere },
    is: ALLOWED,
  },
  {
    rule: "a grant to a user passes by the boundary",
    principal: USER,
    policies: { ...to(USER), boundary: nothingHere },
    is: ALLOWED,
  },
  {
    rule: "a grant to everyone passes by boundary and session policy",
    policies: { ...resource(allow({ Principal: "*" })), boundary: nothingHere, session: nothingHere },
    is: ALLOWED,
  },
  {
    rule: "a grant to the session does not pass by the boundary's Deny",
    policies: { ...to(SESSION), boundary: document(deny()) },
    is: REFUSED,
  },
]);

describeDecisions("control policies and endpoint policy", [
  {
    rule: "every service control level must allow",
    policies: { ...granted, serviceControl: [everything, nothingHere] },
    is: DENIED,
  },
  {
    rule: "service control levels that all allow change nothing",
    policies: { ...granted, serviceControl: [everything, everything] },
    is: ALLOWED,
  },
  { rule: "an empty list of levels is none", policies: { ...granted, serviceControl: [] }, is: ALLOWED },
  {
    rule: "service control grants nothing itself",
    policies: { serviceControl: [everything] },
    is: DENIED,
    deniedBy: "identity",
  },
  {
    rule: "a service control Deny wins over a grant to the session",
    policies: { ...to(SESSION), serviceControl: [everything, document(deny())] },
    is: REFUSED,
    deniedBy: "serviceControl",
  },
  {
    rule: "every resource control level must allow",
    policies: { ...granted, resourceControl: [document(allow({ Principal: "*", Action: "s3:*" }))] },
    is: DENIED,
    deniedBy: "resourceControl",
  },
  {
    rule: "a resource control Deny wins",
    policies: {
      ...granted,
      resourceControl: [document(allow({ Principal: "*" }), deny({ Principal: "*" }))],
    },
    is: REFUSED,
    deniedBy: "resourceControl",
  },
  {
    rule: "the endpoint policy must allow",
    policies: { ...granted, endpoint: nothingHere },
    is: DENIED,
    deniedBy: "endpoint",
  },
  {
    rule: "an endpoint policy names who may pass",
    policies: { ...granted, endpoint: document(allow({ Principal: { AWS: SESSION } })) },
    is: ALLOWED,
  },
  {
    rule: "an endpoint policy's Deny wins",
    policies: { ...granted, endpoint: document(allow({ Principal: "*" }), deny({ Principal: "*" })) },
    is: REFUSED,
    deniedBy: "endpoint",
  },
]);
