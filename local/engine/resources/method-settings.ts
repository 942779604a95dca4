import { DeploymentError } from "../../deployment";
import { flag, integer, matching, number, object, only, text } from "../property-checks";
import type { ResourceType } from "../resource-type";

const METHODS = "ANY|DELETE|GET|HEAD|OPTIONS|PATCH|POST|PUT";
const METHOD_PATH = new RegExp(`^(\\*/\\*|[^/]*/(${METHODS}))$`);
const NO_LIMIT = -1;

interface Settings {
  readonly throttlingRateLimit?: number;
  readonly throttlingBurstLimit?: number;
}

/** aws.apigateway.MethodSettings: throttles of a stage or of one method. */
export const methodSettings: ResourceType = {
  properties: {
    restApi: text,
    stageName: text,
    methodPath: matching(
      METHOD_PATH,
      "*/* or a path and a method such as pets~1{petId}/GET, with ~1 for the slashes of the path",
    ),
    region: text,
    settings: object({
      throttlingBurstLimit: integer(NO_LIMIT, 10_000),
      throttlingRateLimit: number,
      metricsEnabled: flag,
      loggingLevel: only("OFF", "ERROR", "INFO"),
      dataTraceEnabled: only(false),
      cachingEnabled: only(false),
    }),
  },

  outputs({ inputs }, { region }) {
    const { restApi, stageName, methodPath } = inputs as {
      restApi: string;
      stageName: string;
      methodPath: string;
    };
    return { id: `${restApi}-${stageName}-${methodPath}`, outputs: { region } };
  },

  deploy(resource, builder) {
    const { restApi, stageName, methodPath } = resource.inputs as {
      restApi: string;
      stageName: string;
      methodPath: string;
    };
    const stage = builder.restApis.get(restApi)?.stages.get(stageName);
    if (!stage)
      throw new DeploymentError(`the program makes no stage ${stageName} of the API ${restApi}`, resource);
    const { throttlingRateLimit = NO_LIMIT, throttlingBurstLimit = NO_LIMIT } = resource.inputs
      .settings as Settings;
    const key = methodPath.replaceAll("~1", "/");
    stage.throttles.set(key, { ratePerSecond: throttlingRateLimit, burst: throttlingBurstLimit });
  },
};
