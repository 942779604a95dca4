import { Policy, RolePolicyAttachment, type Role } from "@pulumi/aws/iam";
import { Permission, type Function } from "@pulumi/aws/lambda";
import { interpolate } from "@pulumi/pulumi";
import { policy, type Statement } from "../policies";
import { executeApi } from "../policies/services/execute-api";
import { lambda } from "../policies/services/lambda";
import type { ApiSpec } from "./api-spec";
import type { RouteSpec } from "./route-spec";
import { ConfigError } from "./config-error";
import { invokeGrants } from "./grants";
import type { Identity } from "./identity";
import { arnPath } from "./path-pattern";
import type { DeployedApi } from "./rest-api";
import type { RouteFunctions } from "./route-functions";
import { create, type Scope } from "./transform";

/** Managed policies that IAM takes on one role, unless the account's quota is raised. */
const MAX_POLICIES = 10;
/** Characters that IAM takes in one managed policy, less what the document itself needs. */
const MAX_POLICY_SIZE = 6_144 - 200;
/** Characters of the longest execution ARN, `arn:aws:execute-api:ap-southeast-4:123456789012:abcdefghij/`, with its quotes. */
const EXECUTION_ARN_SIZE = 68;
/** Characters of a function's ARN, with its quotes. */
const FUNCTION_ARN_SIZE = 140;
/** Characters that one of the user's statements is taken for: its ARNs are not known yet. The real size is checked later. */
const STATEMENT_SIZE = 1_200;

interface Parts {
  readonly identity: Identity | undefined;
  readonly api: DeployedApi;
  readonly functions: RouteFunctions;
}

/** Grants each route to exactly the roles that it names, and API Gateway the functions of exactly its own routes. */
export function createGrants(scope: Scope, spec: ApiSpec, parts: Parts): void {
  for (const grantee of granteesOf(spec, parts.identity)) {
    attachPolicies(scope, grantee, [
      ...invokeStatements(spec, grantee.routes, parts.api),
      ...functionStatements(grantee.routes, parts.functions),
      ...(grantee.role === parts.identity?.signedInRole
        ? spec.signedIn.map((statement) => ({ statement, size: STATEMENT_SIZE }))
        : []),
    ]);
  }
  for (const route of spec.routes) {
    const fn = parts.functions.get(route.id);
    if (fn && !callsAsCaller(route)) allowGateway(scope, spec, { route, fn, api: parts.api });
  }
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
    name: role === identity?.signedInRole ? "signed-in" : (logicalName(role) ?? `role-${index}`),
    role,
    routes: granted,
  }));
}

/** The SDK keeps it for its own error messages; a policy named after its role survives a new order of routes. */
const logicalName = (role: Role): string | undefined => (role as { readonly __name?: string }).__name;

interface SizedStatement {
  readonly statement: Statement<"identity">;
  /** Characters, estimated from above. */
  readonly size: number;
}

function invokeStatements(
  spec: ApiSpec,
  granted: readonly RouteSpec[],
  { api }: DeployedApi,
): SizedStatement[] {
  const lacking = spec.routes.filter((route) => route.auth.type === "iam" && !granted.includes(route));
  const { allow, deny } = invokeGrants(granted, lacking);
  const sized = (patterns: readonly string[], effect: "allow" | "deny"): SizedStatement[] =>
    chunksBySize(spec.stages.flatMap((stage) => patterns.map((pattern) => `${stage.name}/${pattern}`))).map(
      (some) => ({
        statement: executeApi[effect]("Invoke").on({
          executeApiGeneral: some.map((pattern) => interpolate`${api.executionArn}/${pattern}`),
        }),
        size: sizeOf(some),
      }),
    );
  return [...sized(allow, "allow"), ...sized(deny, "deny")];
}

/** Where API Gateway calls the function as the caller, the caller needs the permission itself. */
function functionStatements(granted: readonly RouteSpec[], functions: RouteFunctions): SizedStatement[] {
  const arns = granted.flatMap((route) =>
    callsAsCaller(route) && functions.has(route.id) ? [functions.get(route.id)!.arn] : [],
  );
  if (arns.length === 0) return [];
  return [
    {
      statement: lambda.allow("InvokeFunction").on({ function: arns }),
      size: arns.length * FUNCTION_ARN_SIZE,
    },
  ];
}

const callsAsCaller = ({ auth }: RouteSpec): boolean => auth.type === "iam" && auth.credentials === "caller";

const sizeOf = (patterns: readonly string[]): number =>
  patterns.reduce((size, pattern) => size + EXECUTION_ARN_SIZE + pattern.length, 100);

function chunksBySize(patterns: readonly string[]): string[][] {
  const chunks: string[][] = [];
  for (const pattern of patterns) {
    const last = chunks.at(-1);
    if (last && sizeOf([...last, pattern]) <= MAX_POLICY_SIZE) last.push(pattern);
    else chunks.push([pattern]);
  }
  return chunks;
}

/** Roles belong to the identity, so what an API grants stays in managed policies of its own. */
function attachPolicies(scope: Scope, { name, role }: Grantee, statements: readonly SizedStatement[]): void {
  const documents: { statements: Statement<"identity">[]; size: number }[] = [];
  for (const { statement, size } of statements) {
    const room = documents.find((document) => document.size + size <= MAX_POLICY_SIZE);
    if (room) {
      room.statements.push(statement);
      room.size += size;
    } else documents.push({ statements: [statement], size });
  }
  if (documents.length > MAX_POLICIES) {
    throw new ConfigError(
      `${scope.name}: what ${name} is granted needs ${documents.length} managed policies, and IAM takes ${MAX_POLICIES} on a role; ` +
        "divide the routes between two APIs with roles of their own",
    );
  }
  documents.forEach((document, index) => {
    const child = `${scope.name}-${name}${index === 0 ? "" : `-${index + 1}`}`;
    const made = create(scope, Policy, {
      name: child,
      args: { description: `What ${scope.name} grants ${name}`, policy: policy(...document.statements) },
    });
    create(scope, RolePolicyAttachment, { name: child, args: { role: role.name, policyArn: made.arn } });
  });
}

/** API Gateway matches a permission with the resource's own path, each parameter as `*`. */
function allowGateway(
  scope: Scope,
  spec: ApiSpec,
  { route, fn, api }: { route: RouteSpec; fn: Function; api: DeployedApi },
): void {
  for (const stage of spec.stages) {
    create(scope, Permission, {
      name: `${scope.name}-${stage.name}-${route.id}`,
      args: {
        function: fn.name,
        principal: "apigateway.amazonaws.com",
        action: "lambda:InvokeFunction",
        sourceArn: interpolate`${api.api.executionArn}/${stage.name}/${route.method}/${arnPath(route.segments)}`,
      },
    });
  }
}
