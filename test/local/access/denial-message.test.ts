import { expect } from "chai";
import { authorize, type AuthorizationRequest } from "../../../local/access/authorize";
import { formatDenial } from "../../../local/access/denial-message";
import type { Role } from "../../../local/cloud-state";
import { ANONYMOUS, type Principal } from "../../../local/principal";
import type { PolicyStatement } from "../../../policies";
import {
  boundaryPolicy,
  identityPolicy,
  NOW_MS,
  resourcePolicy,
  role,
  ROLE_ARN,
  session,
  SESSION_ARN,
  sessionPolicyText,
  stateWith,
  TABLE,
} from "./principals";

const allow: PolicyStatement = { Effect: "Allow", Action: "dynamodb:*", Resource: TABLE };
const deny: PolicyStatement = { Effect: "Deny", Action: "dynamodb:GetItem", Resource: "*" };
const other: PolicyStatement = { Effect: "Allow", Action: "dynamodb:PutItem", Resource: TABLE };
const SENTENCE = `is not authorized to perform: dynamodb:GetItem on resource: ${TABLE}`;
const policies = [identityPolicy(allow)];

interface Row {
  readonly role?: Partial<Role>;
  readonly principal?: Partial<Principal>;
  readonly request?: Partial<AuthorizationRequest>;
  readonly reason: string;
}

describe("the text of a denial", () => {
  const rows: readonly Row[] = [
    { reason: "because no identity-based policy allows the dynamodb:GetItem action" },
    {
      role: { policies: [identityPolicy(allow, deny)] },
      reason: "with an explicit deny in an identity-based policy",
    },
    {
      role: { policies },
      principal: { sessionPolicy: sessionPolicyText(other) },
      reason: "because no session policy allows the dynamodb:GetItem action",
    },
    {
      role: { policies },
      principal: { sessionPolicy: sessionPolicyText(allow, deny) },
      reason: "with an explicit deny in a session policy",
    },
    {
      role: { policies, permissionsBoundary: boundaryPolicy(other) },
      reason: "because no permissions boundary allows the dynamodb:GetItem action",
    },
    {
      role: { policies, permissionsBoundary: boundaryPolicy(allow, deny) },
      reason: "with an explicit deny in a permissions boundary",
    },
    {
      role: { policies },
      request: { resourcePolicy: resourcePolicy({ ...deny, Principal: { AWS: ROLE_ARN } }) },
      reason: "with an explicit deny in a resource-based policy",
    },
  ];
  for (const { role: changes, principal, request, reason } of rows) {
    it(`ends: ${reason}`, () => {
      const caller = { ...session, ...principal };
      const decision = authorize(stateWith(role(changes)), caller, {
        action: "dynamodb:GetItem",
        resource: TABLE,
        nowMs: NOW_MS,
        region: "eu-west-1",
        ...request,
      });

      expect(formatDenial(caller, "dynamodb:GetItem", TABLE, decision)).to.equal(
        `User: ${SESSION_ARN} ${SENTENCE} ${reason}`,
      );
    });
  }

  it("gives no reason to callers without an account or of another one", () => {
    const request = { action: "dynamodb:GetItem", resource: TABLE, nowMs: NOW_MS, region: "eu-west-1" };
    const stranger = { ...session, accountId: "111122223333" };

    for (const caller of [ANONYMOUS, stranger]) {
      const decision = authorize(stateWith(), caller, request);
      expect(formatDenial(caller, "dynamodb:GetItem", TABLE, decision)).to.equal(
        `User: ${caller.arn} ${SENTENCE}`,
      );
    }
  });
});
