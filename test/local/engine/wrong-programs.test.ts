import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { deploy, statement, trusting } from "./deploy";
import { openApiBody } from "./programs/sample/open-api-body";
import { rejection } from "./rejection";

const text = (content: string) => new pulumi.asset.StringAsset(content);
const code = new pulumi.asset.AssetArchive({ "index.js": text("exports.handler = () => 1;") });
const role = (name = "role", args: Partial<aws.iam.RoleArgs> = {}) =>
  new aws.iam.Role(name, { assumeRolePolicy: trusting("lambda.amazonaws.com"), ...args });
const fn = (args: Partial<aws.lambda.FunctionArgs> = {}) =>
  new aws.lambda.Function("fn", {
    name: "fn",
    role: role().arn,
    handler: "index.handler",
    runtime: "nodejs22.x",
    code,
    ...args,
  });
const readPets = statement({
  Action: "dynamodb:GetItem",
  Resource: "arn:aws:dynamodb:us-east-1:000000000000:table/pets",
});

describe("a program", () => {
  const wrong: readonly [what: string, program: () => unknown, message: RegExp][] = [
    [
      "a function with a role that the program does not make",
      () => fn({ role: "arn:aws:iam::000000000000:role/gone" }),
      /role is arn:aws:iam::000000000000:role\/gone, and the program makes no such role/,
    ],
    [
      "a function whose role does not trust Lambda",
      () => fn({ role: role("r", { assumeRolePolicy: trusting("ec2.amazonaws.com") }).arn }),
      /does not let lambda\.amazonaws\.com assume it/,
    ],
    [
      "a reserved environment variable",
      () => fn({ environment: { variables: { AWS_REGION: "x" } } }),
      /environment\.variables\.AWS_REGION is reserved/,
    ],
    [
      "more environment than Lambda takes",
      () => fn({ environment: { variables: { BIG: "x".repeat(5000) } } }),
      /Lambda allows 4096/,
    ],
    [
      "code that is not there",
      () => fn({ code: new pulumi.asset.FileArchive("./gone.zip") }),
      /code: .*gone\.zip/,
    ],
    [
      "a permission for a function that is not there",
      () =>
        new aws.lambda.Permission("p", {
          function: "gone",
          action: "lambda:InvokeFunction",
          principal: "x.amazonaws.com",
        }),
      /function is gone, and the program makes no such function/,
    ],
    [
      "a policy for a role that is not there",
      () => new aws.iam.RolePolicy("p", { role: "gone", policy: readPets }),
      /role is gone/,
    ],
    [
      "one of AWS's own policies",
      () =>
        new aws.iam.RolePolicyAttachment("p", {
          role: role(),
          policyArn: "arn:aws:iam::aws:policy/AdministratorAccess",
        }),
      /AdministratorAccess is a policy that AWS manages/,
    ],
    [
      "one of AWS's own policies in managedPolicyArns",
      () =>
        role("r", {
          managedPolicyArns: ["arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"],
        }),
      /AWSLambdaBasicExecutionRole is a policy that AWS manages/,
    ],
    [
      "a policy that IAM would not read",
      () => new aws.iam.Policy("p", { policy: statement({ Actoin: "s3:GetObject", Resource: "*" }) }),
      /policy: .*Actoin/,
    ],
    [
      "a policy with an action that does not exist",
      () => new aws.iam.Policy("p", { policy: statement({ Action: "dynamodb:GetItems", Resource: "*" }) }),
      /GetItems/,
    ],
    [
      "a managed policy beyond IAM's quota",
      () =>
        new aws.iam.Policy("p", {
          policy: statement({ Action: "s3:GetObject", Resource: [`arn:aws:s3:::${"b".repeat(7000)}/*`] }),
        }),
      /AWS allows 6144/,
    ],
    [
      "a stage of a deployment that is not there",
      () => new aws.apigateway.Stage("s", { restApi: "a", deployment: "d", stageName: "v1" }),
      /the API a has no such deployment/,
    ],
    [
      "settings of a stage that is not there",
      () =>
        new aws.apigateway.MethodSettings("m", {
          restApi: "a",
          stageName: "v1",
          methodPath: "*/*",
          settings: {},
        }),
      /makes no stage v1/,
    ],
    [
      "roles of a pool that is not there",
      () => new aws.cognito.IdentityPoolRoleAttachment("a", { identityPoolId: "us-east-1:gone", roles: {} }),
      /makes no such pool/,
    ],
    [
      "a key attribute that is not declared",
      () => new aws.dynamodb.Table("t", { hashKey: "id", attributes: [{ name: "other", type: "S" }] }),
      /the key attribute "id" is not among attributes/,
    ],
    [
      "an attribute that is no key",
      () =>
        new aws.dynamodb.Table("t", {
          hashKey: "id",
          attributes: ["id", "x"].map((name) => ({ name, type: "S" })),
        }),
      /"x", which is no key/,
    ],
    [
      "two tables of one name",
      () =>
        ["a", "b"].map(
          (name) =>
            new aws.dynamodb.Table(name, {
              name: "t",
              hashKey: "id",
              attributes: [{ name: "id", type: "S" }],
            }),
        ),
      /already a resource named t/,
    ],
    [
      "a resource policy with an action that does not exist",
      () =>
        new aws.apigateway.RestApi("a", {
          body: "{}",
          policy: statement({ Principal: "*", Action: "execute-api:Invok", Resource: "execute-api:/*" }),
        }),
      /policy: .*Invok/,
    ],
    ["an API without a body", () => new aws.apigateway.RestApi("a"), /body is missing/],
    [
      "an API whose body the gateway refuses, with the place",
      () => new aws.apigateway.RestApi("a", { body: openApiBody("arn:aws:apigateway:us-east-1:sns:path/x") }),
      /body: .*greeting/,
    ],
  ];
  describe("is refused for", () => {
    for (const [what, program, message] of wrong) {
      it(what, async () => {
        const failure = await rejection(deploy(program));

        expect(failure).to.match(message);
        expect(failure, "the resource and its line").to.match(
          /^aws:\S+ "\S+" \(test\/local\/engine\/wrong-programs\.test\.ts:\d+\): /,
        );
      });
    }
  });
});
