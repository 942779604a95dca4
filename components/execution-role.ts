import type { LogGroup } from "@pulumi/aws/cloudwatch";
import { Role, RolePolicy } from "@pulumi/aws/iam";
import { interpolate } from "@pulumi/pulumi";
import { policy, trustPolicy, type Statement } from "../policies";
import { logs } from "../policies/services/logs";
import { sts } from "../policies/services/sts";
import { checkedIdentityDocument, withCheckedDocuments } from "./checked-documents";
import type { FunctionSettingsSpec } from "./function-settings";
import { create, type Scope } from "./transform";
import { vpcStatements } from "./vpc";

export interface ExecutionRoleParts {
  readonly name: string;
  readonly route: string;
  readonly settings: FunctionSettingsSpec;
  readonly logGroup: LogGroup;
  /** What the captures need that are fetched when the function starts. */
  readonly stored: readonly Statement<"identity">[];
}

/** A role of the function's own: its log, what its settings and captures need, what the route allows, and nothing else. */
export function createExecutionRole(
  scope: Scope,
  { name, route, settings, logGroup, stored }: ExecutionRoleParts,
): { role: Role; rolePolicy: RolePolicy } {
  const role = create(scope, Role, {
    name,
    args: {
      description: `Execution role of ${route}`,
      assumeRolePolicy: trustPolicy(sts.allow("AssumeRole").by({ Service: "lambda.amazonaws.com" })),
    },
    transform: scope.transform.role,
    check: (args) => withCheckedDocuments(args, name),
  });
  const ownLogs = logs
    .allow("CreateLogStream", "PutLogEvents")
    .on({ logStream: interpolate`${logGroup.arn}:log-stream:*` });
  const { allow, deadLetter, vpc } = settings;
  const statements = [
    ownLogs,
    ...(deadLetter ? [deadLetter.statement()] : []),
    ...(vpc ? vpcStatements(vpc) : []),
    ...stored,
    ...allow,
  ];
  const rolePolicy = create(scope, RolePolicy, {
    name,
    args: {
      role: role.id,
      policy: checkedIdentityDocument(policy(...statements), { name, storedAs: "role" }),
    },
  });
  return { role, rolePolicy };
}
