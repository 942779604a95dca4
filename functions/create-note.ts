import { PutCommand } from "@aws-sdk/lib-dynamodb";
import type { Table } from "@pulumi/aws/dynamodb";
import { created, type Request } from "../handler";
import { documents } from "./documents";
import type { NewNote, Note } from "./schemas";
import { uuidV7 } from "./uuid-v7";

/** The owner is whoever Lambda says called, so nobody can write a note in another's name. */
export const createNote =
  (notes: Table) =>
  async ({ body: { text }, caller }: Request<"POST /notes", NewNote>) => {
    const note: Note = { noteId: uuidV7(), text, createdAt: new Date().toISOString() };
    await documents().send(
      new PutCommand({
        TableName: notes.name.get(),
        Item: { userId: caller.identityId, ...note },
        ConditionExpression: "attribute_not_exists(noteId)",
      }),
    );
    return created(note);
  };
