import { createHash } from "node:crypto";
import { loadPolicy, type PolicyStatement } from "../../../policies";
import type { CloudState, Role } from "../../../local/cloud-state";
import type { Principal } from "../../../local/principal";
import type { AuthorizationRequest } from "../../../local/access/authorize";
import { Credentials } from "../../../local/access/sealed-credentials";

export const NOW_MS = Date.UTC(2026, 10, 22, 10, 0, 0);
export const ACCOUNT = "000000000000";
export const ROLE_ARN = `arn:aws:iam::${ACCOUNT}:role/app/signed-in`;
export const SESSION_ARN = `arn:aws:sts::${ACCOUNT}:assumed-role/signed-in/CognitoIdentityCredentials`;
export const IDENTITY_ID = "eu-west-1:7f0a5d4c-0000-4000-8000-000000000001";

export const TABLE = `arn:aws:dynamodb:eu-west-1:${ACCOUNT}:table/notes`;
export const getItem: AuthorizationRequest = {
  action: "dynamodb:GetItem",
  resource: TABLE,
  nowMs: NOW_MS,
  region: "eu-west-1",
};
export const allowGet: PolicyStatement = { Effect: "Allow", Action: "dynamodb:GetItem", Resource: TABLE };
export const denyGet: PolicyStatement = { ...allowGet, Effect: "Deny" };

/** The statement as a resource's policy has it. */
export const named = (statement: PolicyStatement, principal: PolicyStatement["Principal"] & {}) => ({
  ...statement,
  Principal: principal,
});

/** A person's session, as Cognito makes it. */
export const session: Principal = {
  type: "AssumedRole",
  arn: SESSION_ARN,
  accountId: ACCOUNT,
  userId: "AROASIGNEDIN:CognitoIdentityCredentials",
  roleArn: ROLE_ARN,
  context: { "cognito-identity.amazonaws.com:sub": IDENTITY_ID },
  cognito: {
    identityId: IDENTITY_ID,
    identityPoolId: "eu-west-1:pool",
    authenticationType: "authenticated",
    authenticationProvider: "login.notes-and-pets",
  },
};

/** Random bytes that are the same in every run and never repeat. */
export function countedBytes(): (size: number) => Buffer {
  let count = 0;
  return (size) => createHash("sha256").update(String(count++)).digest().subarray(0, size);
}

export function credentials(options: { fill?: number; nowMs?: () => number } = {}): Credentials {
  return new Credentials({
    masterKey: Buffer.alloc(32, options.fill ?? 1),
    clock: { nowMs: options.nowMs ?? (() => NOW_MS) },
    randomBytes: countedBytes(),
  });
}

const document = (statements: readonly PolicyStatement[]) => ({
  Version: "2012-10-17" as const,
  Statement: statements,
});

export const identityPolicy = (...statements: PolicyStatement[]) =>
  loadPolicy(document(statements), { kind: "identity" });
export const boundaryPolicy = (...statements: PolicyStatement[]) =>
  loadPolicy(document(statements), { kind: "boundary" });
export const resourcePolicy = (...statements: PolicyStatement[]) =>
  loadPolicy(document(statements), { kind: "resource" });
export const sessionPolicyText = (...statements: PolicyStatement[]) => JSON.stringify(document(statements));

export function role(changes: Partial<Role> = {}): Role {
  return {
    arn: ROLE_ARN,
    name: "signed-in",
    roleId: "AROASIGNEDIN",
    trust: loadPolicy(document([]), { kind: "trust" }),
    policies: [],
    maxSessionSeconds: 3600,
    tags: {},
    ...changes,
  };
}

export function stateWith(...roles: Role[]): CloudState {
  return {
    roles: new Map(roles.map((each) => [each.arn, each])),
    functions: new Map(),
    tables: new Map(),
    logGroups: new Map(),
    identityPools: new Map(),
    restApis: new Map(),
    parameters: new Map(),
    secrets: new Map(),
  };
}
