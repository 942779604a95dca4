import { LogGroup } from "@pulumi/aws/cloudwatch";
import { Role, RolePolicy } from "@pulumi/aws/iam";
import { Function } from "@pulumi/aws/lambda";
import { asset, interpolate, output } from "@pulumi/pulumi";
import type { Bundle } from "../callbacks";
import { policy, trustPolicy } from "../policies";
import { logs } from "../policies/services/logs";
import { sts } from "../policies/services/sts";
import type { ApiSpec } from "./api-spec";
import type { FunctionSpec, RouteSpec } from "./route-spec";
import { checkedIdentityDocument, withCheckedDocuments } from "./checked-documents";
import { bundleHandlers } from "./handler-code";
import { create, type Scope } from "./transform";

/** Stated, because the provider's default changes with its version. */
const RUNTIME = "nodejs22.x";

/** Functions by route id. */
export type RouteFunctions = ReadonlyMap<string, Function>;

/** One function for each route with a handler, with a role and a log group of its own. */
export function createFunctions(scope: Scope, spec: ApiSpec): RouteFunctions {
  const routes = spec.routes.flatMap((route) =>
    route.backend.type === "function" ? [{ route, backend: route.backend }] : [],
  );
  // Begun for all at once, and before anything is made: it takes longest.
  const bundles = bundleHandlers(routes.map(({ backend }) => backend.code));
  return new Map(
    routes.map(({ route, backend }, index) => {
      const files = bundles.then((all) => all[index]!.files);
      return [route.id, createFunction(scope, spec, { route, backend, files })] as const;
    }),
  );
}

interface FunctionParts {
  readonly route: RouteSpec;
  readonly backend: FunctionSpec;
  readonly files: Promise<Bundle["files"]>;
}

function createFunction(scope: Scope, spec: ApiSpec, { route, backend, files }: FunctionParts): Function {
  const name = `${scope.name}-${route.id}`;
  const logGroup = create(scope, LogGroup, {
    name,
    args: { namePrefix: `/aws/lambda/${name}-`, retentionInDays: spec.logRetentionDays },
    transform: scope.transform.logGroup,
  });
  const { role, rolePolicy } = createExecutionRole(scope, { name, route, backend, logGroup });
  return create(scope, Function, {
    name,
    args: {
      description: route.key,
      runtime: RUNTIME,
      architectures: ["arm64"],
      handler: "index.handler",
      code: output(files.then(archive)),
      role: role.arn,
      memorySize: backend.memorySize,
      timeout: backend.timeout,
      environment: { variables: backend.code.analyzed.environment },
      loggingConfig: { logFormat: "Text", logGroup: logGroup.name },
    },
    transform: scope.transform.function,
    // A function without its permissions would answer its first calls with errors.
    opts: { dependsOn: rolePolicy },
  });
}

interface ExecutionRole {
  readonly name: string;
  readonly route: RouteSpec;
  readonly backend: FunctionSpec;
  readonly logGroup: LogGroup;
}

function createExecutionRole(
  scope: Scope,
  { name, route, backend, logGroup }: ExecutionRole,
): { role: Role; rolePolicy: RolePolicy } {
  const role = create(scope, Role, {
    name,
    args: {
      description: `Execution role of ${route.key}`,
      assumeRolePolicy: trustPolicy(sts.allow("AssumeRole").by({ Service: "lambda.amazonaws.com" })),
    },
    transform: scope.transform.role,
    check: (args) => withCheckedDocuments(args, name),
  });
  const ownLogs = logs
    .allow("CreateLogStream", "PutLogEvents")
    .on({ logStream: interpolate`${logGroup.arn}:log-stream:*` });
  const rolePolicy = create(scope, RolePolicy, {
    name,
    args: {
      role: role.id,
      policy: checkedIdentityDocument(policy(ownLogs, ...backend.allow), { name, storedAs: "role" }),
    },
  });
  return { role, rolePolicy };
}

const archive = (files: Readonly<Record<string, string>>): asset.AssetArchive =>
  new asset.AssetArchive(
    Object.fromEntries(Object.entries(files).map(([path, text]) => [path, new asset.StringAsset(text)])),
  );
