import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { statement, trusting } from "./deploy";

export const text = (content: string) => new pulumi.asset.StringAsset(content);
const code = new pulumi.asset.AssetArchive({ "index.js": text("exports.handler = () => 1;") });
export const role = (name = "role", args: Partial<aws.iam.RoleArgs> = {}) =>
  new aws.iam.Role(name, { assumeRolePolicy: trusting("lambda.amazonaws.com"), ...args });
export const fn = (args: Partial<aws.lambda.FunctionArgs> = {}) =>
  new aws.lambda.Function("fn", {
    name: "fn",
    role: role().arn,
    handler: "index.handler",
    runtime: "nodejs22.x",
    code,
    ...args,
  });
export const readPets = statement({
  Action: "dynamodb:GetItem",
  Resource: "arn:aws:dynamodb:us-east-1:000000000000:table/pets",
});
