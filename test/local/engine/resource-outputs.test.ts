import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { graph } from "../../../local/engine/graph";
import { statement, trusting } from "./deploy";

const REGION = "eu-west-1";
const code = new pulumi.asset.AssetArchive({
  "index.js": new pulumi.asset.StringAsset("exports.handler = () => 1;"),
});

interface Case {
  readonly type: string;
  readonly make: () => pulumi.CustomResource;
  readonly id: RegExp;
  readonly outputs: Readonly<Record<string, RegExp>>;
}

const api = () => new aws.apigateway.RestApi("api", { body: "{}" });
const stage = () => {
  const restApi = api();
  const deployment = new aws.apigateway.Deployment("d", { restApi });
  return new aws.apigateway.Stage("it", { restApi, deployment, stageName: "v1" });
};
const role = () =>
  new aws.iam.Role("it", { assumeRolePolicy: trusting("lambda.amazonaws.com"), path: "/app/" });

const cases: readonly Case[] = [
  {
    type: "aws:iam/role:Role",
    make: role,
    id: /^it-[0-9a-f]{7}$/,
    outputs: {
      arn: /^arn:aws:iam::000000000000:role\/app\/it-[0-9a-f]{7}$/,
      uniqueId: /^AROA[A-Z2-7]{17}$/,
      createDate: /^1970-01-01T00:00:00Z$/,
    },
  },
  {
    type: "aws:iam/policy:Policy",
    make: () =>
      new aws.iam.Policy("it", { policy: statement({ Action: "s3:ListAllMyBuckets", Resource: "*" }) }),
    id: /^arn:aws:iam::000000000000:policy\/it-[0-9a-f]{7}$/,
    outputs: { policyId: /^ANPA[A-Z2-7]{17}$/, arn: /:policy\/it-/ },
  },
  {
    type: "aws:iam/rolePolicy:RolePolicy",
    make: () =>
      new aws.iam.RolePolicy("it", { role: role(), policy: { Version: "2012-10-17", Statement: [] } }),
    id: /^it-[0-9a-f]{7}:it-[0-9a-f]{7}$/,
    outputs: { policy: /^\{"Statement":\[\],"Version":"2012-10-17"\}$/ },
  },
  {
    type: "aws:cloudwatch/logGroup:LogGroup",
    make: () => new aws.cloudwatch.LogGroup("it", { namePrefix: "/aws/lambda/it-" }),
    id: /^\/aws\/lambda\/it-[a-z0-9]{12}$/,
    outputs: { arn: /^arn:aws:logs:eu-west-1:000000000000:log-group:\/aws\/lambda\/it-[a-z0-9]{12}$/ },
  },
  {
    type: "aws:dynamodb/table:Table",
    make: () => new aws.dynamodb.Table("it", { hashKey: "id", attributes: [{ name: "id", type: "S" }] }),
    id: /^it-[0-9a-f]{7}$/,
    outputs: { arn: /^arn:aws:dynamodb:eu-west-1:000000000000:table\/it-[0-9a-f]{7}$/ },
  },
  {
    type: "aws:lambda/function:Function",
    make: () =>
      new aws.lambda.Function("it", {
        role: role().arn,
        handler: "index.handler",
        runtime: "nodejs22.x",
        code,
      }),
    id: /^it-[0-9a-f]{7}$/,
    outputs: {
      arn: /^arn:aws:lambda:eu-west-1:000000000000:function:it-[0-9a-f]{7}$/,
      invokeArn:
        /^arn:aws:apigateway:eu-west-1:lambda:path\/2015-03-31\/functions\/arn:aws:lambda:eu-west-1:000000000000:function:it-[0-9a-f]{7}\/invocations$/,
      qualifiedArn: /:function:it-[0-9a-f]{7}:\$LATEST$/,
      memorySize: /^128$/,
      timeout: /^3$/,
    },
  },
  {
    type: "aws:lambda/permission:Permission",
    make: () =>
      new aws.lambda.Permission("it", {
        function: "f",
        action: "lambda:InvokeFunction",
        principal: "apigateway.amazonaws.com",
      }),
    id: /^it-[0-9a-f]{7}$/,
    outputs: { statementId: /^it-[0-9a-f]{7}$/ },
  },
  {
    type: "aws:apigateway/restApi:RestApi",
    make: () => new aws.apigateway.RestApi("it", { body: "{}" }),
    id: /^[a-z0-9]{10}$/,
    outputs: {
      arn: /^arn:aws:apigateway:eu-west-1::\/restapis\/[a-z0-9]{10}$/,
      executionArn: /^arn:aws:execute-api:eu-west-1:000000000000:[a-z0-9]{10}$/,
      rootResourceId: /^[a-z0-9]{10}$/,
    },
  },
  {
    type: "aws:apigateway/deployment:Deployment",
    make: () => new aws.apigateway.Deployment("it", { restApi: api() }),
    id: /^[a-z0-9]{6}$/,
    outputs: { createdDate: /^1970-01-01T00:00:00Z$/ },
  },
  {
    type: "aws:apigateway/stage:Stage",
    make: stage,
    id: /^ags-[a-z0-9]{10}-v1$/,
    outputs: {
      invokeUrl: /^http:\/\/127\.0\.0\.1:4510\/v1$/,
      executionArn: /^arn:aws:execute-api:eu-west-1:000000000000:[a-z0-9]{10}\/v1$/,
      arn: /^arn:aws:apigateway:eu-west-1::\/restapis\/[a-z0-9]{10}\/stages\/v1$/,
    },
  },
  {
    type: "aws:apigateway/methodSettings:MethodSettings",
    make: () =>
      new aws.apigateway.MethodSettings("it", {
        restApi: "abc",
        stageName: "v1",
        methodPath: "*/*",
        settings: {},
      }),
    id: /^abc-v1-\*\/\*$/,
    outputs: { region: /^eu-west-1$/ },
  },
  {
    type: "aws:apigateway/account:Account",
    make: () => new aws.apigateway.Account("it"),
    id: /^api-gateway-account$/,
    outputs: { apiKeyVersion: /^4$/ },
  },
  {
    type: "aws:cognito/identityPool:IdentityPool",
    make: () =>
      new aws.cognito.IdentityPool("it", {
        identityPoolName: "people",
        developerProviderName: "login.people",
      }),
    id: /^eu-west-1:[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    outputs: { arn: /^arn:aws:cognito-identity:eu-west-1:000000000000:identitypool\/eu-west-1:/ },
  },
  {
    type: "aws:cognito/identityPoolRoleAttachment:IdentityPoolRoleAttachment",
    make: () =>
      new aws.cognito.IdentityPoolRoleAttachment("it", { identityPoolId: "eu-west-1:x", roles: {} }),
    id: /^eu-west-1:x$/,
    outputs: {},
  },
  {
    type: "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
    make: () => new aws.iam.RolePolicyAttachment("it", { role: "r", policyArn: "arn:p" }),
    id: /^r\/arn:p$/,
    outputs: {},
  },
];

describe("what a program reads of", () => {
  for (const { type, make, id, outputs } of cases) {
    it(`${type} has AWS's shape`, async () => {
      const made = (await graph(make, { config: { "aws:region": REGION } })).get("it", type);

      expect(made.id).to.match(id);
      for (const [name, shape] of Object.entries(outputs))
        expect(String(made.outputs[name]), name).to.match(shape);
    });
  }

  it("anything named by the program is that name", async () => {
    const { get } = await graph(() => new aws.cloudwatch.LogGroup("logs", { name: "/own" }));

    expect(get("logs").id).to.equal("/own");
  });

  it("a deployment has another id exactly when what replaces it on AWS changes", async () => {
    const id = async (args: object) => {
      const { get } = await graph(() => new aws.apigateway.Deployment("d", { restApi: "abc", ...args }));
      return get("d").id;
    };

    expect(await id({ description: "other" })).to.equal(await id({}));
    expect(await id({ triggers: { a: "1" } })).not.to.equal(await id({}));
  });
});
