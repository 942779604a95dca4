import { LogGroup } from "@pulumi/aws/cloudwatch";
import { Function, type FunctionArgs } from "@pulumi/aws/lambda";
import { output } from "@pulumi/pulumi";
import type { Bundle } from "../callbacks";
import type { ApiSpec } from "./api-spec";
import { createExecutionRole } from "./execution-role";
import { functionArchive } from "./function-archive";
import { functionEnvironment } from "./function-environment";
import type { FunctionSettingsSpec } from "./function-settings";
import { bundleHandlers } from "./handler-code";
import type { FunctionSpec, RouteSpec } from "./route-spec";
import { StoredValues, type StoredNeeds } from "./stored-values";
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
  const bundles = bundleHandlers(routes.map(({ backend }) => backend));
  const values = new StoredValues(scope);
  return new Map(
    routes.map(({ route, backend }, index) => {
      const files = bundles.then((all) => all[index]!.files);
      const stored = values.needsOf(route, backend.code.analyzed.stored);
      return [route.id, createFunction(scope, spec, { route, backend, files, stored })] as const;
    }),
  );
}

interface FunctionParts {
  readonly route: RouteSpec;
  readonly backend: FunctionSpec;
  readonly files: Promise<Bundle["files"]>;
  readonly stored: StoredNeeds;
}

function createFunction(
  scope: Scope,
  spec: ApiSpec,
  { route, backend, files, stored }: FunctionParts,
): Function {
  const name = `${scope.name}-${route.id}`;
  const { settings, code } = backend;
  const logGroup = create(scope, LogGroup, {
    name,
    args: { namePrefix: `/aws/lambda/${name}-`, retentionInDays: spec.logRetentionDays },
    transform: scope.transform.logGroup,
  });
  const { role, rolePolicy } = createExecutionRole(scope, {
    name,
    route: route.key,
    settings,
    logGroup,
    stored: stored.statements,
  });
  const variables = { ...settings.environment, ...code.analyzed.environment, ...stored.variables };
  return create(scope, Function, {
    name,
    args: {
      description: route.key,
      runtime: RUNTIME,
      handler: "index.handler",
      code: output(files.then((built) => functionArchive(built, settings.include))),
      role: role.arn,
      environment: { variables: functionEnvironment(route.key, variables) },
      loggingConfig: { logFormat: "Text", logGroup: logGroup.name },
      ...configurationOf(settings),
    },
    transform: scope.transform.function,
    // A function without its permissions or its values would answer its first calls with errors.
    opts: { dependsOn: [rolePolicy, ...stored.resources] },
  });
}

function configurationOf(settings: FunctionSettingsSpec): Omit<FunctionArgs, "role"> {
  const { ephemeralStorage, reservedConcurrency, layers, deadLetter, vpc } = settings;
  return {
    architectures: [settings.architecture],
    memorySize: settings.memorySize,
    timeout: settings.timeout,
    ...(ephemeralStorage === undefined ? {} : { ephemeralStorage: { size: ephemeralStorage } }),
    ...(reservedConcurrency === undefined ? {} : { reservedConcurrentExecutions: reservedConcurrency }),
    ...(layers.length === 0 ? {} : { layers: [...layers] }),
    ...(deadLetter ? { deadLetterConfig: { targetArn: deadLetter.targetArn } } : {}),
    ...(vpc
      ? {
          vpcConfig: { ...vpc, subnetIds: [...vpc.subnetIds], securityGroupIds: [...vpc.securityGroupIds] },
        }
      : {}),
  };
}
