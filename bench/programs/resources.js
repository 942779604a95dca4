// A program of so many resources, for whoever runs it.
"use strict";

/** Registers `count` resources, a multiple of seven: what one function behind an API has. */
exports.makeResources = (count) => {
  const { Role, RolePolicy } = require("@pulumi/aws/iam");
  const { LogGroup } = require("@pulumi/aws/cloudwatch");
  const { Function, Permission } = require("@pulumi/aws/lambda");
  const { Table } = require("@pulumi/aws/dynamodb");
  const { asset, interpolate } = require("@pulumi/pulumi");

  const code = new asset.AssetArchive({
    "index.js": new asset.StringAsset("exports.handler = async () => ({ statusCode: 204 });"),
  });
  const trust = JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" },
    ],
  });
  const document = (Action, Resource) =>
    JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action, Resource }] });

  for (let group = 0; group < count / 7; group++) {
    const name = `group-${group}`;
    const logGroup = new LogGroup(name, { retentionInDays: 30 });
    const table = new Table(name, {
      attributes: [{ name: "id", type: "S" }],
      hashKey: "id",
      billingMode: "PAY_PER_REQUEST",
    });
    const role = new Role(name, { assumeRolePolicy: trust });
    new RolePolicy(`${name}-table`, {
      role: role.id,
      policy: table.arn.apply((arn) => document("dynamodb:GetItem", arn)),
    });
    new RolePolicy(`${name}-logs`, {
      role: role.id,
      policy: logGroup.arn.apply((arn) => document("logs:PutLogEvents", `${arn}:*`)),
    });
    const fn = new Function(name, {
      runtime: "nodejs22.x",
      handler: "index.handler",
      role: role.arn,
      code,
      environment: { variables: { TABLE: table.name } },
    });
    new Permission(name, {
      function: fn.name,
      action: "lambda:InvokeFunction",
      principal: "apigateway.amazonaws.com",
      sourceArn: interpolate`arn:aws:execute-api:eu-west-1:000000000000:${name}/*`,
    });
  }
};
