import { expect } from "chai";
import {
  ACCOUNT,
  allow,
  ALLOWED,
  decide,
  deny,
  DENIED,
  describeDecisions,
  document,
  identity,
  OTHER_ACCOUNT,
  REFUSED,
  resource,
  ROOT,
  USER,
} from "./decision-case";

const principal = `arn:aws:sts::${ACCOUNT}:federated-user/bob`;
const bob = { principal, federatedBy: USER };
const granted = identity(allow());
const nothingHere = document(allow({ Action: "s3:*", Resource: "*" }));
const to = (AWS: string) => resource(allow({ Principal: { AWS } }));

describeDecisions("a federated user", [
  { rule: "has what its user's policies allow", ...bob, policies: granted, is: ALLOWED },
  {
    rule: "is limited by its session policy",
    ...bob,
    policies: { ...granted, session: nothingHere },
    is: DENIED,
    deniedBy: "session",
  },
  {
    rule: "has both what its user and its session policy allow",
    ...bob,
    policies: { ...granted, session: document(allow()) },
    is: ALLOWED,
    by: { kind: "identity" },
  },
  {
    rule: "is let in by a resource that names it, whatever its session policy",
    ...bob,
    policies: { ...to(principal), session: nothingHere },
    is: ALLOWED,
    by: { kind: "resource" },
  },
  { rule: "is let in by a resource that names its user", ...bob, policies: to(USER), is: ALLOWED },
  {
    rule: "stays limited by its session policy where the resource names its user",
    ...bob,
    policies: { ...to(USER), session: nothingHere },
    is: DENIED,
    deniedBy: "session",
  },
  {
    rule: "stays limited by its user's boundary where the resource names its user",
    ...bob,
    policies: { ...to(USER), boundary: nothingHere },
    is: DENIED,
    deniedBy: "boundary",
  },
  {
    rule: "is not its user where nobody says whose credentials made it",
    principal,
    policies: to(USER),
    is: DENIED,
    deniedBy: "identity",
  },
  { rule: "is not another user", ...bob, policies: to(`${USER}a`), is: DENIED },
  {
    rule: "is hit by a Deny to its user",
    ...bob,
    policies: { ...granted, ...resource(deny({ Principal: { AWS: USER } })) },
    is: REFUSED,
  },
  {
    rule: "is hit by a Deny to its account",
    ...bob,
    policies: { ...granted, ...resource(deny({ Principal: { AWS: ACCOUNT } })) },
    is: REFUSED,
  },
  {
    rule: "needs its own policy's Allow where the resource names the account",
    ...bob,
    policies: to(ROOT),
    is: DENIED,
    deniedBy: "identity",
  },
  {
    rule: "is no other federated user of the same user",
    ...bob,
    policies: to(`arn:aws:sts::${ACCOUNT}:federated-user/bobby`),
    is: DENIED,
  },
  {
    rule: "of another account is another",
    ...bob,
    policies: to(`arn:aws:sts::${OTHER_ACCOUNT}:federated-user/bob`),
    is: DENIED,
  },
  {
    rule: "is spared by a Deny that excepts it with its account",
    ...bob,
    policies: { ...granted, ...resource(deny({ NotPrincipal: { AWS: [principal, ROOT] } })) },
    is: ALLOWED,
  },
  {
    rule: "is not spared by a Deny that excepts its user alone",
    ...bob,
    policies: { ...granted, ...resource(deny({ NotPrincipal: { AWS: [USER, ROOT] } })) },
    is: REFUSED,
  },
]);

describe("whose credentials made a federated user", () => {
  const refused = [
    { what: "a role", principal, federatedBy: `arn:aws:iam::${ACCOUNT}:role/reader` },
    { what: "a user of another account", principal, federatedBy: `arn:aws:iam::${OTHER_ACCOUNT}:user/ann` },
    { what: "no ARN", principal, federatedBy: "ann" },
    { what: "a user, for a principal that is not federated", principal: USER, federatedBy: USER },
    { what: "a user, for a principal without an account", principal: "anonymous", federatedBy: USER },
  ];
  for (const { what, ...request } of refused) {
    it(`cannot be ${what}`, () => {
      expect(() => decide({ rule: "", is: DENIED, policies: {}, ...request })).to.throw("federatedBy is");
    });
  }
});
