import type { Table } from "@pulumi/aws/dynamodb";
import {
  defineRoutes,
  deleteItem,
  getItem,
  iam,
  open,
  queryItems,
  route,
  type IdentityHandle,
  type Throttle,
} from "../components";
import { dynamodb } from "../policies/services/dynamodb";
import { createNote } from "./create-note";
import { createPet } from "./create-pet";
import { getPet } from "./get-pet";
import { listPets } from "./list-pets";
import { login } from "./login";
import { register } from "./register";
import { Login, NewNote, NewPet, Note, NotePage, Page, Registration } from "./schemas";

export interface Resources {
  readonly users: Table;
  readonly pets: Table;
  readonly notes: Table;
  readonly identity: IdentityHandle;
  /** Of registration and login, which cost a full core and 128 MiB each. */
  readonly signInThrottle: Throttle;
}

/** scrypt fills a core: 1,769 MB is a full one at Lambda. */
const SIGN_IN = { memorySize: 1769, timeout: 15 } as const;
const OWN_NOTES = { partitionKey: "userId", sortKey: "noteId", absent: "no such note" } as const;
const NOTE = { noteId: "S", text: "S", createdAt: "S" } as const;

/** Who may call what, and what each function may touch. */
export const routes = ({ users, pets, notes, identity, signInThrottle: throttle }: Resources) =>
  defineRoutes(
    route("POST /users", {
      auth: open("there is no identity before registration"),
      body: Registration,
      handler: register(users, identity),
      allow: [dynamodb.allow("PutItem").on({ table: users }), identity.allowIssuingTokens],
      throttle,
      ...SIGN_IN,
    }),
    route("POST /login", {
      auth: open("the password in the body is the proof of identity"),
      body: Login,
      handler: login(users, identity),
      allow: [dynamodb.allow("GetItem").on({ table: users }), identity.allowIssuingTokens],
      throttle,
      ...SIGN_IN,
    }),

    route("POST /pets", {
      auth: iam(),
      body: NewPet,
      handler: createPet(pets),
      allow: [dynamodb.allow("PutItem").on({ table: pets })],
    }),
    route("GET /pets", {
      auth: iam(),
      query: Page,
      handler: listPets(pets),
      allow: [dynamodb.allow("Scan").on({ table: pets })],
    }),
    route("GET /pets/{petId}", {
      auth: iam(),
      integration: "lambda",
      handler: getPet(pets),
      allow: [dynamodb.allow("GetItem").on({ table: pets })],
    }),

    route("POST /notes", {
      auth: iam({ credentials: "caller" }),
      body: NewNote,
      handler: createNote(notes),
      allow: [dynamodb.allow("PutItem").on({ table: notes })],
    }),
    route("GET /notes", {
      auth: iam({ credentials: "caller" }),
      integration: queryItems({ table: notes, ...OWN_NOTES, attributes: NOTE, items: "notes" }),
      answer: NotePage,
    }),
    route("GET /notes/{noteId}", {
      auth: iam({ credentials: "caller" }),
      integration: getItem({ table: notes, ...OWN_NOTES, attributes: NOTE }),
      answer: Note,
    }),
    route("DELETE /notes/{noteId}", {
      auth: iam({ credentials: "caller" }),
      integration: deleteItem({ table: notes, ...OWN_NOTES }),
    }),
  );

/** What a client needs to know: `import type { Routes }`. */
export type Routes = ReturnType<typeof routes>;
