import { expect } from "chai";
import { authorize, type AuthorizationRequest } from "../../../local/access/authorize";
import type { Role } from "../../../local/cloud-state";
import { ANONYMOUS, servicePrincipal, type Principal } from "../../../local/principal";
import { PolicyError, type PolicyStatement } from "../../../policies";
import {
  ACCOUNT,
  allowGet,
  boundaryPolicy,
  credentials,
  denyGet,
  getItem,
  identityPolicy,
  named,
  resourcePolicy,
  role,
  ROLE_ARN,
  session,
  SESSION_ARN,
  sessionPolicyText,
  stateWith,
} from "./principals";

const FUNCTION = `arn:aws:lambda:eu-west-1:${ACCOUNT}:function:notes`;
const allowPut: PolicyStatement = { ...allowGet, Action: "dynamodb:PutItem" };
interface Row {
  readonly name: string;
  readonly role?: Partial<Role>;
  readonly principal?: Partial<Principal>;
  readonly request?: Partial<AuthorizationRequest>;
  readonly result: "Allowed" | "ImplicitlyDenied" | "ExplicitlyDenied";
  readonly deniedBy?: string;
}

function decide(row: Omit<Row, "name" | "result">) {
  const state = stateWith(role(row.role));
  return authorize(state, { ...session, ...row.principal }, { ...getItem, ...row.request });
}

describe("authorize, for a session of a role", () => {
  const rows: readonly Row[] = [
    {
      name: "a policy of the role allows",
      role: { policies: [identityPolicy(allowGet)] },
      result: "Allowed",
    },
    { name: "no policy allows", result: "ImplicitlyDenied", deniedBy: "identity" },
    {
      name: "a policy allows something else",
      role: { policies: [identityPolicy(allowPut)] },
      result: "ImplicitlyDenied",
      deniedBy: "identity",
    },
    {
      name: "one policy allows and another denies",
      role: { policies: [identityPolicy(allowGet), identityPolicy(denyGet)] },
      result: "ExplicitlyDenied",
      deniedBy: "identity",
    },
    {
      name: "the boundary allows too",
      role: { policies: [identityPolicy(allowGet)], permissionsBoundary: boundaryPolicy(allowGet, allowPut) },
      result: "Allowed",
    },
    {
      name: "the boundary lacks it",
      role: { policies: [identityPolicy(allowGet)], permissionsBoundary: boundaryPolicy(allowPut) },
      result: "ImplicitlyDenied",
      deniedBy: "boundary",
    },
    {
      name: "only the boundary allows",
      role: { permissionsBoundary: boundaryPolicy(allowGet) },
      result: "ImplicitlyDenied",
      deniedBy: "identity",
    },
    {
      name: "the session policy allows too",
      role: { policies: [identityPolicy(allowGet)] },
      principal: { sessionPolicy: sessionPolicyText(allowGet) },
      result: "Allowed",
    },
    {
      name: "the session policy lacks it",
      role: { policies: [identityPolicy(allowGet)] },
      principal: { sessionPolicy: sessionPolicyText(allowPut) },
      result: "ImplicitlyDenied",
      deniedBy: "session",
    },
    {
      name: "only the session policy allows",
      principal: { sessionPolicy: sessionPolicyText(allowGet) },
      result: "ImplicitlyDenied",
      deniedBy: "identity",
    },
    {
      name: "the session policy denies",
      role: { policies: [identityPolicy(allowGet)] },
      principal: { sessionPolicy: sessionPolicyText(allowGet, denyGet) },
      result: "ExplicitlyDenied",
      deniedBy: "session",
    },
    {
      name: "only the resource's policy allows, naming the role",
      request: { resourcePolicy: resourcePolicy(named(allowGet, { AWS: ROLE_ARN })) },
      result: "Allowed",
    },
    {
      name: "the resource's policy names the role, and the session policy lacks it",
      principal: { sessionPolicy: sessionPolicyText(allowPut) },
      request: { resourcePolicy: resourcePolicy(named(allowGet, { AWS: ROLE_ARN })) },
      result: "ImplicitlyDenied",
      deniedBy: "session",
    },
    {
      name: "the resource's policy names the session itself, past the session policy",
      principal: { sessionPolicy: sessionPolicyText(allowPut) },
      request: { resourcePolicy: resourcePolicy(named(allowGet, { AWS: SESSION_ARN })) },
      result: "Allowed",
    },
    {
      name: "the resource's policy names only the account",
      request: { resourcePolicy: resourcePolicy(named(allowGet, { AWS: ACCOUNT })) },
      result: "ImplicitlyDenied",
      deniedBy: "identity",
    },
    {
      name: "the resource's policy denies",
      role: { policies: [identityPolicy(allowGet)] },
      request: { resourcePolicy: resourcePolicy(named(denyGet, { AWS: ROLE_ARN })) },
      result: "ExplicitlyDenied",
      deniedBy: "resource",
    },
    {
      name: "the resource belongs to another account that says nothing",
      role: { policies: [identityPolicy(allowGet)] },
      request: { accountOfResource: "111122223333" },
      result: "ImplicitlyDenied",
      deniedBy: "resource",
    },
  ];
  for (const row of rows) {
    it(`${row.result}: ${row.name}`, () => {
      const decision = decide(row);

      expect(decision.result).to.equal(row.result);
      expect(decision.deniedBy).to.equal(row.deniedBy);
    });
  }

  it("refuses when the role is gone, also what a resource's policy grants to everyone", () => {
    const request = { ...getItem, resourcePolicy: resourcePolicy(named(allowGet, "*")) };

    expect(authorize(stateWith(), session, request).result).to.equal("ImplicitlyDenied");
    expect(authorize(stateWith(role()), session, request).result).to.equal("Allowed");
  });

  it("refuses sessions of an earlier role of the same name", () => {
    const state = stateWith(role({ roleId: "AROAANOTHER", policies: [identityPolicy(allowGet)] }));

    expect(authorize(state, session, getItem).result).to.equal("ImplicitlyDenied");
  });

  it("refuses a session that names no role", () => {
    const { roleArn: _, ...withoutRole } = session;
    const state = stateWith(role({ policies: [identityPolicy(allowGet)] }));

    expect(authorize(state, withoutRole, getItem).result).to.equal("ImplicitlyDenied");
  });

  it("throws for a malformed session policy instead of leaving it out", () => {
    const row = { role: { policies: [identityPolicy(allowGet)] }, principal: { sessionPolicy: "{}" } };

    expect(() => decide(row)).to.throw(PolicyError, "session policy");
  });
});

describe("authorize, for others", () => {
  const state = stateWith();
  const operator = (() => {
    const issuer = credentials();
    return issuer.resolve(issuer.operator.accessKeyId, undefined)!;
  })();

  it("lets the operator do everything that no resource denies", () => {
    const denied = resourcePolicy(named(denyGet, { AWS: operator.arn }));

    expect(authorize(state, operator, getItem).result).to.equal("Allowed");
    expect(authorize(state, operator, { ...getItem, resourcePolicy: denied }).result).to.equal(
      "ExplicitlyDenied",
    );
  });

  it("knows no other user", () => {
    for (const arn of [
      `arn:aws:iam::${ACCOUNT}:user/path/operator`,
      "arn:aws:iam::111122223333:user/operator",
    ]) {
      expect(authorize(state, { ...operator, arn }, getItem).result).to.equal("ImplicitlyDenied");
    }
  });

  const invoke = { ...getItem, action: "lambda:InvokeFunction", resource: FUNCTION };
  const forGateway = resourcePolicy({
    Effect: "Allow",
    Principal: { Service: "apigateway.amazonaws.com" },
    Action: "lambda:InvokeFunction",
    Resource: FUNCTION,
    Condition: {
      ArnLike: { "aws:SourceArn": "arn:aws:execute-api:eu-west-1:000000000000:api/dev/GET/pets" },
      StringEquals: { "aws:SourceAccount": ACCOUNT },
    },
  });
  const from = (method: string) => ({
    "aws:SourceArn": `arn:aws:execute-api:eu-west-1:000000000000:api/dev/${method}/pets`,
    "aws:SourceAccount": ACCOUNT,
  });

  it("lets a service do what a resource's policy grants it for that source, and nothing else", () => {
    const gateway = servicePrincipal("apigateway.amazonaws.com");
    const decisionFor = (principal: Principal, context: Record<string, string>) =>
      authorize(state, principal, { ...invoke, context, resourcePolicy: forGateway }).result;

    expect(decisionFor(gateway, from("GET"))).to.equal("Allowed");
    expect(decisionFor(gateway, from("POST"))).to.equal("ImplicitlyDenied");
    expect(decisionFor(gateway, {})).to.equal("ImplicitlyDenied");
    expect(decisionFor(servicePrincipal("sns.amazonaws.com"), from("GET"))).to.equal("ImplicitlyDenied");
    expect(decisionFor(servicePrincipal("apigateway.amazonaws.com", from("GET")), {})).to.equal("Allowed");
    expect(authorize(state, gateway, invoke).result).to.equal("ImplicitlyDenied");
  });

  it("lets anonymous callers do only what a resource's policy grants to everyone", () => {
    const open = resourcePolicy(named(allowGet, "*"));
    const closed = resourcePolicy(named(allowGet, { AWS: ACCOUNT }));

    expect(authorize(state, ANONYMOUS, getItem).result).to.equal("ImplicitlyDenied");
    expect(authorize(state, ANONYMOUS, { ...getItem, resourcePolicy: closed }).result).to.equal(
      "ImplicitlyDenied",
    );
    expect(authorize(state, ANONYMOUS, { ...getItem, resourcePolicy: open }).result).to.equal("Allowed");
  });
});
