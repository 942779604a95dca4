// What must and must not compile; checked by `npm run typecheck`.
import { output } from "@pulumi/pulumi";
import { z } from "zod";
import { defineRoutes, getItem, iam, open, rawHandler, route, type Route } from "../../components";
import { created, notFound, ok, type Reply, type Request } from "../../handler";
import type { Routes } from "../../functions/routes";

const NewPet = z.object({ petType: z.string(), petAge: z.number().default(0) });
const getPet = async ({ path }: Request<"GET /pets/{petId}">) =>
  path.petId === "" ? notFound("none") : ok({ petId: path.petId });

const getX = async () => ok({});

const table = defineRoutes(
  route("POST /pets", {
    auth: iam(),
    body: NewPet,
    handler: async ({ body }) => created({ petId: "1", ...body }),
  }),
  route("GET /pets", {
    auth: iam(),
    query: z.object({ limit: z.number().optional() }),
    handler: async ({ query }) => ok({ limit: query.limit }),
  }),
  route("GET /pets/{petId}", { auth: iam(), handler: getPet }),
  route("GET /files/{name+}", { auth: open("public files"), handler: async ({ path }) => ok(path.name) }),
  route("GET /years/{year}", {
    auth: iam(),
    path: z.object({ year: z.int() }),
    handler: async ({ path }) => ok(path.year + 1),
  }),
  route("POST /raw", {
    auth: iam(),
    handler: rawHandler(async (event: { body: string }) => ({ statusCode: 200, body: event.body })),
  }),
  route("GET /notes/{noteId}", {
    auth: iam({ credentials: "caller" }),
    integration: getItem({
      table: { name: "notes" },
      partitionKey: "userId",
      sortKey: "noteId",
      attributes: { noteId: "S" },
      absent: "none",
    }),
    answer: z.object({ noteId: z.string() }),
  }),
);

// What a client learns from the table: what it may send, and what it gets.
type Sent<R> = R extends Route<any, infer Body, any, any> ? Body : never;
type Answer<R> = R extends Route<any, any, any, infer A> ? A : never;
type Success<A> = A extends Reply<200 | 201, infer Body> ? Body : never;

export const body: Sent<(typeof table)["POST /pets"]> = { petType: "cat" }; // petAge has a default
export const made: Success<Answer<(typeof table)["POST /pets"]>> = { petId: "1", petType: "cat", petAge: 0 };
export const note: Success<Answer<(typeof table)["GET /notes/{noteId}"]>> = { noteId: "1" };
export const pet: Success<Answer<Routes["GET /pets/{petId}"]>>["petName"] = "Tom";
export const session: Success<Answer<Routes["POST /login"]>>["credentials"]["expiration"] = 0;

// @ts-expect-error a wrong body
export const wrongBody: Sent<(typeof table)["POST /pets"]> = { petType: 3 };

// @ts-expect-error no such route
export type Unknown = Routes["GET /dogs"];

// @ts-expect-error a path parameter that the handler reads and the route lacks
route("GET /pets/{id}", { auth: iam(), handler: getPet });

// @ts-expect-error a path parameter that the route lacks, read in place
route("GET /pets/{petId}", { auth: iam(), handler: async ({ path }) => ok(path.id) });

// @ts-expect-error no auth
route("GET /pets", { handler: async () => ok(1) });

// @ts-expect-error not a method
route("FETCH /pets", { auth: iam(), handler: async () => ok(1) });

// @ts-expect-error not a path
route("GET pets", { auth: iam(), handler: async () => ok(1) });

// @ts-expect-error a field that the schema lacks
route("POST /pets", { auth: iam(), body: NewPet, handler: async ({ body: { nope } }) => ok(nope) });

// @ts-expect-error a body that the route does not describe
route("POST /pets", { auth: iam(), handler: async ({ body: { petType } }) => ok(petType) });

// @ts-expect-error an answer that is no reply
route("GET /pets", { auth: iam(), handler: async () => ({ pets: [] }) });

// @ts-expect-error open() says why
open();

// @ts-expect-error credentials of somebody else
iam({ credentials: "anybody" });

route("GET /x", {
  auth: iam(),
  handler: getX,
  architecture: "x86_64",
  environment: { A1: "x", B2: output("y") },
  layers: [output("arn")],
  deadLetter: { queue: "arn" },
  vpc: { subnetIds: ["subnet-1"], securityGroupIds: [output("sg-1")] },
});
// @ts-expect-error an architecture that Lambda does not have
route("GET /x", { auth: iam(), handler: getX, architecture: "arm" });
// @ts-expect-error one target, not two
route("GET /x", { auth: iam(), handler: getX, deadLetter: { queue: "arn", topic: "arn" } });
// @ts-expect-error a misspelt setting
route("GET /x", { auth: iam(), handler: getX, memory: 512 });
// @ts-expect-error a variable that is no text
route("GET /x", { auth: iam(), handler: getX, environment: { PORT: 80 } });

const files = defineRoutes(
  route("POST /typed", { auth: iam(), body: NewPet, handler: { entry: "./x.ts" } }),
  route("GET /raw", { auth: iam(), handler: rawHandler({ entry: "./y.ts" }) }),
);
const typed: Route<"POST /typed", z.input<typeof NewPet>> = files["POST /typed"];
void typed;
// @ts-expect-error a file is named by its path
route("GET /x", { auth: iam(), handler: { entry: 1 } });
