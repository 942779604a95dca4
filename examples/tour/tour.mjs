// A walk through the notes and pets app as a client sees it: `npm run tour`.
import { randomBytes, randomUUID } from "node:crypto";
import { parseArgs } from "node:util";
import { CognitoIdentityClient, GetCredentialsForIdentityCommand } from "@aws-sdk/client-cognito-identity";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import {
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  ScanCommand,
} from "@aws-sdk/lib-dynamodb";
import { Caller } from "./caller.mjs";
import { findLocalCloud } from "./local-cloud.mjs";
import { Narrator } from "./narrator.mjs";

const HELP = `npm run tour -- [--data .local/dev]

Registers two people, calls the API with their temporary credentials, and tries what must be refused. Uses the local cloud
that \`npm start\` runs, or starts one of its own for as long as the walk takes.
  --data   the data folder of the local cloud to walk through (default .local/dev)
Exits with 1 if anything was answered otherwise than it should be.`;

const { values: options } = parseArgs({
  options: { data: { type: "string", default: ".local/dev" }, help: { type: "boolean" } },
});
if (options.help) {
  console.log(HELP);
  process.exit(0);
}
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";

const MINUTE_MS = 60_000;
const cloud = await findLocalCloud(options.data);
const { outputs } = cloud;
const narrator = new Narrator(cloud.takeExplanations);
const caller = new Caller(outputs, narrator);

const ann = { username: `ann-${randomBytes(4).toString("hex")}`, password: randomUUID() };
const ben = { username: `ben-${randomBytes(4).toString("hex")}`, password: randomUUID() };
const registration = await register();
const pet = await makePet();
const note = await makeNote();
await tryWhatMustBeRefused();
await readDirectly();
await renew();
await endIt();
await cloud.stop();
narrator.end();
process.exitCode = narrator.failed === 0 ? 0 : 1;

async function register() {
  narrator.title("Registration");
  ann.session = await caller.api("POST /users", {
    body: ann,
    expect: 201,
    why: "open: there is no identity before registration",
  });
  const [, claims] = ann.session.token.split(".");
  narrator.detail("identity", ann.session.identityId);
  narrator.detail("token", Buffer.from(claims, "base64url"));
  await caller.api("POST /users", {
    body: named(ann),
    expect: 409,
    why: "the name is taken: the write is conditional",
  });
  await caller.api("POST /users", {
    body: { username: "x", password: "short" },
    expect: 400,
    why: "the body does not fit its model",
  });
  await caller.api("POST /login", {
    body: { ...named(ann), password: "a wrong one" },
    expect: 401,
    why: "a wrong password",
  });
  await caller.api("POST /login", {
    body: { ...named(ann), username: "nobody-here" },
    expect: 401,
    why: "no such user: the same answer after the same work",
  });
  ben.session = await caller.api("POST /users", { body: ben, expect: 201, why: "a second person" });
  for (const person of [ann, ben]) {
    const { accessKeyId, secretAccessKey, sessionToken } = person.session.credentials;
    person.keys = { accessKeyId, secretAccessKey, sessionToken };
  }
  return ann.session;
}

function named({ username, password }) {
  return { username, password };
}

async function makePet() {
  narrator.title("Signed calls");
  const tom = { petType: "cat", petName: "Tom", petAge: 3 };
  const made = await caller.api("POST /pets", {
    as: ann.keys,
    body: tom,
    expect: 201,
    why: "the signed-in role may call exactly this method",
  });
  await caller.api(`GET /pets/${made.petId}`, {
    as: ben.keys,
    expect: 200,
    why: "pets belong to everybody who signed in",
  });
  await caller.api("GET /pets?limit=2", { as: ann.keys, expect: 200, why: "a page of pets" });
  await caller.api(`GET /pets/${randomUUID()}`, {
    as: ann.keys,
    expect: 404,
    why: "the function's error is mapped back by a template",
  });
  return made;
}

async function makeNote() {
  const made = await caller.api("POST /notes", {
    as: ann.keys,
    body: { text: "Feed Tom" },
    expect: 201,
    why: "the function is called with Ann's own credentials",
  });
  await caller.api("GET /notes", { as: ann.keys, expect: 200, why: "DynamoDB answers: no function runs" });
  await caller.api(`GET /notes/${made.noteId}`, { as: ann.keys, expect: 200, why: "her own note" });
  return made;
}

async function tryWhatMustBeRefused() {
  narrator.title("What must be refused");
  const { petId: _petId, ...tom } = pet;
  const signature = { expect: 403, type: "InvalidSignatureException" };
  const missing = { expect: 403, type: "MissingAuthenticationTokenException" };
  await caller.api("GET /pets", { ...missing, why: "no signature" });
  await caller.api("GET /pets", {
    ...signature,
    as: ann.keys,
    alter: garbageSignature,
    why: "a signature that is garbage",
  });
  await caller.api("GET /pets", {
    ...signature,
    as: { ...ann.keys, secretAccessKey: "guessed" },
    why: "signed with a wrong secret",
  });
  await caller.api("GET /pets", {
    ...signature,
    as: ann.keys,
    at: Date.now() - 20 * MINUTE_MS,
    why: "signed twenty minutes ago: expired",
  });
  await caller.api("GET /pets", {
    as: { ...ann.keys, sessionToken: altered(ann.keys.sessionToken) },
    expect: 403,
    type: "UnrecognizedClientException",
    why: "an altered session token",
  });
  await caller.api("GET /nothing", {
    ...missing,
    as: ann.keys,
    why: "no such path: AWS never says 404 here",
  });
  await caller.api(`DELETE /pets/${pet.petId}`, { ...missing, as: ann.keys, why: "no such method" });
  await caller.api("POST /pets", {
    as: ann.keys,
    body: { ...tom, petId: "mine" },
    expect: 400,
    why: "a field that the schema does not name",
  });
  await caller.api("GET /notes?limit=many", { as: ann.keys, expect: 400, why: "limit must be digits" });
  await caller.api(`GET /notes/${note.noteId}`, {
    as: ben.keys,
    expect: 404,
    why: "somebody else's note: the key is always the caller's own",
  });
}

function garbageSignature(headers) {
  return {
    ...headers,
    authorization: headers.authorization.replace(/Signature=.*/, `Signature=${"0".repeat(64)}`),
  };
}

function altered(token) {
  const middle = token.length >> 1;
  return token.slice(0, middle) + (token[middle] === "A" ? "B" : "A") + token.slice(middle + 1);
}

async function readDirectly() {
  narrator.title("The same notes, directly in DynamoDB");
  const table = ({ keys }) => DynamoDBDocumentClient.from(new DynamoDBClient(clientOf(keys)));
  const selected = { ProjectionExpression: "noteId, #text", ExpressionAttributeNames: { "#text": "text" } };
  const key = { userId: registration.identityId, noteId: note.noteId };
  const item = { TableName: outputs.notesTable, Key: key };
  const query = {
    TableName: outputs.notesTable,
    KeyConditionExpression: "userId = :owner",
    ExpressionAttributeValues: { ":owner": registration.identityId },
  };
  const error = "AccessDeniedException";
  await caller.aws("Ann: Query her own", table(ann), new QueryCommand({ ...query, ...selected }), {
    why: "the leading key is her identity id",
  });
  await caller.aws("Ann: GetItem her own", table(ann), new GetCommand({ ...item, ...selected }), {
    why: "the leading key is her identity id",
  });
  await caller.aws("Ben: GetItem of Ann's note", table(ben), new GetCommand({ ...item, ...selected }), {
    error,
    why: "the leading key is not his",
  });
  await caller.aws("Ben: Query Ann's notes", table(ben), new QueryCommand({ ...query, ...selected }), {
    error,
    why: "the leading key is not his",
  });
  await caller.aws("Ann: GetItem, all attributes", table(ann), new GetCommand(item), {
    error,
    why: "only named attributes may be selected",
  });
  await caller.aws("Ann: Scan", table(ann), new ScanCommand({ TableName: outputs.notesTable }), {
    error,
    why: "nothing allows a scan",
  });
  await caller.aws("Ann: PutItem", table(ann), new PutCommand({ TableName: outputs.notesTable, Item: key }), {
    error,
    why: "a direct write would bypass validation",
  });
  const user = { TableName: outputs.usersTable, Key: { username: ann.username } };
  await caller.aws("Ann: GetItem of a user", table(ann), new GetCommand(user), {
    error,
    why: "a table she may not touch",
  });
}

function clientOf(credentials) {
  return { endpoint: cloud.local.endpoint, region: outputs.region, credentials, maxAttempts: 1 };
}

async function renew() {
  narrator.title("Renewal");
  const cognito = new CognitoIdentityClient(clientOf(ann.keys));
  const credentialsFor = (identityId) =>
    new GetCredentialsForIdentityCommand({
      IdentityId: identityId,
      Logins: { "cognito-identity.amazonaws.com": ann.session.token },
    });
  await caller.aws("Ann: new credentials for her token", cognito, credentialsFor(ann.session.identityId), {
    why: "nobody keeps a password",
  });
  await caller.aws("Ben's identity with Ann's token", cognito, credentialsFor(ben.session.identityId), {
    error: "NotAuthorizedException",
    why: "the token says who it is for",
  });
}

async function endIt() {
  narrator.title("The end");
  await caller.api(`DELETE /notes/${note.noteId}`, { as: ann.keys, expect: 204, why: "her own note" });
  await caller.api(`DELETE /notes/${note.noteId}`, { as: ann.keys, expect: 404, why: "it is gone" });
  await caller.burst("POST /login", 60, "logins are throttled, before anything looks at the body");
}
