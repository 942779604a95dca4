import { DeploymentError } from "../../deployment";
import { COVERAGE } from "../property-checks";
import type { RegisteredResource } from "../registered-resource";
import type { OutputContext, ResourceType } from "../resource-type";
import type { Properties } from "../wire-values";
import { account } from "./account";
import { deployment } from "./deployment";
import { identityPool } from "./identity-pool";
import { identityPoolRoleAttachment } from "./identity-pool-role-attachment";
import { lambdaFunction } from "./lambda-function";
import { lambdaPermission } from "./lambda-permission";
import { logGroup } from "./log-group";
import { managedPolicy } from "./managed-policy";
import { methodSettings } from "./method-settings";
import { parameter } from "./parameter";
import { restApi } from "./rest-api";
import { role } from "./role";
import { rolePolicy } from "./role-policy";
import { rolePolicyAttachment } from "./role-policy-attachment";
import { secret } from "./secret";
import { secretVersion } from "./secret-version";
import { stage } from "./stage";
import { table } from "./table";

/** Everything that is covered, in an order in which nothing is deployed before what it may refer to. */
export const RESOURCE_TYPES: Readonly<Record<string, ResourceType>> = {
  "aws:iam/policy:Policy": managedPolicy,
  "aws:iam/role:Role": role,
  "aws:iam/rolePolicy:RolePolicy": rolePolicy,
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": rolePolicyAttachment,
  "aws:cloudwatch/logGroup:LogGroup": logGroup,
  "aws:dynamodb/table:Table": table,
  "aws:ssm/parameter:Parameter": parameter,
  "aws:secretsmanager/secret:Secret": secret,
  "aws:secretsmanager/secretVersion:SecretVersion": secretVersion,
  "aws:lambda/function:Function": lambdaFunction,
  "aws:lambda/permission:Permission": lambdaPermission,
  "aws:apigateway/restApi:RestApi": restApi,
  "aws:apigateway/deployment:Deployment": deployment,
  "aws:apigateway/stage:Stage": stage,
  "aws:apigateway/methodSettings:MethodSettings": methodSettings,
  "aws:apigateway/account:Account": account,
  "aws:cognito/identityPool:IdentityPool": identityPool,
  "aws:cognito/identityPoolRoleAttachment:IdentityPoolRoleAttachment": identityPoolRoleAttachment,
};

type ProviderFunction = (args: Properties, context: OutputContext) => Properties;

const FUNCTIONS: Readonly<Record<string, ProviderFunction>> = {
  "aws:index/getRegion:getRegion": (_, { region }) => ({
    id: region,
    name: region,
    region,
    endpoint: `ec2.${region}.amazonaws.com`,
    description: region,
  }),
  "aws:index/getCallerIdentity:getCallerIdentity": (_, { accountId, ids }) => {
    const userId = `AIDA${ids.upper({ urn: "operator", type: "", name: "" }, "user", 17)}`;
    return { id: accountId, accountId, arn: `arn:aws:iam::${accountId}:user/operator`, userId };
  },
  "aws:index/getPartition:getPartition": () => ({
    id: "aws",
    partition: "aws",
    dnsSuffix: "amazonaws.com",
    reverseDnsPrefix: "com.amazonaws",
  }),
};

/** @throws DeploymentError naming the type. */
export function findResourceType(
  resource: Pick<RegisteredResource, "type" | "name" | "source">,
): ResourceType {
  const type = Object.hasOwn(RESOURCE_TYPES, resource.type) ? RESOURCE_TYPES[resource.type] : undefined;
  if (type) return type;
  throw new DeploymentError(
    `the local cloud does not cover this type: leave it out of this stack by a configuration value; ${COVERAGE}`,
    resource,
  );
}

/** @throws DeploymentError naming the function. */
export function findFunction(token: string): ProviderFunction {
  const found = Object.hasOwn(FUNCTIONS, token) ? FUNCTIONS[token] : undefined;
  if (found) return found;
  throw new DeploymentError(`the local cloud does not cover the function ${token}; ${COVERAGE}`);
}
