import { GetCommand } from "@aws-sdk/lib-dynamodb";
import type { Table } from "@pulumi/aws/dynamodb";
import { notFound, ok, type Request } from "../handler";
import type { Pet } from "./create-pet";
import { documents } from "./documents";

export const getPet =
  (pets: Table) =>
  async ({ path: { petId } }: Request<"GET /pets/{petId}">) => {
    const { Item } = await documents().send(new GetCommand({ TableName: pets.name.get(), Key: { petId } }));
    return Item ? ok(Item as Pet) : notFound("no such pet");
  };
