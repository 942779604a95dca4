import { DeploymentError } from "../deployment";
import { PhysicalIds } from "./physical-ids";
import { checkProperties } from "./property-checks";
import { ProviderSettings } from "./provider-settings";
import type { RegisteredResource, ResourceModel } from "./registered-resource";
import type { OutputContext } from "./resource-type";
import { findFunction, findResourceType } from "./resources";

/** No real account has this id, so that nothing made here is mistaken for the real thing. */
export const ACCOUNT_ID = "000000000000";
const DEFAULT_REGION = "us-east-1";
const PROVIDER_TYPE = /^pulumi:providers:(.+)$/;

export interface LocalModelOptions {
  /** Decides every name and id. The same seed gives the same ids. */
  readonly seed: string;
  readonly endpoint: string;
  readonly nowMs: number;
  /** The stack's configuration; `aws:region` and `aws:defaultTags` are read. */
  readonly config: Readonly<Record<string, string>>;
  /** For a stack without `aws:region`. @default "us-east-1" */
  readonly region?: string;
  /** Stage names that several APIs have: their URLs name the API too. @default none */
  readonly sharedStages?: readonly string[];
}

/** The region of the local cloud: it has exactly one. */
export function regionOf(options: Pick<LocalModelOptions, "config" | "region">): string {
  return options.config["aws:region"] ?? options.region ?? DEFAULT_REGION;
}

/** The resource types of the local cloud, as the engine asks for them. */
export function localModel(options: LocalModelOptions): ResourceModel {
  const region = regionOf(options);
  const settings = new ProviderSettings({ region, accountId: ACCOUNT_ID, config: options.config });
  const context = outputContext(options, { region, settings });
  return {
    create(resource) {
      const [, provider] = PROVIDER_TYPE.exec(resource.type) ?? [];
      if (provider !== undefined) return settings.add(resource, provider, context.ids);
      const type = findResourceType(resource);
      settings.requireOwnRegion(resource);
      const complaint = checkProperties(type.properties, resource.inputs);
      if (complaint !== undefined) throw new DeploymentError(complaint, resource);
      return type.outputs(resource, context);
    },
    invoke: (token, args) => findFunction(token)(args, context),
  };
}

function outputContext(
  options: LocalModelOptions,
  place: { region: string; settings: ProviderSettings },
): OutputContext {
  const ids = new PhysicalIds(options.seed);
  return {
    region: place.region,
    accountId: ACCOUNT_ID,
    endpoint: options.endpoint,
    nowMs: options.nowMs,
    ids,
    nameOf: (resource, maxLength) => physicalName(resource, ids, maxLength),
    tagsOf: (resource) => place.settings.tagsOf(resource),
    stageUrl(apiId, stageName) {
      const isShared = options.sharedStages?.includes(stageName) === true;
      return `${options.endpoint}/${isShared ? `_api/${apiId}/` : ""}${stageName}`;
    },
  };
}

function physicalName(resource: RegisteredResource, ids: PhysicalIds, maxLength: number): string {
  const { name, namePrefix } = resource.inputs as { name?: string; namePrefix?: string };
  if (name !== undefined) return name;
  if (namePrefix !== undefined) return `${namePrefix}${ids.lower(resource, "name", 12)}`;
  return ids.name(resource, maxLength);
}
