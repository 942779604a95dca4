import type { Index, Table } from "../../cloud-state";

type KeySchema = readonly { readonly AttributeName: string; readonly KeyType: "HASH" | "RANGE" }[];

export interface IndexDescription {
  readonly IndexName: string;
  readonly KeySchema: KeySchema;
  readonly Projection: {
    readonly ProjectionType: Index["projectionType"];
    readonly NonKeyAttributes?: readonly string[];
  };
  readonly IndexArn: string;
}

/** A table as DescribeTable answers it. It is also what the engine keeps. */
export interface TableDescription {
  readonly TableName: string;
  readonly TableArn: string;
  readonly TableId: string;
  readonly CreationDateTime: number;
  readonly KeySchema: KeySchema;
  readonly AttributeDefinitions: readonly {
    readonly AttributeName: string;
    readonly AttributeType: string;
  }[];
  readonly GlobalSecondaryIndexes?: readonly IndexDescription[];
  readonly LocalSecondaryIndexes?: readonly IndexDescription[];
  readonly DeletionProtectionEnabled: boolean;
}

/** `born`: what the table keeps from its first deployment on. */
export function describeTable(
  table: Table,
  born: Pick<TableDescription, "TableId" | "CreationDateTime">,
): TableDescription {
  const capacity = { NumberOfDecreasesToday: 0, ReadCapacityUnits: 0, WriteCapacityUnits: 0 };
  const describeIndex = (index: Index) => ({
    IndexName: index.name,
    KeySchema: keySchema(index),
    Projection: {
      ProjectionType: index.projectionType,
      ...(index.nonKeyAttributes && { NonKeyAttributes: index.nonKeyAttributes }),
    },
    IndexArn: `${table.arn}/index/${index.name}`,
  });
  const described = {
    TableName: table.name,
    TableArn: table.arn,
    TableId: born.TableId,
    CreationDateTime: born.CreationDateTime,
    TableStatus: "ACTIVE",
    KeySchema: keySchema(table),
    AttributeDefinitions: table.attributes.map(({ name, type }) => ({
      AttributeName: name,
      AttributeType: type,
    })),
    BillingModeSummary: {
      BillingMode: "PAY_PER_REQUEST",
      LastUpdateToPayPerRequestDateTime: born.CreationDateTime,
    },
    ProvisionedThroughput: capacity,
    DeletionProtectionEnabled: table.deletionProtection,
  };
  const global = table.globalSecondaryIndexes.map((index) => ({
    ...describeIndex(index),
    IndexStatus: "ACTIVE",
    ProvisionedThroughput: capacity,
  }));
  const local = table.localSecondaryIndexes.map(describeIndex);
  return {
    ...described,
    ...(global.length > 0 && { GlobalSecondaryIndexes: global }),
    ...(local.length > 0 && { LocalSecondaryIndexes: local }),
  };
}

const keySchema = ({ hashKey, rangeKey }: { hashKey: string; rangeKey?: string }): KeySchema => [
  { AttributeName: hashKey, KeyType: "HASH" },
  ...(rangeKey === undefined ? [] : [{ AttributeName: rangeKey, KeyType: "RANGE" } as const]),
];

/** A text that is equal for two descriptions exactly when items are kept under the same keys of the same types. */
export function keysAsText({
  KeySchema,
  AttributeDefinitions,
}: Pick<TableDescription, "KeySchema" | "AttributeDefinitions">): string {
  return KeySchema.map(({ AttributeName, KeyType }) => {
    const type = AttributeDefinitions.find(
      (attribute) => attribute.AttributeName === AttributeName,
    )?.AttributeType;
    return `${AttributeName} (${type}, ${KeyType})`;
  }).join(", ");
}
