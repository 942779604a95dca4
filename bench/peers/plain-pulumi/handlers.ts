// The app's handlers for plain `aws.lambda.CallbackFunction`s: each reads, checks and answers by itself.
import { randomUUID } from "node:crypto";
import { GetCommand, PutCommand, ScanCommand } from "@aws-sdk/lib-dynamodb";
import type * as cognito from "@pulumi/aws/cognito";
import type * as dynamodb from "@pulumi/aws/dynamodb";
import type { z } from "zod";
import { documents } from "../../../functions/documents";
import { hashPassword, verifyPassword, type PasswordHash } from "../../../functions/password";
import { Login, NewNote, NewPet, Page, Registration } from "../../../functions/schemas";
import { signIn } from "../../../functions/sign-in";
import { uuidV7 } from "../../../functions/uuid-v7";

type Table = dynamodb.Table;

interface ProxyEvent {
  readonly body: string | null;
  readonly isBase64Encoded: boolean;
  readonly pathParameters: Readonly<Record<string, string>> | null;
  readonly queryStringParameters: Readonly<Record<string, string>> | null;
}

interface Context {
  readonly identity?: { readonly cognitoIdentityId: string };
}

interface ProxyResult {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export type RouteHandler = (event: ProxyEvent, context: Context) => Promise<ProxyResult>;

export interface Provider {
  readonly pool: cognito.IdentityPool;
  readonly developerProvider: string;
  readonly tokenDuration: number;
}

const answer = (statusCode: number, body: unknown): ProxyResult => ({
  statusCode,
  headers: { "content-type": "application/json" },
  body: JSON.stringify(body),
});

const invalid = answer(400, { message: "Invalid request body" });

function parseBody<S extends z.ZodType>(schema: S, { body, isBase64Encoded }: ProxyEvent) {
  try {
    const text = isBase64Encoded ? Buffer.from(body ?? "", "base64").toString() : (body ?? "");
    return schema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

const providerOf = ({ pool, developerProvider, tokenDuration }: Provider) => ({
  identityPoolId: pool.id.get(),
  developerProvider,
  tokenDuration,
});

export const register =
  (users: Table, provider: Provider): RouteHandler =>
  async (event) => {
    const body = parseBody(Registration, event);
    if (!body) return invalid;
    const { username, password } = body;
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
        return answer(409, { message: `the name ${username} is taken` });
      throw error;
    }
    return answer(201, await signIn(user, providerOf(provider)));
  };

export const login =
  (users: Table, provider: Provider): RouteHandler =>
  async (event) => {
    const body = parseBody(Login, event);
    if (!body) return invalid;
    const { username, password } = body;
    const { Item } = await documents().send(
      new GetCommand({ TableName: users.name.get(), Key: { username }, ConsistentRead: true }),
    );
    const user = Item as { userId: string; password: PasswordHash } | undefined;
    if (!(await verifyPassword(password, user?.password)))
      return answer(401, { message: "wrong username or password" });
    return answer(200, await signIn({ username, userId: user!.userId }, providerOf(provider)));
  };

export const createPet =
  (pets: Table): RouteHandler =>
  async (event) => {
    const body = parseBody(NewPet, event);
    if (!body) return invalid;
    const pet = { petId: randomUUID(), ...body };
    await documents().send(
      new PutCommand({
        TableName: pets.name.get(),
        Item: pet,
        ConditionExpression: "attribute_not_exists(petId)",
      }),
    );
    return answer(201, pet);
  };

export const listPets =
  (pets: Table): RouteHandler =>
  async ({ queryStringParameters }) => {
    const { limit, nextToken } = queryStringParameters ?? {};
    const page = Page.safeParse({ ...(limit !== undefined && { limit: Number(limit) }), nextToken });
    if (!page.success) return answer(400, { message: "Invalid request parameters" });
    const token = page.data.nextToken;
    const petId = token === undefined ? undefined : Buffer.from(token, "base64url").toString();
    const { Items = [], LastEvaluatedKey } = await documents().send(
      new ScanCommand({
        TableName: pets.name.get(),
        Limit: page.data.limit,
        ExclusiveStartKey: petId === undefined ? undefined : { petId },
      }),
    );
    const last = LastEvaluatedKey?.["petId"] as string | undefined;
    const next = last === undefined ? {} : { nextToken: Buffer.from(last).toString("base64url") };
    return answer(200, { pets: Items, ...next });
  };

export const getPet =
  (pets: Table): RouteHandler =>
  async ({ pathParameters }) => {
    const { Item } = await documents().send(
      new GetCommand({ TableName: pets.name.get(), Key: { petId: pathParameters?.["petId"] } }),
    );
    return Item ? answer(200, Item) : answer(404, { message: "no such pet" });
  };

export const createNote =
  (notes: Table): RouteHandler =>
  async (event, context) => {
    if (!context.identity) return answer(403, { message: "Forbidden" });
    const body = parseBody(NewNote, event);
    if (!body) return invalid;
    const note = { noteId: uuidV7(), text: body.text, createdAt: new Date().toISOString() };
    await documents().send(
      new PutCommand({
        TableName: notes.name.get(),
        Item: { userId: context.identity.cognitoIdentityId, ...note },
        ConditionExpression: "attribute_not_exists(noteId)",
      }),
    );
    return answer(201, note);
  };
