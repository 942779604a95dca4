import { DeploymentError } from "../deployment";
import type { PhysicalIds } from "./physical-ids";
import { checkProperties, flag, list, number, object, tags, text } from "./property-checks";
import type { PropertyChecks } from "./property-checks";
import type { RegisteredResource } from "./registered-resource";
import type { ResourceOutputs } from "./resource-type";

/** Credentials are accepted and not used: nothing here calls AWS. */
const PROPERTIES: PropertyChecks = {
  region: text,
  profile: text,
  accessKey: text,
  secretKey: text,
  token: text,
  maxRetries: number,
  allowedAccountIds: list(text),
  forbiddenAccountIds: list(text),
  defaultTags: object({ tags }),
  skipCredentialsValidation: flag,
  skipMetadataApiCheck: flag,
  skipRegionValidation: flag,
  skipRequestingAccountId: flag,
};

interface Place {
  readonly region: string;
  readonly accountId: string;
  readonly config: Readonly<Record<string, string>>;
}

/** What the program's AWS providers, explicit and default, add to each resource. */
export class ProviderSettings {
  private readonly place: Place;
  private readonly defaultTags = new Map<string, Readonly<Record<string, string>>>();

  constructor(place: Place) {
    this.place = place;
    this.defaultTags.set("", readTags(place.config["aws:defaultTags"] ?? "{}"));
  }

  /** A provider that the program makes itself. Its structured inputs arrive as JSON text. */
  add(resource: RegisteredResource, provider: string, ids: PhysicalIds): ResourceOutputs {
    if (provider !== "aws") {
      throw new DeploymentError(`the local cloud covers the provider aws, not ${provider}`, resource);
    }
    const { version: _version, ...inputs } = resource.inputs;
    const settings = Object.fromEntries(
      Object.entries(inputs).map(([name, value]) => [name, parseSetting(name, value)]),
    );
    const complaint = checkProperties(PROPERTIES, settings) ?? this.complainAboutPlace(settings);
    if (complaint !== undefined) throw new DeploymentError(complaint, resource);
    this.defaultTags.set(resource.urn, readTags(JSON.stringify(settings.defaultTags ?? {})));
    return { id: ids.uuid(resource, "provider"), outputs: {} };
  }

  tagsOf(resource: RegisteredResource): Readonly<Record<string, string>> {
    return {
      ...this.defaultTags.get(urnOfProvider(resource.provider)),
      ...(resource.inputs.tags as Readonly<Record<string, string>> | undefined),
    };
  }

  requireOwnRegion(resource: RegisteredResource): void {
    const { region } = resource.inputs as { region?: string };
    if (region !== undefined && region !== this.place.region) {
      throw new DeploymentError(this.otherRegion(region), resource);
    }
  }

  private complainAboutPlace(settings: Readonly<Record<string, unknown>>): string | undefined {
    const { region, allowedAccountIds, forbiddenAccountIds } = settings as {
      region?: string;
      allowedAccountIds?: string[];
      forbiddenAccountIds?: string[];
    };
    const { accountId } = this.place;
    if (region !== undefined && region !== this.place.region) return this.otherRegion(region);
    if (
      allowedAccountIds?.includes(accountId) === false ||
      forbiddenAccountIds?.includes(accountId) === true
    ) {
      return `the local account ${accountId} is not allowed here: set the account ids from the stack's configuration`;
    }
    return undefined;
  }

  private otherRegion(region: string): string {
    return `the local cloud has one region, ${this.place.region} (aws:region of the stack), not ${region}`;
  }
}

function parseSetting(name: string, value: unknown): unknown {
  const isStructured = PROPERTIES[name] !== text && typeof value === "string";
  try {
    return isStructured ? (JSON.parse(value) as unknown) : value;
  } catch {
    return value;
  }
}

/** `urn::id` without the id; URNs hold `::` themselves. */
function urnOfProvider(reference: string): string {
  return reference.slice(0, Math.max(reference.lastIndexOf("::"), 0));
}

function readTags(json: string): Readonly<Record<string, string>> {
  return (JSON.parse(json) as { tags?: Record<string, string> }).tags ?? {};
}
