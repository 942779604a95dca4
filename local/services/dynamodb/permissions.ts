import type { CloudState, Index, Table } from "../../cloud-state";
import type { PermissionNeeded } from "../authorize-call";
import type { DataOperation, Input } from "./dynalite";
import { addMembers, namedAttributes } from "./named-attributes";

type AttributeValue = Readonly<Record<string, unknown>>;
type Item = Readonly<Record<string, AttributeValue>>;

interface Place {
  readonly state: CloudState;
  readonly region: string;
  readonly accountId: string;
}

/**
 * What a validated operation needs to be allowed, with the condition keys that AWS computes for it (Service Authorization
 * Reference of DynamoDB). Batch operations are actions of their own, needed on every table they name.
 */
export function permissionsNeeded(
  operation: DataOperation,
  input: Input,
  place: Place,
): readonly PermissionNeeded[] {
  switch (operation) {
    case "BatchGetItem":
      return batchRequests(input).map(([name, request]) => {
        const keys = (request as { Keys: readonly Item[] }).Keys;
        const attributes = namedAttributes(request as Input);
        for (const key of keys) addMembers(key, attributes);
        return permission(operation, name, place, {
          items: keys,
          attributes,
          "dynamodb:Select": defaultSelect(request as Input),
          "dynamodb:ReturnConsumedCapacity": returnConsumedCapacity(input),
        });
      });
    case "BatchWriteItem":
      return batchRequests(input).map(([name, requests]) => {
        const items = (requests as readonly WriteRequest[]).map(
          (write) => write.PutRequest?.Item ?? write.DeleteRequest?.Key ?? {},
        );
        const attributes = new Set<string>();
        for (const item of items) addMembers(item, attributes);
        return permission(operation, name, place, {
          items,
          attributes,
          "dynamodb:ReturnConsumedCapacity": returnConsumedCapacity(input),
        });
      });
    case "GetItem":
      return [
        single(operation, input, place, {
          items: [input["Key"] as Item],
          "dynamodb:Select": defaultSelect(input),
        }),
      ];
    case "PutItem":
      return [
        single(operation, input, place, {
          items: [input["Item"] as Item],
          "dynamodb:ReturnValues": returnValues(input),
        }),
      ];
    case "UpdateItem":
    case "DeleteItem":
      return [
        single(operation, input, place, {
          items: [input["Key"] as Item],
          "dynamodb:ReturnValues": returnValues(input),
        }),
      ];
    case "Query":
      return [
        single(operation, input, place, {
          queried: input["KeyConditions"] as KeyConditions,
          "dynamodb:Select": select(input),
        }),
      ];
    case "Scan":
      return [single(operation, input, place, { "dynamodb:Select": select(input) })];
  }
}

type WriteRequest = {
  readonly PutRequest?: { readonly Item: Item };
  readonly DeleteRequest?: { readonly Key: Item };
};
type KeyConditions = Readonly<
  Record<string, { ComparisonOperator: string; AttributeValueList: readonly AttributeValue[] }>
>;

interface Facts {
  readonly items?: readonly Item[];
  readonly queried?: KeyConditions;
  readonly attributes?: ReadonlySet<string>;
  readonly "dynamodb:Select"?: string;
  readonly "dynamodb:ReturnValues"?: string;
  readonly "dynamodb:ReturnConsumedCapacity"?: string;
}

function single(operation: DataOperation, input: Input, place: Place, facts: Facts): PermissionNeeded {
  const index = input["IndexName"] as string | undefined;
  return permission(
    operation,
    input["TableName"] as string,
    place,
    {
      attributes: namedAttributes(input),
      "dynamodb:ReturnConsumedCapacity": returnConsumedCapacity(input),
      ...facts,
    },
    index,
  );
}

function permission(
  operation: DataOperation,
  name: string,
  place: Place,
  facts: Facts,
  indexName?: string,
): PermissionNeeded {
  const { items, queried, attributes, ...strings } = facts;
  const table = place.state.tables.get(name);
  const hashKey = table && keySchemaOf(table, indexName)?.hashKey;
  const leadingKeys = hashKey === undefined ? [] : leadingKeysOf(hashKey, items, queried);
  const tableArn = table?.arn ?? `arn:aws:dynamodb:${place.region}:${place.accountId}:table/${name}`;
  return {
    action: `dynamodb:${operation}`,
    resource: indexName === undefined ? tableArn : `${tableArn}/index/${indexName}`,
    context: {
      ...strings,
      ...(leadingKeys.length > 0 && { "dynamodb:LeadingKeys": leadingKeys }),
      ...(attributes && attributes.size > 0 && { "dynamodb:Attributes": [...attributes] }),
    },
    ...(table?.resourcePolicy && { resourcePolicy: table.resourcePolicy }),
  };
}

function keySchemaOf(table: Table, indexName: string | undefined): Pick<Index, "hashKey"> | undefined {
  if (indexName === undefined) return table;
  return [...table.globalSecondaryIndexes, ...table.localSecondaryIndexes].find(
    (index) => index.name === indexName,
  );
}

/** Partition key values as IAM compares them: text as it is, numbers in decimal, binary in base64. */
function leadingKeysOf(hashKey: string, items: Facts["items"], queried: KeyConditions | undefined): string[] {
  const condition = queried?.[hashKey];
  const values =
    condition?.ComparisonOperator === "EQ"
      ? condition.AttributeValueList
      : items?.map((item) => item[hashKey]);
  return [...new Set((values ?? []).flatMap((value) => Object.values(value ?? {}).map(String)))];
}

const batchRequests = (input: Input): [string, unknown][] => Object.entries(input["RequestItems"] as object);

/** Always present for reads, so that a condition on it cannot be avoided by leaving the parameter out. */
const select = (input: Input): string =>
  (input["Select"] as string | undefined) ??
  (input["IndexName"] !== undefined && !hasProjection(input)
    ? "ALL_PROJECTED_ATTRIBUTES"
    : defaultSelect(input));

const defaultSelect = (input: Input): string =>
  hasProjection(input) ? "SPECIFIC_ATTRIBUTES" : "ALL_ATTRIBUTES";

const hasProjection = (input: Input): boolean =>
  input["ProjectionExpression"] !== undefined || input["AttributesToGet"] !== undefined;

const returnValues = (input: Input): string => (input["ReturnValues"] as string | undefined) ?? "NONE";

/** INDEXES counts as TOTAL. */
const returnConsumedCapacity = (input: Input): string =>
  ["TOTAL", "INDEXES"].includes(input["ReturnConsumedCapacity"] as string) ? "TOTAL" : "NONE";
