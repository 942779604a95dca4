import { expect } from "chai";
import { authorize } from "../../../local/access/authorize";
import { servicePrincipal } from "../../../local/principal";
import type { PolicyStatement } from "../../../policies";
import {
  ACCOUNT,
  allowGet,
  credentials,
  denyGet,
  getItem,
  identityPolicy,
  named,
  NOW_MS,
  resourcePolicy,
  role,
  ROLE_ARN,
  session,
  SESSION_ARN,
  stateWith,
} from "./principals";

describe("conditions see", () => {
  type Condition = NonNullable<PolicyStatement["Condition"]>;
  const issued = (() => {
    const issuer = credentials();
    const { accessKeyId, sessionToken } = issuer.issue(session, 3600);
    return issuer.resolve(accessKeyId, sessionToken)!;
  })();
  const request = {
    ...getItem,
    sourceIp: "127.0.0.1",
    userAgent: "aws-sdk-js/3",
    nowMs: NOW_MS + 1500,
    context: { "dynamodb:LeadingKeys": ["eu-west-1:7f0a5d4c-0000-4000-8000-000000000001"] },
  };
  const rows: readonly (readonly [name: string, matches: Condition, differs: Condition])[] = [
    [
      "aws:PrincipalArn, the role with its path",
      { ArnEquals: { "aws:PrincipalArn": ROLE_ARN } },
      { ArnEquals: { "aws:PrincipalArn": SESSION_ARN } },
    ],
    [
      "aws:PrincipalAccount",
      { StringEquals: { "aws:PrincipalAccount": ACCOUNT } },
      { StringEquals: { "aws:PrincipalAccount": "1" } },
    ],
    [
      "aws:PrincipalType",
      { StringEquals: { "aws:PrincipalType": "AssumedRole" } },
      { StringEquals: { "aws:PrincipalType": "User" } },
    ],
    [
      "aws:userid",
      { StringLike: { "aws:userid": "AROASIGNEDIN:*" } },
      { StringLike: { "aws:userid": "AROAOTHER:*" } },
    ],
    [
      "aws:TokenIssueTime",
      { DateLessThanEquals: { "aws:TokenIssueTime": "2026-11-22T10:00:00Z" } },
      { DateLessThan: { "aws:TokenIssueTime": "2026-11-22T10:00:00Z" } },
    ],
    [
      "aws:CurrentTime",
      { DateEquals: { "aws:CurrentTime": "2026-11-22T10:00:01Z" } },
      { DateGreaterThan: { "aws:CurrentTime": "2026-11-22T10:00:01Z" } },
    ],
    [
      "aws:EpochTime",
      { NumericEquals: { "aws:EpochTime": "1795341601" } },
      { NumericGreaterThan: { "aws:EpochTime": "1795341601" } },
    ],
    [
      "aws:SourceIp",
      { IpAddress: { "aws:SourceIp": "127.0.0.0/8" } },
      { NotIpAddress: { "aws:SourceIp": "127.0.0.0/8" } },
    ],
    [
      "aws:SecureTransport, which is plain HTTP",
      { Bool: { "aws:SecureTransport": "false" } },
      { Bool: { "aws:SecureTransport": "true" } },
    ],
    [
      "aws:RequestedRegion",
      { StringEquals: { "aws:RequestedRegion": "eu-west-1" } },
      { StringEquals: { "aws:RequestedRegion": "us-east-1" } },
    ],
    [
      "aws:UserAgent",
      { StringLike: { "aws:UserAgent": "aws-sdk-js/*" } },
      { StringLike: { "aws:UserAgent": "curl/*" } },
    ],
    [
      "aws:FederatedProvider",
      { StringEquals: { "aws:FederatedProvider": "cognito-identity.amazonaws.com" } },
      { Null: { "aws:FederatedProvider": "true" } },
    ],
    [
      "aws:MultiFactorAuthPresent",
      { BoolIfExists: { "aws:MultiFactorAuthPresent": "false" } },
      { BoolIfExists: { "aws:MultiFactorAuthPresent": "true" } },
    ],
    [
      "tags of the role, unless the session has its own",
      { StringEquals: { "aws:PrincipalTag/team": "session", "aws:PrincipalTag/stage": "dev" } },
      { StringEquals: { "aws:PrincipalTag/team": "role" } },
    ],
    [
      "the service's keys and the session's, in variables too",
      {
        "ForAllValues:StringEquals": { "dynamodb:LeadingKeys": "${cognito-identity.amazonaws.com:sub}" },
        Null: { "dynamodb:LeadingKeys": "false" },
      },
      { "ForAllValues:StringEquals": { "dynamodb:LeadingKeys": "somebody else" } },
    ],
  ];
  const tagged = { ...issued, context: { ...issued.context, "aws:PrincipalTag/Team": "session" } };
  const resultUnder = (condition: Condition) => {
    const policies = [identityPolicy({ ...allowGet, Condition: condition })];
    const state = stateWith(role({ policies, tags: { team: "role", stage: "dev" } }));
    return authorize(state, tagged, request).result;
  };
  for (const [name, matches, differs] of rows) {
    it(name, () => {
      expect(resultUnder(matches)).to.equal("Allowed");
      expect(resultUnder(differs)).to.equal("ImplicitlyDenied");
    });
  }

  it("global keys as they are, whatever the session or the service says", () => {
    const forged = { "aws:PrincipalArn": "arn:aws:iam::000000000000:role/admin", "aws:SourceIp": "10.0.0.1" };
    const condition = { ArnEquals: { "aws:PrincipalArn": forged["aws:PrincipalArn"] } };
    const state = stateWith(role({ policies: [identityPolicy({ ...allowGet, Condition: condition })] }));

    expect(
      authorize(state, { ...session, context: forged }, { ...request, context: forged }).result,
    ).to.equal("ImplicitlyDenied");
  });

  it("no time of issue and no second factor for long-term keys", () => {
    const issuer = credentials();
    const operator = issuer.resolve(issuer.operator.accessKeyId, undefined)!;
    const absent = {
      ...named(denyGet, { AWS: operator.arn }),
      Condition: { Null: { "aws:TokenIssueTime": "true", "aws:MultiFactorAuthPresent": "true" } },
    };
    const username = {
      ...named(denyGet, { AWS: operator.arn }),
      Condition: { StringEquals: { "aws:username": "operator" } },
    };

    for (const statement of [absent, username]) {
      expect(
        authorize(stateWith(), operator, { ...getItem, resourcePolicy: resourcePolicy(statement) }).result,
      ).to.equal("ExplicitlyDenied");
    }
  });

  it("no address of a service", () => {
    const service = servicePrincipal("apigateway.amazonaws.com");
    const policy = resourcePolicy({
      ...named(allowGet, { Service: "apigateway.amazonaws.com" }),
      Condition: {
        Null: { "aws:SourceIp": "true" },
        Bool: { "aws:PrincipalIsAWSService": "true" },
      },
    });

    expect(authorize(stateWith(), service, { ...request, resourcePolicy: policy }).result).to.equal(
      "Allowed",
    );
  });
});
