import type { Input } from "@pulumi/pulumi";
import { permissionsBoundary, policy } from "../../policies";
import { dynamodb } from "../../policies/services/dynamodb";
import { iam } from "../../policies/services/iam";
import { logs } from "../../policies/services/logs";

/** The most that a role made by developers can ever do, whatever policies they give it. */
export const developerBoundary = (tables: Input<string>, logStreams: Input<string>) =>
  permissionsBoundary(
    dynamodb.allow("GetItem", "Query", "PutItem", "UpdateItem", "DeleteItem").on({ table: tables }),
    logs.allow("CreateLogStream", "PutLogEvents").on({ logStream: logStreams }),
  );

/** What developers themselves may do about roles: make them and give them policies, under the boundary only. */
export const makeRoles = (roles: Input<string>, boundary: Input<string>) =>
  policy(
    iam
      .allow("CreateRole", "PutRolePolicy", "DeleteRolePolicy")
      .on({ role: roles })
      .when("iam:PermissionsBoundary", "StringEquals", boundary),
    iam.allow("GetRole", "DeleteRole").on({ role: roles }),
  );
