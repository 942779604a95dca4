import { expect } from "chai";
import type { PolicyStatement } from "../../../policies/policy-document";
import { accessReport } from "../../../policies/access/access-report";
import type { Escalation } from "../../../policies/access/escalations";
import { readResources, type ResourceRecord } from "../../../policies/access/read-resources";
import {
  allow,
  deny,
  functionArn,
  functionWith,
  lambdaFunction,
  managedPolicy,
  policyArn,
  role,
  roleArn,
  rolePolicy,
  trustOf,
} from "./records";

const escalationsIn = (records: readonly ResourceRecord[]): readonly Escalation[] =>
  accessReport(readResources(records), { project: "p", stack: "dev" }).escalations;

const pathsOf = (...statements: PolicyStatement[]): string[] =>
  escalationsIn([role("admin"), role("worker"), rolePolicy("worker", ...statements)])
    .filter(({ principal }) => principal === "role worker")
    .map(({ path }) => path);

const ownUser = "arn:aws:iam::*:user/${aws:username}";
const toLambda = { StringEquals: { "iam:PassedToService": "lambda.amazonaws.com" } };
const pass = (service: string) =>
  allow("iam:PassRole", "*", { StringEquals: { "iam:PassedToService": service } });

describe("a privilege escalation path", () => {
  const found: readonly (readonly [path: string, ...statements: PolicyStatement[]])[] = [
    ["create-policy-version", allow("iam:CreatePolicyVersion")],
    ["set-default-policy-version", allow("iam:SetDefaultPolicyVersion")],
    ["attach-policy", allow("iam:AttachRolePolicy")],
    ["attach-policy", allow("iam:AttachGroupPolicy")],
    ["put-inline-policy", allow("iam:PutUserPolicy")],
    ["remove-boundary", allow("iam:DeleteRolePermissionsBoundary")],
    ["edit-role-trust", allow("iam:UpdateAssumeRolePolicy", roleArn("admin"))],
    ["add-user-to-group", allow("iam:AddUserToGroup")],
    ["create-access-key", allow("iam:CreateAccessKey", "arn:aws:iam::*:user/*")],
    ["create-login-profile", allow("iam:UpdateLoginProfile")],
    ["pass-role-to-lambda", allow(["iam:PassRole", "lambda:CreateFunction"])],
    [
      "pass-role-to-lambda",
      allow("iam:PassRole", roleArn("admin"), toLambda),
      allow("lambda:UpdateFunctionConfiguration"),
    ],
    ["pass-role-to-ec2", pass("ec2.amazonaws.com"), allow("ec2:RunInstances")],
    ["pass-role-to-ecs", pass("ecs-tasks.amazonaws.com"), allow("ecs:RunTask")],
    [
      "pass-role-to-cloudformation",
      pass("cloudformation.amazonaws.com"),
      allow("cloudformation:CreateStack"),
    ],
    ["pass-role-to-states", pass("states.amazonaws.com"), allow("states:CreateStateMachine")],
    ["pass-role-to-glue", pass("glue.amazonaws.com"), allow("glue:CreateJob")],
    ["pass-role-to-sagemaker", pass("sagemaker.amazonaws.com"), allow("sagemaker:CreateTrainingJob")],
    ["pass-role-to-codebuild", pass("codebuild.amazonaws.com"), allow("codebuild:CreateProject")],
    [
      "pass-role-to-datapipeline",
      pass("datapipeline.amazonaws.com"),
      allow(["datapipeline:CreatePipeline", "datapipeline:PutPipelineDefinition"]),
    ],
    ["pass-role-to-scheduler", pass("scheduler.amazonaws.com"), allow("scheduler:CreateSchedule")],
    ["pass-role-to-apigateway", pass("apigateway.amazonaws.com"), allow("apigateway:PATCH")],
    [
      "pass-role-to-identity-pool",
      pass("cognito-identity.amazonaws.com"),
      allow("cognito-identity:SetIdentityPoolRoles"),
    ],
    ["update-function-code", allow("lambda:UpdateFunctionCode")],
    ["add-function-permission", allow("lambda:AddPermission")],
    ["edit-key-policy", allow("kms:PutKeyPolicy")],
    ["edit-resource-policy", allow("s3:PutBucketPolicy")],
    ["wildcard-on-permissions", allow("iam:*")],
    ["wildcard-on-permissions", allow("lambda:Add*")],
    ["wildcard-on-permissions", { Effect: "Allow", NotAction: "s3:*", Resource: "*" }],
    ["put-inline-policy", allow("*")],
    ["put-inline-policy", allow("iam:PutRolePolicy"), deny("iam:PutRolePolicy", roleArn("admin"))],
    [
      "put-inline-policy",
      allow("iam:PutRolePolicy"),
      deny("iam:*", "*", { Bool: { "aws:MultiFactorAuthPresent": "false" } }),
    ],
  ];
  for (const [path, ...statements] of found) {
    it(`${path} is found for ${JSON.stringify(statements.map(({ Action, NotAction }) => Action ?? { NotAction }))}`, () => {
      expect(pathsOf(...statements)).to.include(path);
    });
  }

  const near: readonly (readonly [path: string, rule: string, ...statements: PolicyStatement[]])[] = [
    ["create-policy-version", "versions can only be read", allow("iam:GetPolicyVersion")],
    ["attach-policy", "policies can only be detached", allow("iam:DetachRolePolicy")],
    ["put-inline-policy", "it is denied on everything", allow("iam:*"), deny("iam:Put*")],
    ["put-inline-policy", "all but it is granted", { Effect: "Allow", NotAction: "iam:*", Resource: "*" }],
    ["add-user-to-group", "users can only be taken out", allow("iam:RemoveUserFromGroup")],
    ["create-access-key", "keys are the caller's own", allow("iam:CreateAccessKey", ownUser)],
    ["create-login-profile", "the password is the caller's own", allow("iam:UpdateLoginProfile", ownUser)],
    ["pass-role-to-lambda", "no function can be made", allow("iam:PassRole")],
    ["pass-role-to-lambda", "no role can be passed", allow("lambda:CreateFunction")],
    [
      "pass-role-to-lambda",
      "roles can be passed to another service only",
      pass("ec2.amazonaws.com"),
      allow("lambda:CreateFunction"),
    ],
    [
      "pass-role-to-datapipeline",
      "the pipeline stays empty",
      pass("datapipeline.amazonaws.com"),
      allow("datapipeline:CreatePipeline"),
    ],
    ["wildcard-on-permissions", "the wildcard reaches reads only", allow(["iam:Get*", "lambda:List*"])],
    ["wildcard-on-permissions", "the action is named", allow("iam:PutRolePolicy")],
    ["update-function-code", "functions can only be called", allow("lambda:InvokeFunction")],
  ];
  for (const [path, rule, ...statements] of near) {
    it(`${path} is not found where ${rule}`, () => {
      expect(pathsOf(...statements)).not.to.include(path);
    });
  }

  it("is not found where the permissions boundary leaves it out", () => {
    const records = [
      role("worker", { permissionsBoundary: policyArn("b") }),
      managedPolicy("b", allow("s3:*")),
      rolePolicy("worker", allow("iam:PutRolePolicy")),
    ];

    expect(escalationsIn(records)).to.deep.equal([]);
  });

  it("names the principal, the statements, the keys that decide, and the roles that it reaches", () => {
    const records = [
      role("admin"),
      role("worker"),
      rolePolicy(
        "worker",
        allow("s3:GetObject"),
        allow("iam:PassRole", roleArn("admin"), toLambda),
        allow("lambda:CreateFunction"),
      ),
    ];

    expect(escalationsIn(records)).to.deep.equal([
      {
        path: "pass-role-to-lambda",
        principal: "role worker",
        leadsTo: "own code runs in a function with the passed role (admin)",
        statements: ["policy worker, statement 2 (under iam:PassedToService)", "policy worker, statement 3"],
      },
    ]);
  });
});

describe("replacing a function's code", () => {
  const update = allow("lambda:UpdateFunctionCode", functionArn("strong"));
  const strong = functionWith("strong", allow("dynamodb:DeleteTable"));

  it("is an escalation where the function's role is granted more", () => {
    const [found] = escalationsIn([...strong, role("worker"), rolePolicy("worker", update)]);

    expect(found).to.deep.include({ path: "update-function-code", principal: "role worker" });
    expect(found!.leadsTo).to.match(/\(strong\)$/);
  });

  it("is none where the function's role is granted no more than the principal", () => {
    const records = [...strong, role("worker"), rolePolicy("worker", update, allow("dynamodb:Delete*"))];

    expect(escalationsIn(records)).to.deep.equal([]);
  });

  it("is none for the function's own role", () => {
    const records = [role("strong"), rolePolicy("strong", update), lambdaFunction("strong")];

    expect(escalationsIn(records)).to.deep.equal([]);
  });

  it("is an escalation for functions that the program does not make", () => {
    const other = allow("lambda:UpdateFunctionCode", functionArn("elsewhere"));

    expect(escalationsIn([role("worker"), rolePolicy("worker", other)])).to.have.length(1);
  });
});

describe("becoming another role", () => {
  const assume = (name: string) => allow("sts:AssumeRole", roleArn(name));
  const trusting = (name: string, principal: string) =>
    role(name, { assumeRolePolicy: trustOf({ AWS: principal }) });
  const waysOf = (records: readonly ResourceRecord[]): string[] =>
    escalationsIn(records)
      .filter(({ principal }) => principal === "role a")
      .map(({ path, leadsTo }) => `${path}: ${leadsTo}`);

  it("is found where the role trusts the principal itself", () => {
    expect(waysOf([role("a"), trusting("b", roleArn("a"))])).to.deep.equal([
      "assume-role: it can become role b",
    ]);
  });

  it("is found where the role trusts the account and the principal is granted it", () => {
    const records = [
      role("a"),
      rolePolicy("a", assume("b")),
      trusting("b", "arn:aws:iam::000000000000:root"),
    ];

    expect(waysOf(records)).to.deep.equal(["assume-role: it can become role b"]);
  });

  const near: readonly (readonly [rule: string, records: readonly ResourceRecord[]])[] = [
    ["only the account is trusted, and nothing is granted", [role("a"), trusting("b", "000000000000")]],
    [
      "it is granted, and the role trusts another account",
      [role("a"), rolePolicy("a", assume("b")), trusting("b", "111122223333")],
    ],
    ["another role is granted", [role("a"), rolePolicy("a", assume("c")), trusting("b", "000000000000")]],
    [
      "it is denied on everything",
      [role("a"), rolePolicy("a", assume("b"), deny("sts:*")), trusting("b", "000000000000")],
    ],
  ];
  for (const [rule, records] of near) {
    it(`is not found where ${rule}`, () => {
      expect(waysOf(records)).to.deep.equal([]);
    });
  }

  it("is followed from role to role, and ends where it began", () => {
    const records = [trusting("a", roleArn("c")), trusting("b", roleArn("a")), trusting("c", roleArn("b"))];

    expect(waysOf(records)).to.deep.equal([
      "assume-role: it can become role b",
      "assume-role-chain: it can become role c, by way of role b",
    ]);
  });
});
