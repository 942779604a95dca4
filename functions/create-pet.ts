import { randomUUID } from "node:crypto";
import { PutCommand } from "@aws-sdk/lib-dynamodb";
import type { Table } from "@pulumi/aws/dynamodb";
import { created, type Request } from "../handler";
import { documents } from "./documents";
import type { NewPet } from "./schemas";

export type Pet = NewPet & { readonly petId: string };

export const createPet =
  (pets: Table) =>
  async ({ body }: Request<"POST /pets", NewPet>) => {
    const pet: Pet = { petId: randomUUID(), ...body };
    await documents().send(
      new PutCommand({
        TableName: pets.name.get(),
        Item: pet,
        ConditionExpression: "attribute_not_exists(petId)",
      }),
    );
    return created(pet);
  };
