import type { Parameter } from "../../cloud-state";
import { DeploymentError } from "../../deployment";
import { absent, flag, only, tags, text } from "../property-checks";
import type { RegisteredResource } from "../registered-resource";
import type { OutputContext, ResourceType } from "../resource-type";

const MAX_NAME_LENGTH = 1_011;
const NAME = /^(?!aws|ssm|\/(aws|ssm)(\/|$))[\w.\-/]+$/i;
/** Bytes that each tier takes. */
const MAX_VALUE_BYTES = { Standard: 4_096, Advanced: 8_192 };

interface ParameterInputs {
  readonly type?: Parameter["type"];
  readonly value?: string;
  readonly insecureValue?: string;
  readonly tier?: keyof typeof MAX_VALUE_BYTES | "Intelligent-Tiering";
  readonly allowedPattern?: string;
}

/** aws.ssm.Parameter. A SecureString is held as the text that its readers get. */
export const parameter: ResourceType = {
  properties: {
    name: text,
    region: text,
    description: text,
    type: only("String", "StringList", "SecureString"),
    value: text,
    insecureValue: text,
    valueWo: absent("use value"),
    tier: only("Standard", "Advanced", "Intelligent-Tiering"),
    dataType: only("text"),
    allowedPattern: text,
    keyId: absent("it has no keys of yours"),
    overwrite: flag,
    tags,
  },

  outputs(resource, context) {
    const name = context.nameOf(resource, MAX_NAME_LENGTH);
    // Also of a name that was made from the logical one.
    if (!NAME.test(name))
      throw new DeploymentError(
        `${name} cannot name a parameter: use letters, digits and ". - _ /", and begin neither with aws nor with ssm`,
        resource,
      );
    const slash = name.startsWith("/") ? "" : "/";
    return {
      id: name,
      outputs: {
        name,
        arn: `arn:aws:ssm:${context.region}:${context.accountId}:parameter${slash}${name}`,
        region: context.region,
        version: versionOf(resource, context),
        dataType: "text",
        tier: resource.inputs.tier ?? "Standard",
        tagsAll: context.tagsOf(resource),
      },
    };
  },

  deploy(resource, builder) {
    const { type, value, insecureValue, tier, allowedPattern } = resource.inputs as ParameterInputs;
    const held = value ?? insecureValue;
    const refuse = (problem: string) => new DeploymentError(problem, resource);
    if (type === undefined || held === undefined || held === "") throw refuse("type and value are needed");
    if (type === "SecureString" && value === undefined) throw refuse("a SecureString takes value");
    const limit = MAX_VALUE_BYTES[tier === undefined || tier === "Standard" ? "Standard" : "Advanced"];
    if (Buffer.byteLength(held) > limit)
      throw refuse(`value has ${Buffer.byteLength(held)} bytes, and its tier takes ${limit}`);
    if (allowedPattern !== undefined && !compile(allowedPattern, refuse).test(held))
      throw refuse(`value does not match allowedPattern ${allowedPattern}`);
    const { arn, version, tagsAll } = resource.outputs as {
      arn: string;
      version: number;
      tagsAll: Parameter["tags"];
    };
    const made: Parameter = { name: resource.id, arn, type, value: held, version, tags: tagsAll };
    builder.add(builder.parameters, resource, { key: resource.id, value: made });
  },
};

function compile(pattern: string, refuse: (problem: string) => DeploymentError): RegExp {
  try {
    return new RegExp(pattern);
  } catch {
    throw refuse(`allowedPattern ${pattern} is not a regular expression that JavaScript knows`);
  }
}

/** Another number for another value. AWS counts from 1, and here nothing knows the deployments before this one. */
function versionOf(resource: RegisteredResource, { ids }: OutputContext): number {
  const { value, insecureValue } = resource.inputs as ParameterInputs;
  return 1 + Number.parseInt(ids.uuid(resource, `version of ${value ?? insecureValue}`).slice(0, 7), 16);
}
