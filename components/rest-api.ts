import { createHash } from "node:crypto";
import { Deployment, MethodSettings, RestApi, Stage } from "@pulumi/aws/apigateway";
import { LogGroup } from "@pulumi/aws/cloudwatch";
import { getRegionOutput } from "@pulumi/aws/getRegion";
import { all, output, type Output } from "@pulumi/pulumi";
import type { ApiSpec, StageSpec } from "./api-spec";
import type { RouteSpec } from "./route-spec";
import { withCheckedPolicy } from "./checked-documents";
import { openApiBody } from "./openapi";
import type { RouteFunctions } from "./route-functions";
import { create, type Scope } from "./transform";

export interface DeployedApi {
  readonly api: RestApi;
  readonly region: Output<string>;
  readonly stages: ReadonlyMap<string, Stage>;
}

/** The REST API, a deployment that is replaced exactly when the API changed, and its stages. */
export function createRestApi(scope: Scope, spec: ApiSpec, functions: RouteFunctions): DeployedApi {
  const region = getRegionOutput({}, { parent: scope.opts.parent! }).region;
  const body = createBody(spec, functions, region);
  const api = create(scope, RestApi, {
    name: scope.name,
    args: { name: scope.name, body, endpointConfiguration: { types: "REGIONAL" }, failOnWarnings: true },
    transform: scope.transform.restApi,
    check: (args) => withCheckedPolicy(args, spec),
  });
  const deployment = create(scope, Deployment, {
    name: scope.name,
    // A stage serves the snapshot that its deployment took: a change of anything in the snapshot needs a new one.
    args: {
      restApi: api.id,
      triggers: { api: all([api.body, api.policy]).apply(([...parts]) => hashOf(parts)) },
    },
    transform: scope.transform.deployment,
  });
  const stages = spec.stages.map(
    (stage) => [stage.name, createStage(scope, spec, { stage, api, deployment })] as const,
  );
  return { api, region, stages: new Map(stages) };
}

function createBody(spec: ApiSpec, functions: RouteFunctions, region: Output<string>): Output<string> {
  const invokeArns = Object.fromEntries([...functions].map(([id, fn]) => [id, fn.invokeArn]));
  const tableNames = Object.fromEntries(
    spec.routes.flatMap(({ id, backend }) =>
      backend.type === "direct" ? [[id, output(backend.integration.table.name)] as const] : [],
    ),
  );
  return all([region, output(invokeArns), output(tableNames)]).apply(([name, arns, names]) =>
    JSON.stringify(openApiBody(spec, { region: name, invokeArns: arns, tableNames: names })),
  );
}

const hashOf = (parts: readonly unknown[]): string =>
  createHash("sha256").update(JSON.stringify(parts)).digest("hex");

interface StageParts {
  readonly stage: StageSpec;
  readonly api: RestApi;
  readonly deployment: Deployment;
}

/** Who called what, and why it was refused; never a header, a body or a query string. */
const ACCESS_LOG_FORMAT = JSON.stringify({
  requestId: "$context.requestId",
  extendedRequestId: "$context.extendedRequestId",
  time: "$context.requestTime",
  method: "$context.httpMethod",
  resource: "$context.resourcePath",
  status: "$context.status",
  error: "$context.error.responseType",
  caller: "$context.identity.cognitoIdentityId",
  sourceIp: "$context.identity.sourceIp",
  latency: "$context.responseLatency",
  integrationLatency: "$context.integrationLatency",
});

function createStage(scope: Scope, spec: ApiSpec, { stage, api, deployment }: StageParts): Stage {
  const name = `${scope.name}-${stage.name}`;
  const logGroup = create(scope, LogGroup, {
    name: `${name}-access`,
    args: { namePrefix: `/aws/apigateway/${name}-`, retentionInDays: stage.logRetentionDays },
    transform: scope.transform.logGroup,
  });
  const made = create(scope, Stage, {
    name,
    args: {
      restApi: api.id,
      deployment: deployment.id,
      stageName: stage.name,
      xrayTracingEnabled: stage.tracing,
      accessLogSettings: { destinationArn: logGroup.arn, format: ACCESS_LOG_FORMAT },
    },
    transform: scope.transform.stage,
  });
  createMethodSettings(scope, made, { name, path: "*/*", stage, throttle: stage.throttle });
  for (const route of spec.routes) {
    if (route.throttle)
      createMethodSettings(scope, made, {
        name: `${name}-${route.id}`,
        path: methodPath(route),
        stage,
        throttle: route.throttle,
      });
  }
  return made;
}

interface Settings {
  readonly name: string;
  readonly path: string;
  readonly stage: StageSpec;
  readonly throttle: StageSpec["throttle"];
}

function createMethodSettings(scope: Scope, made: Stage, { name, path, stage, throttle }: Settings): void {
  create(scope, MethodSettings, {
    name,
    args: {
      restApi: made.restApi,
      stageName: made.stageName,
      methodPath: path,
      settings: {
        metricsEnabled: stage.metrics,
        throttlingRateLimit: throttle.ratePerSecond,
        throttlingBurstLimit: throttle.burst,
      },
    },
  });
}

/** `pets~1{petId}/GET`: the path without its first slash, its others as `~1`, and the method. */
const methodPath = ({ path, method }: RouteSpec): string =>
  `${path.slice(1).replaceAll("/", "~1")}/${method}`;
