import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { graph } from "../../../local/engine/graph";
import { trusting } from "./deploy";
import { rejection } from "./rejection";

class RandomId extends pulumi.CustomResource {
  constructor(name: string) {
    super("random:index/randomId:RandomId", name, {});
  }
}
const attributes = [{ name: "id", type: "S" }];
const key = { hashKey: "id", attributes };
const fn = (args: object) =>
  new aws.lambda.Function("f", { role: "arn:r", handler: "index.handler", runtime: "nodejs22.x", ...args });

/** A register of what the local cloud refuses, each with the words that name it. */
const refusals: readonly [what: string, make: () => unknown, message: RegExp][] = [
  [
    "a property that it does not have",
    () => new aws.dynamodb.Table("t", { ...key, restoreToLatestTime: true }),
    /does not cover the property restoreToLatestTime: remove it/,
  ],
  [
    "a nested property",
    () => fn({ loggingConfig: { logFormat: "Text", systemLogLevel: "INFO" } }),
    /the property loggingConfig\.systemLogLevel/,
  ],
  [
    "a property of a list's entry",
    () =>
      new aws.dynamodb.Table("t", {
        ...key,
        globalSecondaryIndexes: [{ name: "i", hashKey: "id", projectionType: "ALL", warmThroughput: {} }],
      }),
    /globalSecondaryIndexes\[0\]\.warmThroughput/,
  ],
  [
    "streams",
    () => new aws.dynamodb.Table("t", { ...key, streamEnabled: true }),
    /streamEnabled true is not covered/,
  ],
  [
    "time to live",
    () => new aws.dynamodb.Table("t", { ...key, ttl: { enabled: true, attributeName: "end" } }),
    /ttl\.enabled true is not covered/,
  ],
  [
    "replicas",
    () => new aws.dynamodb.Table("t", { ...key, replicas: [{ regionName: "x" }] }),
    /replicas is not covered by the local cloud: it has one region/,
  ],
  [
    "another runtime",
    () => fn({ runtime: "python3.13" }),
    /runtime "python3\.13" is not covered by the local cloud: use "nodejs20\.x" or/,
  ],
  ["layers", () => fn({ layers: ["arn:l"] }), /layers is not covered/],
  ["images", () => fn({ packageType: "Image" }), /packageType "Image" is not covered/],
  [
    "a code archive on the web",
    () => fn({ code: new pulumi.asset.RemoteArchive("https://example.com/a.zip") }),
    /remote archive/,
  ],
  [
    "a handler that is no file.export",
    () => fn({ handler: "handler" }),
    /handler must be file\.export, not "handler"/,
  ],
  [
    "a timeout that Lambda lacks",
    () => fn({ timeout: 901 }),
    /timeout must be a whole number from 1 to 900, not 901/,
  ],
  [
    "binary media types beside the body",
    () => new aws.apigateway.RestApi("a", { body: "{}", binaryMediaTypes: ["image/png"] }),
    /binaryMediaTypes is not covered/,
  ],
  [
    "private APIs",
    () => new aws.apigateway.RestApi("a", { body: "{}", endpointConfiguration: { types: "PRIVATE" } }),
    /endpointConfiguration\.types PRIVATE is not covered/,
  ],
  [
    "a stage name of the local cloud's own",
    () => new aws.apigateway.Stage("s", { restApi: "a", deployment: "d", stageName: "_api" }),
    /stageName must be .*not beginning with _, not "_api"/,
  ],
  [
    "a stage cache",
    () =>
      new aws.apigateway.Stage("s", {
        restApi: "a",
        deployment: "d",
        stageName: "v1",
        cacheClusterEnabled: true,
      }),
    /cacheClusterEnabled is not covered/,
  ],
  [
    "a method path with bare slashes",
    () =>
      new aws.apigateway.MethodSettings("m", {
        restApi: "a",
        stageName: "v1",
        methodPath: "pets/{petId}/GET",
        settings: {},
      }),
    /methodPath must be .*~1/,
  ],
  [
    "user pools of an identity pool",
    () =>
      new aws.cognito.IdentityPool("p", {
        identityPoolName: "p",
        cognitoIdentityProviders: [{ clientId: "x", providerName: "y" }],
      }),
    /cognitoIdentityProviders is not covered/,
  ],
  [
    "roles by rule",
    () =>
      new aws.cognito.IdentityPoolRoleAttachment("a", {
        identityPoolId: "p",
        roles: {},
        roleMappings: [{ identityProvider: "g", type: "Token" }],
      }),
    /roleMappings is not covered/,
  ],
  [
    "aliases and versions in a permission",
    () =>
      new aws.lambda.Permission("p", {
        function: "f",
        action: "lambda:InvokeFunction",
        principal: "x",
        qualifier: "live",
      }),
    /qualifier is not covered/,
  ],
  [
    "a retention that CloudWatch lacks",
    () => new aws.cloudwatch.LogGroup("l", { retentionInDays: 8 }),
    /retentionInDays 8 is not covered/,
  ],
  [
    "a name that AWS would find too long",
    () => new aws.iam.Role("r".repeat(60), { assumeRolePolicy: trusting("lambda.amazonaws.com") }),
    /would have 68 characters, and AWS allows 64/,
  ],
  [
    "another region",
    () => new aws.cloudwatch.LogGroup("l", { region: "eu-west-1" }),
    /has one region, us-east-1 .*not eu-west-1/,
  ],
  ["a provider of another region", () => new aws.Provider("p", { region: "eu-west-1" }), /has one region/],
  [
    "a provider that may not use this account",
    () => new aws.Provider("p", { allowedAccountIds: ["123456789012"] }),
    /the local account 000000000000 is not allowed/,
  ],
  [
    "a provider that assumes a role",
    () => new aws.Provider("p", { assumeRoles: [{ roleArn: "arn:r" }] }),
    /does not cover the property assumeRoles/,
  ],
  ["a type of another provider", () => new RandomId("id"), /RandomId "id" .*does not cover this type/],
];

describe("the local cloud refuses, when the resource is registered,", () => {
  for (const [what, make, message] of refusals) {
    it(what, async () => {
      const text = await rejection(graph(make));

      expect(text).to.match(message);
      expect(text, "the resource and its line").to.match(
        /^\S+ "\S+" \(test\/local\/engine\/refusals\.test\.ts:\d+\): /,
      );
    });
  }
});
