import { DeploymentError } from "../../deployment";
import { absent, flag, integer, list, number, object, only, tags, text } from "../property-checks";
import type { ResourceType } from "../resource-type";
import type { Index, Table } from "../../cloud-state";

const MAX_NAME_LENGTH = 255;

const index = {
  name: text,
  rangeKey: text,
  projectionType: only("ALL", "KEYS_ONLY", "INCLUDE"),
  nonKeyAttributes: list(text),
};
const throughput = object({ maxReadRequestUnits: number, maxWriteRequestUnits: number });

interface TableInputs {
  readonly hashKey?: string;
  readonly rangeKey?: string;
  readonly attributes?: Table["attributes"];
  readonly globalSecondaryIndexes?: readonly IndexInputs[];
  readonly localSecondaryIndexes?: readonly IndexInputs[];
  readonly deletionProtectionEnabled?: boolean;
  readonly streamEnabled?: boolean;
}
type IndexInputs = Omit<Index, "hashKey" | "projectionType"> & {
  readonly hashKey?: string;
  readonly projectionType?: Index["projectionType"];
};

/** aws.dynamodb.Table. Capacity, encryption and backups are accepted: they change nothing that a caller can see here. */
export const table: ResourceType = {
  properties: {
    name: text,
    region: text,
    hashKey: text,
    rangeKey: text,
    attributes: list(object({ name: text, type: only("S", "N", "B") })),
    billingMode: only("PAY_PER_REQUEST", "PROVISIONED"),
    readCapacity: integer(0, 1_000_000),
    writeCapacity: integer(0, 1_000_000),
    onDemandThroughput: throughput,
    deletionProtectionEnabled: flag,
    globalSecondaryIndexes: list(
      object({
        ...index,
        hashKey: text,
        readCapacity: number,
        writeCapacity: number,
        onDemandThroughput: throughput,
      }),
    ),
    localSecondaryIndexes: list(object(index)),
    pointInTimeRecovery: object({ enabled: flag, recoveryPeriodInDays: integer(1, 35) }),
    serverSideEncryption: object({ enabled: flag, kmsKeyArn: absent("it has no keys of yours") }),
    tableClass: only("STANDARD", "STANDARD_INFREQUENT_ACCESS"),
    ttl: object({ enabled: only(false), attributeName: text }),
    streamEnabled: only(false),
    replicas: absent("it has one region"),
    tags,
  },

  outputs(resource, context) {
    const name = context.nameOf(resource, MAX_NAME_LENGTH);
    return {
      id: name,
      outputs: {
        name,
        arn: `arn:aws:dynamodb:${context.region}:${context.accountId}:table/${name}`,
        region: context.region,
        billingMode: resource.inputs.billingMode ?? "PROVISIONED",
        tableClass: resource.inputs.tableClass ?? "STANDARD",
        tagsAll: context.tagsOf(resource),
      },
    };
  },

  deploy(resource, builder) {
    const inputs = resource.inputs as TableInputs;
    const { hashKey, rangeKey, attributes = [] } = inputs;
    if (hashKey === undefined) throw new DeploymentError("hashKey is missing", resource);
    const globalSecondaryIndexes = (inputs.globalSecondaryIndexes ?? []).map((one) =>
      toIndex(one, one.hashKey ?? ""),
    );
    const localSecondaryIndexes = (inputs.localSecondaryIndexes ?? []).map((one) => toIndex(one, hashKey));
    const value: Table = {
      name: resource.id,
      arn: resource.outputs.arn as string,
      hashKey,
      ...(rangeKey !== undefined && { rangeKey }),
      attributes,
      globalSecondaryIndexes,
      localSecondaryIndexes,
      deletionProtection: inputs.deletionProtectionEnabled ?? false,
    };
    const complaint = complainAboutKeys(value);
    if (complaint !== undefined) throw new DeploymentError(complaint, resource);
    builder.add(builder.tables, resource, { key: resource.id, value });
  },
};

function toIndex({ name, rangeKey, projectionType, nonKeyAttributes }: IndexInputs, hashKey: string): Index {
  return {
    name,
    hashKey,
    ...(rangeKey !== undefined && { rangeKey }),
    projectionType: projectionType ?? "ALL",
    ...(nonKeyAttributes && { nonKeyAttributes }),
  };
}

/** DynamoDB wants exactly the attributes that keys use. */
function complainAboutKeys(one: Table): string | undefined {
  const keyed = [one, ...one.globalSecondaryIndexes, ...one.localSecondaryIndexes];
  const used = new Set(
    keyed.flatMap(({ hashKey, rangeKey }) => (rangeKey === undefined ? [hashKey] : [hashKey, rangeKey])),
  );
  const declared = new Set(one.attributes.map(({ name }) => name));
  const missing = [...used].find((name) => !declared.has(name));
  if (missing !== undefined) return `the key attribute "${missing}" is not among attributes`;
  const unused = [...declared].find((name) => !used.has(name));
  return unused === undefined
    ? undefined
    : `attributes declares "${unused}", which is no key: only keys are declared`;
}
