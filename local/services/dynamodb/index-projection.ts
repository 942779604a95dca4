import type { Index, Table } from "../../cloud-state";
import { notCovered, type AwsError } from "../aws-error";
import type { Input } from "./dynalite";
import { dynamodbErrors } from "./errors";

/**
 * Reading through an index what the index does not hold. DynamoDB refuses it for a global index and fetches it from the
 * table for a local one; dynalite would answer items without those attributes.
 */
export function findUnprojected(table: Table | undefined, input: Input): AwsError | undefined {
  const name = input["IndexName"];
  if (table === undefined || name === undefined) return undefined;
  const local = table.localSecondaryIndexes.find((index) => index.name === name);
  const index = local ?? table.globalSecondaryIndexes.find((candidate) => candidate.name === name);
  if (index === undefined || index.projectionType === "ALL") return undefined;
  const wanted = input["Select"] === "ALL_ATTRIBUTES" ? ["ALL_ATTRIBUTES"] : projectedNames(input);
  const missing = wanted.filter((attribute) => !isProjected(table, index, attribute));
  if (missing.length === 0) return undefined;
  if (local)
    return notCovered(
      `Reading ${missing.join(", ")} through local secondary index ${index.name}, which does not project it,`,
    );
  return dynamodbErrors.validation(
    missing[0] === "ALL_ATTRIBUTES"
      ? `One or more parameter values were invalid: Select type ALL_ATTRIBUTES is not supported for global secondary index ${index.name} because its projection type is not ALL`
      : `One or more parameter values were invalid: Global secondary index ${index.name} does not project [${missing.join(", ")}]`,
  );
}

function projectedNames(input: Input): string[] {
  const projection = input["_projection"] as { paths: readonly (readonly [string])[] } | undefined;
  return [
    ...(projection?.paths.map(([name]) => name) ?? []),
    ...((input["AttributesToGet"] as string[] | undefined) ?? []),
  ];
}

const isProjected = (table: Table, index: Index, attribute: string): boolean =>
  [table.hashKey, table.rangeKey, index.hashKey, index.rangeKey, ...(index.nonKeyAttributes ?? [])].includes(
    attribute,
  );
