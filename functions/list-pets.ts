import { ScanCommand } from "@aws-sdk/lib-dynamodb";
import type { Table } from "@pulumi/aws/dynamodb";
import { badRequest, ok, type Request } from "../handler";
import type { Pet } from "./create-pet";
import { documents } from "./documents";
import type { Page } from "./schemas";

/** A page of all pets, in no order that means anything. */
export const listPets =
  (pets: Table) =>
  async ({ query: { limit, nextToken } }: Request<"GET /pets", undefined, Page>) => {
    const startKey = nextToken === undefined ? undefined : parseToken(nextToken);
    if (startKey === null)
      return badRequest("Invalid request parameters: nextToken is not one that this API gave");
    const { Items = [], LastEvaluatedKey } = await documents().send(
      new ScanCommand({ TableName: pets.name.get(), Limit: limit, ExclusiveStartKey: startKey }),
    );
    return ok({
      pets: Items as Pet[],
      ...(LastEvaluatedKey ? { nextToken: formatToken(LastEvaluatedKey["petId"] as string) } : {}),
    });
  };

const formatToken = (petId: string): string => Buffer.from(petId).toString("base64url");

/** The key where a page starts; null for a token that was not made here. */
function parseToken(token: string): { petId: string } | null {
  const petId = Buffer.from(token, "base64url").toString();
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(petId) ? { petId } : null;
}
