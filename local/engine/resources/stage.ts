import { DeploymentError } from "../../deployment";
import type { DeployedResource } from "../../deployment";
import { absent, flag, matching, object, record, tags, text } from "../property-checks";
import type { ResourceType } from "../resource-type";
import type { StateBuilder } from "../state-builder";
import type { StageDraft } from "../state-drafts";

/** What begins with _ belongs to the local cloud, and this is Lambda's path. */
const STAGE_NAME = /^(?!_|2015-03-31$)[\w-]{1,128}$/;
const LOG_GROUP_ARN = /^arn:aws:logs:[^:]+:\d{12}:log-group:([^:]+)(:\*)?$/;

interface StageInputs {
  readonly restApi: string;
  readonly deployment: string;
  readonly stageName: string;
  readonly variables?: Readonly<Record<string, string>>;
  readonly xrayTracingEnabled?: boolean;
  readonly accessLogSettings?: { readonly destinationArn: string; readonly format: string };
}

export const stage: ResourceType = {
  properties: {
    restApi: text,
    deployment: text,
    stageName: matching(
      STAGE_NAME,
      "letters, digits, - and _, not 2015-03-31, and in the local cloud not beginning with _",
    ),
    description: text,
    region: text,
    variables: record(text),
    accessLogSettings: object({ destinationArn: text, format: text }),
    xrayTracingEnabled: flag,
    tags,
    cacheClusterEnabled: absent("answers are not cached"),
    cacheClusterSize: absent("answers are not cached"),
    canarySettings: absent("a stage has one deployment"),
    clientCertificateId: absent("backends are not called with certificates"),
    documentationVersion: text,
  },

  outputs(resource, context) {
    const { restApi, stageName } = resource.inputs as unknown as StageInputs;
    return {
      id: `ags-${restApi}-${stageName}`,
      outputs: {
        arn: `arn:aws:apigateway:${context.region}::/restapis/${restApi}/stages/${stageName}`,
        executionArn: `arn:aws:execute-api:${context.region}:${context.accountId}:${restApi}/${stageName}`,
        invokeUrl: context.stageUrl(restApi, stageName),
        region: context.region,
        webAclArn: "",
        tagsAll: context.tagsOf(resource),
      },
    };
  },

  deploy(resource, builder) {
    const inputs = resource.inputs as unknown as StageInputs;
    const snapshot = builder.deployments.get(inputs.deployment);
    if (snapshot?.restApi.id !== inputs.restApi) {
      throw new DeploymentError(
        `deployment is ${inputs.deployment}, and the API ${inputs.restApi} has no such deployment`,
        resource,
      );
    }
    const { restApi, definition } = snapshot;
    const accessLog = findAccessLog(resource, builder, inputs.accessLogSettings);
    const draft: StageDraft = {
      name: inputs.stageName,
      deploymentId: inputs.deployment,
      definition,
      variables: inputs.variables ?? {},
      throttles: new Map(),
      tracing: inputs.xrayTracingEnabled ?? false,
      ...(accessLog && { accessLog }),
    };
    builder.add(restApi.stages, resource, { key: draft.name, value: draft });
  },
};

function findAccessLog(
  resource: DeployedResource,
  builder: StateBuilder,
  settings: StageInputs["accessLogSettings"],
): StageDraft["accessLog"] {
  if (!settings) return undefined;
  const logGroup = LOG_GROUP_ARN.exec(settings.destinationArn)?.[1];
  if (logGroup === undefined || !builder.logGroups.has(logGroup)) {
    throw new DeploymentError(
      `accessLogSettings.destinationArn is ${settings.destinationArn}, and the program makes no such log group`,
      resource,
    );
  }
  builder.checkAccessLogFormat(resource, settings.format);
  return { logGroup, format: settings.format };
}
