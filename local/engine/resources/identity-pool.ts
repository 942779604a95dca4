import { absent, flag, matching, tags } from "../property-checks";
import type { ResourceType } from "../resource-type";
import type { IdentityPool } from "../../cloud-state";

const REMEDY = "people sign in through a developer provider here";

export const identityPool: ResourceType = {
  properties: {
    identityPoolName: matching(/^[\w\s+=,.@-]{1,128}$/, "1 to 128 letters, digits, spaces and + = , . @ - _"),
    allowUnauthenticatedIdentities: flag,
    allowClassicFlow: flag,
    developerProviderName: matching(/^[\w._-]{1,128}$/, "1 to 128 letters, digits, . _ and -"),
    region: matching(/./, "a region"),
    tags,
    cognitoIdentityProviders: absent(REMEDY),
    openidConnectProviderArns: absent(REMEDY),
    samlProviderArns: absent(REMEDY),
    supportedLoginProviders: absent(REMEDY),
  },

  outputs(resource, context) {
    const id = `${context.region}:${context.ids.uuid(resource, "identityPool")}`;
    return {
      id,
      outputs: {
        arn: `arn:aws:cognito-identity:${context.region}:${context.accountId}:identitypool/${id}`,
        region: context.region,
        allowClassicFlow: resource.inputs.allowClassicFlow ?? false,
        allowUnauthenticatedIdentities: resource.inputs.allowUnauthenticatedIdentities ?? false,
        tagsAll: context.tagsOf(resource),
      },
    };
  },

  deploy(resource, builder) {
    const { developerProviderName } = resource.inputs as { developerProviderName?: string };
    const value: IdentityPool = {
      id: resource.id,
      arn: resource.outputs.arn as string,
      name: String(resource.inputs.identityPoolName),
      allowUnauthenticatedIdentities: resource.outputs.allowUnauthenticatedIdentities as boolean,
      allowClassicFlow: resource.outputs.allowClassicFlow as boolean,
      ...(developerProviderName !== undefined && { developerProviderName }),
    };
    builder.add(builder.identityPools, resource, { key: resource.id, value });
  },
};
