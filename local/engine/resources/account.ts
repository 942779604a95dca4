import { text } from "../property-checks";
import type { ResourceType } from "../resource-type";

/** aws.apigateway.Account: the role with which API Gateway writes logs. There is one per account and region. */
export const account: ResourceType = {
  properties: { cloudwatchRoleArn: text, region: text },

  outputs(resource, context) {
    return {
      id: "api-gateway-account",
      outputs: {
        region: context.region,
        cloudwatchRoleArn: resource.inputs.cloudwatchRoleArn ?? "",
        apiKeyVersion: "4",
        features: ["UsagePlans"],
        throttleSettings: [{ burstLimit: 5_000, rateLimit: 10_000 }],
      },
    };
  },

  deploy(resource, builder) {
    const { cloudwatchRoleArn } = resource.inputs;
    if (cloudwatchRoleArn === undefined || cloudwatchRoleArn === "") return;
    const role = builder.roleByArn(resource, "cloudwatchRoleArn");
    builder.requireTrust(resource, role, "apigateway.amazonaws.com");
  },
};
