import type { CloudState, Table } from "../../cloud-state";
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
  const isBatch = operation === "BatchGetItem" || operation === "BatchWriteItem";
  const tables = isBatch
    ? Object.entries(input["RequestItems"] as object).map(([name, request]) =>
        batchFacts(operation, name, request),
      )
    : [
        {
          name: input["TableName"] as string,
          attributes: namedAttributes(input),
          ...itemFacts(operation, input),
        },
      ];
  const always = { "dynamodb:ReturnConsumedCapacity": returnConsumedCapacity(input) };
  return tables.map(({ name, attributes, ...facts }) => {
    const table = place.state.tables.get(name);
    const indexName = input["IndexName"] as string | undefined;
    const tableArn = table?.arn ?? `arn:aws:dynamodb:${place.region}:${place.accountId}:table/${name}`;
    const leadingKeys = leadingKeysOf(table && hashKeyOf(table, indexName), facts);
    return {
      action: `dynamodb:${operation}`,
      resource: indexName === undefined ? tableArn : `${tableArn}/index/${indexName}`,
      context: {
        ...always,
        ...facts.keys,
        ...(leadingKeys.length > 0 && { "dynamodb:LeadingKeys": leadingKeys }),
        ...(attributes.size > 0 && { "dynamodb:Attributes": [...attributes] }),
      },
      ...(table?.resourcePolicy && { resourcePolicy: table.resourcePolicy }),
    };
  });
}

/** What one table's part of an operation is about. */
interface Facts {
  readonly items: readonly (Item | undefined)[];
  readonly queried?: KeyConditions;
  /** `Select` of reads and `ReturnValues` of writes: always present, so that leaving a parameter out avoids no condition. */
  readonly keys: Readonly<Record<string, string>>;
}

function itemFacts(operation: Exclude<DataOperation, BatchOperation>, input: Input): Facts {
  const item = (input["Item"] ?? input["Key"]) as Item | undefined;
  switch (operation) {
    case "Query":
      return {
        items: [],
        queried: input["KeyConditions"] as KeyConditions,
        keys: { "dynamodb:Select": select(input) },
      };
    case "Scan":
      return { items: [], keys: { "dynamodb:Select": select(input) } };
    case "GetItem":
      return { items: [item], keys: { "dynamodb:Select": select(input) } };
    case "PutItem":
    case "UpdateItem":
    case "DeleteItem":
      return {
        items: [item],
        keys: { "dynamodb:ReturnValues": (input["ReturnValues"] as string | undefined) ?? "NONE" },
      };
  }
}

/** `request`: one table's member of `RequestItems`. */
function batchFacts(operation: BatchOperation, name: string, request: unknown) {
  const isRead = operation === "BatchGetItem";
  const items: Facts["items"] = isRead
    ? (request as { Keys: readonly Item[] }).Keys
    : (request as readonly WriteRequest[]).map((write) => write.PutRequest?.Item ?? write.DeleteRequest?.Key);
  const attributes = isRead ? namedAttributes(request as Input) : new Set<string>();
  for (const item of items) addMembers(item, attributes);
  const keys: Facts["keys"] = isRead ? { "dynamodb:Select": select(request as Input) } : {};
  return { name, items, attributes, keys };
}

type BatchOperation = "BatchGetItem" | "BatchWriteItem";
type WriteRequest = {
  readonly PutRequest?: { readonly Item: Item };
  readonly DeleteRequest?: { readonly Key: Item };
};
type KeyConditions = Readonly<
  Record<string, { ComparisonOperator: string; AttributeValueList: readonly AttributeValue[] }>
>;

function hashKeyOf(table: Table, indexName: string | undefined): string | undefined {
  if (indexName === undefined) return table.hashKey;
  const indexes = [...table.globalSecondaryIndexes, ...table.localSecondaryIndexes];
  return indexes.find(({ name }) => name === indexName)?.hashKey;
}

/** Partition key values as IAM compares them: text as it is, numbers in decimal, binary in base64. */
function leadingKeysOf(hashKey: string | undefined, { items, queried }: Facts): string[] {
  if (hashKey === undefined) return [];
  const condition = queried?.[hashKey];
  const values =
    condition?.ComparisonOperator === "EQ"
      ? condition.AttributeValueList
      : items.map((item) => item?.[hashKey]);
  return [...new Set(values.flatMap((value) => Object.values(value ?? {}).map(String)))];
}

function select(input: Input): string {
  const given = input["Select"] as string | undefined;
  if (given !== undefined) return given;
  if (input["ProjectionExpression"] !== undefined || input["AttributesToGet"] !== undefined)
    return "SPECIFIC_ATTRIBUTES";
  return input["IndexName"] === undefined ? "ALL_ATTRIBUTES" : "ALL_PROJECTED_ATTRIBUTES";
}

/** INDEXES counts as TOTAL. */
const returnConsumedCapacity = (input: Input): string =>
  ["TOTAL", "INDEXES"].includes(input["ReturnConsumedCapacity"] as string) ? "TOTAL" : "NONE";
