// Who signs in, and what is stored.
import * as cognito from "@pulumi/aws/cognito";
import * as dynamodb from "@pulumi/aws/dynamodb";
import * as iam from "@pulumi/aws/iam";
import { readStackConfiguration } from "../../../stack-configuration";

export const config = readStackConfiguration();
export const DEVELOPER_PROVIDER = "login.notes-and-pets";

const settings = {
  billingMode: "PAY_PER_REQUEST",
  serverSideEncryption: { enabled: true },
  pointInTimeRecovery: { enabled: config.data.pointInTimeRecovery },
  deletionProtectionEnabled: config.data.deletionProtection,
};
export const users = new dynamodb.Table("users", {
  ...settings,
  attributes: [{ name: "username", type: "S" }],
  hashKey: "username",
});
export const pets = new dynamodb.Table("pets", {
  ...settings,
  attributes: [{ name: "petId", type: "S" }],
  hashKey: "petId",
});
export const notes = new dynamodb.Table("notes", {
  ...settings,
  attributes: [
    { name: "userId", type: "S" },
    { name: "noteId", type: "S" },
  ],
  hashKey: "userId",
  rangeKey: "noteId",
});

export const pool = new cognito.IdentityPool("notes-and-pets", {
  identityPoolName: "notes-and-pets",
  allowUnauthenticatedIdentities: false,
  developerProviderName: DEVELOPER_PROVIDER,
});
export const signedIn = new iam.Role("signed-in", {
  assumeRolePolicy: {
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Federated: "cognito-identity.amazonaws.com" },
        Action: "sts:AssumeRoleWithWebIdentity",
        Condition: {
          StringEquals: { "cognito-identity.amazonaws.com:aud": pool.id },
          "ForAnyValue:StringLike": { "cognito-identity.amazonaws.com:amr": "authenticated" },
        },
      },
    ],
  },
});
new cognito.IdentityPoolRoleAttachment("notes-and-pets", {
  identityPoolId: pool.id,
  roles: { authenticated: signedIn.arn },
});
