import { Account } from "@pulumi/aws/apigateway";
import { Table, type TableArgs } from "@pulumi/aws/dynamodb";
import { getCallerIdentityOutput } from "@pulumi/aws/getCallerIdentity";
import { getRegionOutput } from "@pulumi/aws/getRegion";
import { Role, RolePolicy } from "@pulumi/aws/iam";
import { interpolate } from "@pulumi/pulumi";
import { SecureServerlessApi } from "./components";
import { routes } from "./functions/routes";
import { policy, trustPolicy, variable } from "./policies";
import { dynamodb } from "./policies/services/dynamodb";
import { logs } from "./policies/services/logs";
import { sts } from "./policies/services/sts";
import { readStackConfiguration } from "./stack-configuration";

const config = readStackConfiguration();

const table = (name: string, keys: Pick<TableArgs, "attributes" | "hashKey" | "rangeKey">) =>
  new Table(
    name,
    {
      ...keys,
      billingMode: "PAY_PER_REQUEST",
      serverSideEncryption: { enabled: true },
      pointInTimeRecovery: { enabled: config.data.pointInTimeRecovery },
      deletionProtectionEnabled: config.data.deletionProtection,
    },
    { protect: config.data.deletionProtection },
  );

const users = table("users", { attributes: [{ name: "username", type: "S" }], hashKey: "username" });
const pets = table("pets", { attributes: [{ name: "petId", type: "S" }], hashKey: "petId" });
const notes = table("notes", {
  attributes: [
    { name: "userId", type: "S" },
    { name: "noteId", type: "S" },
  ],
  hashKey: "userId",
  rangeKey: "noteId",
});

const ownIdentity = [variable("cognito-identity.amazonaws.com:sub")];

// A stage cannot log before its account has a role for it.
const gatewayAccount = config.manageGatewayAccount ? [manageGatewayAccount()] : [];

const app = new SecureServerlessApi(
  "notes-and-pets",
  {
    identity: {
      developerProvider: "login.notes-and-pets",
      guests: false,
      tokenDuration: config.tokenDurationHours * 3600,
    },
    routes: ({ identity }) =>
      routes({ users, pets, notes, identity, signInThrottle: config.api.signInThrottle }),
    signedIn: [
      dynamodb
        .allow("GetItem", "Query")
        .on({ table: notes })
        .when("dynamodb:LeadingKeys", "ForAllValues:StringEquals", ownIdentity)
        .when("dynamodb:LeadingKeys", "Null", false)
        .when("dynamodb:Attributes", "ForAllValues:StringEquals", ["userId", "noteId", "text", "createdAt"])
        .when("dynamodb:Attributes", "Null", false)
        .when("dynamodb:Select", "StringEquals", "SPECIFIC_ATTRIBUTES"),
      // No direct PutItem: it would bypass validation.
      dynamodb
        .allow("DeleteItem")
        .on({ table: notes })
        .when("dynamodb:LeadingKeys", "ForAllValues:StringEquals", ownIdentity)
        .when("dynamodb:LeadingKeys", "Null", false)
        // What a delete returns is not held to the attributes above.
        .when("dynamodb:ReturnValues", "StringEquals", "NONE"),
    ],
    stages: { v1: { throttle: config.api.throttle, logs: { retentionDays: config.logRetentionDays } } },
    allowedOrigins: config.api.allowedOrigins,
    logs: { retentionDays: config.logRetentionDays },
  },
  { dependsOn: gatewayAccount },
);

export const url = app.stages.v1.url;
export const identityPoolId = app.identity.poolId;
export const region = app.region;
export const usersTable = users.name;
export const petsTable = pets.name;
export const notesTable = notes.name;
export const functionNames = Object.fromEntries(
  Object.entries(app.functions).map(([route, fn]) => [route, fn.name]),
);

/**
 * The role with which API Gateway writes logs: one for the whole account and region, so one stack makes it for all and
 * leaves it behind when it is destroyed.
 */
function manageGatewayAccount(): Account {
  const role = new Role(
    "gateway-logs",
    {
      description: "API Gateway writes its logs",
      assumeRolePolicy: trustPolicy(sts.allow("AssumeRole").by({ Service: "apigateway.amazonaws.com" })),
    },
    { retainOnDelete: true },
  );
  const group = interpolate`arn:aws:logs:${getRegionOutput().region}:${getCallerIdentityOutput().accountId}:log-group:*`;
  const rolePolicy = new RolePolicy(
    "gateway-logs",
    {
      role: role.id,
      policy: policy(
        logs.allow("CreateLogGroup", "DescribeLogStreams", "FilterLogEvents").on({ logGroup: group }),
        logs
          .allow("CreateLogStream", "PutLogEvents", "GetLogEvents")
          .on({ logStream: interpolate`${group}:log-stream:*` }),
        logs
          .allow("DescribeLogGroups")
          .onEverything("API Gateway looks for its log groups in the whole account"),
      ),
    },
    { retainOnDelete: true },
  );
  return new Account(
    "gateway",
    { cloudwatchRoleArn: role.arn },
    { retainOnDelete: true, dependsOn: rolePolicy },
  );
}
