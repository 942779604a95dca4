import { GetCommand } from "@aws-sdk/lib-dynamodb";
import type { Table } from "@pulumi/aws/dynamodb";
import type { IdentityHandle } from "../components";
import { ok, unauthorized, unavailable, type Request } from "../handler";
import { documents } from "./documents";
import { verifyPassword, type PasswordHash } from "./password";
import type { Login } from "./schemas";
import { signIn } from "./sign-in";

/** Verifies a password and signs the person in. An unknown name and a wrong password are told apart by nothing. */
export const login =
  (users: Table, identity: IdentityHandle) =>
  async ({ body: { username, password } }: Request<"POST /login", Login>) => {
    const { Item } = await documents().send(
      new GetCommand({ TableName: users.name.get(), Key: { username }, ConsistentRead: true }),
    );
    const user = Item as { userId: string; password: PasswordHash } | undefined;
    if (!(await verifyPassword(password, user?.password))) return unauthorized("wrong username or password");
    try {
      return ok(
        await signIn(
          { username, userId: user!.userId },
          {
            identityPoolId: identity.pool.id.get(),
            developerProvider: identity.developerProvider,
            tokenDuration: identity.tokenDuration,
          },
        ),
      );
    } catch (error) {
      console.error("not signed in:", error);
      return unavailable("signing in failed, try again later");
    }
  };
