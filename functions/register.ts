import { randomUUID } from "node:crypto";
import { PutCommand } from "@aws-sdk/lib-dynamodb";
import type { Table } from "@pulumi/aws/dynamodb";
import type { IdentityHandle } from "../components";
import { conflict, created, unavailable, type Request } from "../handler";
import { documents } from "./documents";
import { hashPassword } from "./password";
import type { Registration } from "./schemas";
import { signIn } from "./sign-in";

/** Stores a new user if the name is free, and signs the person in. */
export const register =
  (users: Table, identity: IdentityHandle) =>
  async ({ body: { username, password } }: Request<"POST /users", Registration>) => {
    const user = {
      username,
      userId: randomUUID(),
      password: await hashPassword(password),
      createdAt: new Date().toISOString(),
    };
    try {
      await documents().send(
        new PutCommand({
          TableName: users.name.get(),
          Item: user,
          ConditionExpression: "attribute_not_exists(username)",
        }),
      );
    } catch (error) {
      if ((error as Error).name === "ConditionalCheckFailedException")
        return conflict(`the name ${username} is taken`);
      throw error;
    }
    try {
      return created(
        await signIn(user, {
          identityPoolId: identity.pool.id.get(),
          developerProvider: identity.developerProvider,
          tokenDuration: identity.tokenDuration,
        }),
      );
    } catch (error) {
      console.error("registered, but not signed in:", error);
      return unavailable("registered; signing in failed, log in again later");
    }
  };
