import { Deployment, MethodSettings, RestApi, Stage } from "@pulumi/aws/apigateway";
import { LogGroup } from "@pulumi/aws/cloudwatch";
import { Table } from "@pulumi/aws/dynamodb";
import { Role, RolePolicy } from "@pulumi/aws/iam";
import { Function, Permission } from "@pulumi/aws/lambda";
import { all, asset, Config, interpolate, secret } from "@pulumi/pulumi";
import { openApiBody } from "./open-api-body";

const greeting = new Config().require("greeting");

const table = new Table("visits", {
  hashKey: "visitor",
  attributes: [{ name: "visitor", type: "S" }],
  billingMode: "PAY_PER_REQUEST",
});

const role = new Role("greet", {
  assumeRolePolicy: {
    Version: "2012-10-17",
    Statement: [
      { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" },
    ],
  },
});
const logGroup = new LogGroup("greet", { namePrefix: "/aws/lambda/greet-", retentionInDays: 7 });
new RolePolicy("greet", {
  role: role.id,
  policy: all([table.arn, logGroup.arn]).apply(([tableArn, logGroupArn]) =>
    JSON.stringify({
      Version: "2012-10-17",
      Statement: [
        { Effect: "Allow", Action: "dynamodb:GetItem", Resource: tableArn },
        {
          Effect: "Allow",
          Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
          Resource: `${logGroupArn}:log-stream:*`,
        },
      ],
    }),
  ),
});

const greet = new Function("greet", {
  runtime: "nodejs22.x",
  handler: "index.handler",
  role: role.arn,
  code: new asset.AssetArchive({
    "index.js": new asset.StringAsset(
      `exports.handler = async () => ({ statusCode: 200, body: process.env.GREETING });`,
    ),
  }),
  environment: { variables: { GREETING: greeting, TABLE: table.name, KEY: secret("s3cret") } },
  loggingConfig: { logFormat: "Text", logGroup: logGroup.name },
});

const api = new RestApi("greetings", { body: greet.invokeArn.apply(openApiBody) });
new Permission("greet", {
  function: greet,
  action: "lambda:InvokeFunction",
  principal: "apigateway.amazonaws.com",
  sourceArn: interpolate`${api.executionArn}/*/GET/greeting`,
});
const deployment = new Deployment("greetings", { restApi: api, triggers: { body: api.body.apply(String) } });
const stage = new Stage("v1", { restApi: api, deployment, stageName: "v1" });
new MethodSettings("v1", {
  restApi: api,
  stageName: stage.stageName,
  methodPath: "*/*",
  settings: { throttlingRateLimit: 100, throttlingBurstLimit: 200 },
});

export const url = stage.invokeUrl;
export const tableName = table.name;
export const key = secret("s3cret");
