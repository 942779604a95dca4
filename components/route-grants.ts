import { Policy, RolePolicyAttachment, type Role } from "@pulumi/aws/iam";
import { Permission } from "@pulumi/aws/lambda";
import { interpolate, type Output } from "@pulumi/pulumi";
import { policy, type Statement } from "../policies";
import { executeApi } from "../policies/services/execute-api";
import { lambda } from "../policies/services/lambda";
import type { ApiSpec, RouteSpec } from "./api-spec";
import type { IamAuth } from "./auth";
import { ConfigError } from "./config-error";
import { invokeGrants } from "./grants";
import type { Identity } from "./identity";
import { arnPath } from "./path-pattern";
import type { DeployedApi } from "./rest-api";
import type { RouteFunctions } from "./route-functions";
import { create, type Scope } from "./transform";

/** Managed policies that this API attaches to one role; IAM takes 10 on a role unless the quota is raised. */
const MAX_POLICIES = 10;
/** Characters that IAM takes in one managed policy, less what the document itself needs. */
const MAX_POLICY_SIZE = 6_144 - 400;
/** Longest execution ARN: `arn:aws:execute-api:ap-southeast-4:123456789012:abcdefghij/`. */
const EXECUTION_ARN_SIZE = 64;
/** Statements of the user in one document: their ARNs are not known yet, so their size is bounded by their number. */
const STATEMENTS_PER_POLICY = 4;

/** Grants each route to exactly the roles that it names, and API Gateway the functions of exactly its own routes. */
export function createGrants(
  scope: Scope,
  spec: ApiSpec,
  parts: { identity: Identity | undefined; api: DeployedApi; functions: RouteFunctions },
): void {
  for (const [index, grantee] of granteesOf(spec, parts.identity).entries()) {
    const statements = [
      ...invokeStatements(spec, grantee.routes, parts),
      ...functionStatements(grantee.routes, parts.functions),
    ];
    const own =
      grantee.role === parts.identity?.signedInRole ? chunks(spec.signedIn, STATEMENTS_PER_POLICY) : [];
    attachPolicies(scope, grantee, {
      documents: [...statements.map((statement) => [statement]), ...own],
      index,
    });
  }
  allowGateway(scope, spec, parts);
}

interface Grantee {
  /** Names the role's policies. */
  readonly name: string;
  readonly role: Role;
  readonly routes: readonly RouteSpec[];
}

function granteesOf(spec: ApiSpec, identity: Identity | undefined): readonly Grantee[] {
  const routes = new Map<Role, RouteSpec[]>();
  if (identity) routes.set(identity.signedInRole, []);
  for (const route of spec.routes) {
    if (route.auth.type !== "iam") continue;
    for (const role of route.auth.for ?? [identity!.signedInRole])
      routes.set(role, [...(routes.get(role) ?? []), route]);
  }
  return [...routes].map(([role, granted], index) => ({
    name: role === identity?.signedInRole ? "signed-in" : `role-${index}`,
    role,
    routes: granted,
  }));
}

/** One statement for each document: Allow and Deny patterns, split so that each document fits. */
function invokeStatements(
  spec: ApiSpec,
  granted: readonly RouteSpec[],
  { api }: { api: DeployedApi },
): Statement<"identity">[] {
  const isIam = (route: RouteSpec) => route.auth.type === "iam";
  const grants = invokeGrants(
    granted,
    spec.routes.filter((route) => isIam(route) && !granted.includes(route)),
  );
  const arns = (patterns: readonly string[]) =>
    spec.stages.flatMap((stage) => patterns.map((pattern) => `${stage.name}/${pattern}`));
  const toArn = (pattern: string): Output<string> => interpolate`${api.api.executionArn}/${pattern}`;
  return [
    ...bySize(arns(grants.allow)).map((patterns) =>
      executeApi.allow("Invoke").on({ executeApiGeneral: patterns.map(toArn) }),
    ),
    ...bySize(arns(grants.deny)).map((patterns) =>
      executeApi.deny("Invoke").on({ executeApiGeneral: patterns.map(toArn) }),
    ),
  ];
}

/** Where API Gateway calls the function as the caller, the caller needs the permission itself. */
function functionStatements(
  granted: readonly RouteSpec[],
  functions: RouteFunctions,
): Statement<"identity">[] {
  const called = granted.flatMap((route) => (callsAsCaller(route) ? [functions.get(route.id)] : []));
  const arns = called.flatMap((fn) => (fn ? [fn.arn] : []));
  return chunks(arns, 20).map((some) => lambda.allow("InvokeFunction").on({ function: some }));
}

const callsAsCaller = ({ auth }: RouteSpec): auth is IamAuth =>
  auth.type === "iam" && auth.credentials === "caller";
