import {
  ACCOUNT,
  allow,
  ALLOWED,
  deny,
  DENIED,
  describeDecisions,
  identity,
  OTHER_ACCOUNT,
  REFUSED,
  resource,
  ROLE,
  ROOT,
  SESSION,
  USER,
} from "./decision-case";

const federated = `arn:aws:sts::${ACCOUNT}:federated-user/bob`;
const to = (...AWS: string[]) => resource(allow({ Principal: { AWS } }));

describeDecisions("whom a Principal names", [
  { rule: "a user by path and name", principal: USER, policies: to(USER), is: ALLOWED },
  {
    rule: "another user is another",
    principal: USER,
    policies: to(`arn:aws:iam::${ACCOUNT}:user/team/anna`),
    is: DENIED,
  },
  {
    rule: "a user's path is part of the ARN",
    principal: USER,
    policies: to(`arn:aws:iam::${ACCOUNT}:user/ann`),
    is: DENIED,
  },
  {
    rule: "user names are told apart by case",
    principal: USER,
    policies: to(`arn:aws:iam::${ACCOUNT}:user/team/Ann`),
    is: DENIED,
  },
  { rule: "any of several", policies: to(USER, SESSION), is: ALLOWED },
  { rule: "a role, all its sessions", policies: to(ROLE), is: ALLOWED },
  {
    rule: "a session, not another of the same role",
    policies: to(`arn:aws:sts::${ACCOUNT}:assumed-role/reader/tomorrow`),
    is: DENIED,
  },
  {
    rule: "a role of the same name in another account is another",
    policies: to(`arn:aws:iam::${OTHER_ACCOUNT}:role/service/reader`),
    is: DENIED,
  },
  { rule: "a role's ARN as caller stands for any session", principal: ROLE, policies: to(ROLE), is: ALLOWED },
  { rule: "any session is not one certain session", principal: ROLE, policies: to(SESSION), is: DENIED },
  { rule: "a federated user by its own ARN", principal: federated, policies: to(federated), is: ALLOWED },
  {
    rule: "a user and a federated user of one name are two",
    principal: federated,
    policies: to(`arn:aws:iam::${ACCOUNT}:user/bob`),
    is: DENIED,
  },
]);

const spared = (...AWS: string[]) => ({ ...identity(allow()), ...resource(deny({ NotPrincipal: { AWS } })) });

describeDecisions("whom a Deny with NotPrincipal spares", [
  { rule: "a user named with the account", principal: USER, policies: spared(USER, ROOT), is: ALLOWED },
  { rule: "not a user named without the account", principal: USER, policies: spared(USER), is: REFUSED },
  { rule: "a session named with role and account", policies: spared(SESSION, ROLE, ACCOUNT), is: ALLOWED },
  { rule: "not a session named without its role", policies: spared(SESSION, ROOT), is: REFUSED },
  {
    rule: "not another session of the named role",
    policies: spared(`${SESSION}-2`, ROLE, ROOT),
    is: REFUSED,
  },
  { rule: "not somebody who is not named", principal: USER, policies: spared(ROLE, ROOT), is: REFUSED },
  { rule: "the account's root", principal: ROOT, policies: spared(ROOT), is: ALLOWED },
  { rule: "everyone", policies: spared("*"), is: ALLOWED },
]);

describeDecisions("whom an Allow with NotPrincipal leaves out", [
  {
    rule: "the named user",
    principal: USER,
    policies: resource(allow({ NotPrincipal: { AWS: USER } })),
    is: DENIED,
  },
  {
    rule: "everybody in the named account",
    principal: USER,
    policies: resource(allow({ NotPrincipal: { AWS: ROOT } })),
    is: DENIED,
  },
  {
    rule: "nobody else",
    principal: USER,
    policies: resource(allow({ NotPrincipal: { AWS: ROLE } })),
    is: ALLOWED,
  },
]);
