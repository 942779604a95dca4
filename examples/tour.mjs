// A walk through the notes and pets app as a client sees it: `npm run tour`.
// Uses the local cloud that `npm start` runs, or starts one of its own for as long as the walk takes.
import { spawn } from "node:child_process";
import { randomBytes, randomUUID } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { parseArgs, styleText } from "node:util";
import { Sha256 } from "@aws-crypto/sha256-js";
import { CognitoIdentityClient, GetCredentialsForIdentityCommand } from "@aws-sdk/client-cognito-identity";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import {
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  ScanCommand,
} from "@aws-sdk/lib-dynamodb";
import { HttpRequest } from "@smithy/protocol-http";
import { SignatureV4 } from "@smithy/signature-v4";

const HELP = `npm run tour -- [--data .local/dev]

Registers two people, calls the API with their temporary credentials, and tries what must be refused.
  --data   the data folder of the local cloud to walk through (default .local/dev)
Exits with 1 if anything was answered otherwise than it should be.`;

const { values: options } = parseArgs({
  options: { data: { type: "string", default: ".local/dev" }, help: { type: "boolean" } },
});
if (options.help) {
  console.log(HELP);
  process.exit(0);
}

const cloud = (await running(options.data)) ?? (await start());
const { url, region, notesTable, usersTable, petsTable } = cloud.outputs;
const { endpoint } = cloud.local;
const awsClient = (credentials) => ({ endpoint, region, credentials, maxAttempts: 1 });
const credentialsOf = ({ accessKeyId, secretAccessKey, sessionToken }) => ({
  accessKeyId,
  secretAccessKey,
  sessionToken,
});

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";

let failed = 0;
let step = 0;
const explanations = cloud.explanations ?? [];

const MINUTE_MS = 60_000;
const ann = `ann-${randomBytes(4).toString("hex")}`;
const ben = `ben-${randomBytes(4).toString("hex")}`;
const password = randomUUID();

title("Registration");
const registered = await call("POST /users", {
  body: { username: ann, password },
  expect: 201,
  why: "open: there is no identity before registration",
});
const annIdentity = registered.json;
show("identity", annIdentity.identityId);
show("token", JSON.stringify(decodeToken(annIdentity.token)));
await call("POST /users", {
  body: { username: ann, password },
  expect: 409,
  why: "the name is taken: the write is conditional",
});
await call("POST /users", {
  body: { username: "x", password: "short" },
  expect: 400,
  why: "the body does not fit its model",
});
await call("POST /login", {
  body: { username: ann, password: "a wrong one" },
  expect: 401,
  why: "wrong password",
});
await call("POST /login", {
  body: { username: "nobody-here", password },
  expect: 401,
  why: "no such user: the same answer after the same work",
});
const benIdentity = (
  await call("POST /users", { body: { username: ben, password }, expect: 201, why: "a second person" })
).json;

const annKeys = credentialsOf(annIdentity.credentials);
const benKeys = credentialsOf(benIdentity.credentials);

title("Signed calls");
const pet = { petType: "cat", petName: "Tom", petAge: 3 };
const made = await call("POST /pets", {
  as: annKeys,
  body: pet,
  expect: 201,
  why: "the signed-in role may call exactly this method",
});
await call(`GET /pets/${made.json.petId}`, {
  as: benKeys,
  expect: 200,
  why: "pets belong to everybody who signed in",
});
await call("GET /pets?limit=2", { as: annKeys, expect: 200, why: "a page of pets" });
await call(`GET /pets/${randomUUID()}`, {
  as: annKeys,
  expect: 404,
  why: "the function's error is mapped back by a template",
});
const note = await call("POST /notes", {
  as: annKeys,
  body: { text: "Feed Tom" },
  expect: 201,
  why: "the function is called with Ann's own credentials",
});
const notePath = `/notes/${note.json.noteId}`;
await call("GET /notes", { as: annKeys, expect: 200, why: "DynamoDB answers: no function runs" });
await call(`GET ${notePath}`, { as: annKeys, expect: 200, why: "her own note" });

title("What must be refused");
await call("GET /pets", { expect: 403, type: "MissingAuthenticationTokenException", why: "no signature" });
await call("GET /pets", {
  as: annKeys,
  alter: garbageSignature,
  expect: 403,
  type: "InvalidSignatureException",
  why: "a signature that is garbage",
});
await call("GET /pets", {
  as: { ...annKeys, secretAccessKey: "not-the-secret" },
  expect: 403,
  type: "InvalidSignatureException",
  why: "signed with a wrong secret",
});
await call("GET /pets", {
  as: annKeys,
  at: Date.now() - 20 * MINUTE_MS,
  expect: 403,
  type: "InvalidSignatureException",
  why: "signed twenty minutes ago",
});
await call("GET /pets", {
  as: { ...annKeys, sessionToken: altered(annKeys.sessionToken) },
  expect: 403,
  type: "UnrecognizedClientException",
  why: "an altered session token",
});
await call("GET /nothing", {
  as: annKeys,
  expect: 403,
  type: "MissingAuthenticationTokenException",
  why: "no such path: AWS never says 404 here",
});
await call(`DELETE /pets/${made.json.petId}`, {
  as: annKeys,
  expect: 403,
  type: "MissingAuthenticationTokenException",
  why: "no such method",
});
await call("POST /pets", {
  as: annKeys,
  body: { ...pet, petId: "mine" },
  expect: 400,
  why: "a field that the schema does not name",
});
await call("GET /notes?limit=many", { as: annKeys, expect: 400, why: "limit must be digits" });
await call(`GET ${notePath}`, {
  as: benKeys,
  expect: 404,
  why: "somebody else's note: the key is always the caller's own",
});

title("The same notes, directly in DynamoDB");
const annTable = DynamoDBDocumentClient.from(new DynamoDBClient(awsClient(annKeys)));
const benTable = DynamoDBDocumentClient.from(new DynamoDBClient(awsClient(benKeys)));
const names = { "#id": "noteId", "#text": "text" };
const queryOf = (identityId) => ({
  TableName: notesTable,
  KeyConditionExpression: "userId = :me",
  ProjectionExpression: "#id, #text",
  ExpressionAttributeNames: names,
  ExpressionAttributeValues: { ":me": identityId },
});
const itemOf = (identityId) => ({
  TableName: notesTable,
  Key: { userId: identityId, noteId: note.json.noteId },
  ProjectionExpression: "#id, #text",
  ExpressionAttributeNames: names,
});
await send("Ann: Query her own", annTable, new QueryCommand(queryOf(annIdentity.identityId)), {
  why: "the leading key is her identity id",
});
await send("Ann: GetItem her own", annTable, new GetCommand(itemOf(annIdentity.identityId)), {
  why: "the leading key is her identity id",
});
const DENIED = "AccessDeniedException";
await send("Ben: GetItem of Ann's note", benTable, new GetCommand(itemOf(annIdentity.identityId)), {
  error: DENIED,
  why: "the leading key is not his",
});
await send("Ben: Query Ann's notes", benTable, new QueryCommand(queryOf(annIdentity.identityId)), {
  error: DENIED,
  why: "the leading key is not his",
});
await send(
  "Ann: GetItem, all attributes",
  annTable,
  new GetCommand({ TableName: notesTable, Key: itemOf(annIdentity.identityId).Key }),
  { error: DENIED, why: "only named attributes may be selected" },
);
await send("Ann: Scan", annTable, new ScanCommand({ TableName: notesTable }), {
  error: DENIED,
  why: "nothing allows a scan",
});
await send(
  "Ann: PutItem",
  annTable,
  new PutCommand({ TableName: notesTable, Item: { userId: annIdentity.identityId, noteId: "x" } }),
  { error: DENIED, why: "a direct write would bypass validation" },
);
await send(
  "Ann: GetItem of a user",
  annTable,
  new GetCommand({ TableName: usersTable, Key: { username: ann } }),
  { error: DENIED, why: "a table she may not touch" },
);
await send(
  "Ann: GetItem of a pet",
  annTable,
  new GetCommand({ TableName: petsTable, Key: { petId: made.json.petId } }),
  { error: DENIED, why: "a table she may not touch: pets go through the API" },
);

title("Renewal, and the end");
const cognito = new CognitoIdentityClient(awsClient(annKeys));
await send(
  "Ann: new credentials for her token",
  cognito,
  new GetCredentialsForIdentityCommand({
    IdentityId: annIdentity.identityId,
    Logins: { "cognito-identity.amazonaws.com": annIdentity.token },
  }),
  { why: "the token renews them; nobody keeps a password" },
);
await send(
  "Ben's identity with Ann's token",
  cognito,
  new GetCredentialsForIdentityCommand({
    IdentityId: benIdentity.identityId,
    Logins: { "cognito-identity.amazonaws.com": annIdentity.token },
  }),
  {
    error: "NotAuthorizedException",
    why: "the token says who it is for",
    alsoError: "ResourceConflictException",
  },
);
await call(`DELETE ${notePath}`, { as: annKeys, expect: 204, why: "her own note" });
await call(`DELETE ${notePath}`, { as: annKeys, expect: 404, why: "it is gone" });
await burst();

await cloud.stop?.();
console.log(
  failed === 0
    ? styleText("green", `\n${step} steps, each answered as it should be.`)
    : styleText("red", `\n${failed} of ${step} steps were answered otherwise than they should be.`),
);
process.exit(failed === 0 ? 0 : 1);

/** One call of the API: signed when `as` is given. */
async function call(route, { as, body, at, alter, expect, type, why }) {
  const [method, path] = route.split(" ");
  const target = new URL(url + path);
  const text = body === undefined ? undefined : JSON.stringify(body);
  const request = new HttpRequest({
    method,
    protocol: target.protocol,
    hostname: target.hostname,
    port: Number(target.port),
    path: target.pathname,
    query: Object.fromEntries(target.searchParams),
    headers: { host: target.host, ...(text ? { "content-type": "application/json" } : {}) },
    body: text,
  });
  const signer = as && new SignatureV4({ credentials: as, region, service: "execute-api", sha256: Sha256 });
  const signed = signer ? await signer.sign(request, { signingDate: new Date(at ?? Date.now()) }) : request;
  const response = await fetch(target, {
    method,
    headers: alter?.(signed.headers) ?? signed.headers,
    body: text,
  });
  const answer = await response.text();
  const errorType = response.headers.get("x-amzn-errortype");
  const right = response.status === expect && (type === undefined || errorType === type);
  await report({
    right,
    request: `${as ? "signed  " : "unsigned"} ${route}`,
    answer: `${response.status} ${errorType ?? ""} ${answer}`,
    expected: `${expect} ${type ?? ""}`,
    why,
  });
  return { status: response.status, json: answer === "" ? undefined : JSON.parse(answer) };
}

/** One call of an AWS service by the SDK. */
async function send(request, client, command, { error, alsoError, why }) {
  const [got, answer] = await client.send(command).then(
    ({ $metadata: _metadata, ...output }) => [undefined, JSON.stringify(output, withoutSecrets)],
    (e) => [e.name, `${e.name}: ${e.message}`],
  );
  await report({
    right: got === error || (got !== undefined && got === alsoError),
    request,
    answer,
    expected: error ?? "success",
    why,
  });
}

/** More logins at once than the throttle takes. They do not fit the model, so those let through cost nothing. */
async function burst() {
  const statuses = await Promise.all(
    Array.from({ length: 60 }, () =>
      fetch(`${url}/login`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: "{}",
      }).then((r) => r.status),
    ),
  );
  const throttled = statuses.filter((status) => status === 429).length;
  await report({
    right: throttled > 0 && throttled < 60,
    request: "unsigned POST /login, 60 at once",
    answer: `${60 - throttled} let through, ${throttled} × 429`,
    expected: "some 429",
    why: "logins are throttled",
  });
}

async function report({ right, request, answer, expected, why }) {
  step += 1;
  if (!right) failed += 1;
  const mark = right ? styleText("green", "✔") : styleText("red", "✘");
  console.log(`${mark} ${styleText("bold", request)}`);
  console.log(`    ${shorten(answer.trim())}`);
  console.log(styleText("dim", `    ${why}`));
  await new Promise((resolve) => setTimeout(resolve, cloud.explanations ? 20 : 0)); // the log's line may come after the answer
  const lines = explanations.splice(0);
  for (const line of lines.slice(-1)) console.log(styleText("dim", `    log: ${withoutRepetition(line)}`));
  if (lines.length > 1) console.log(styleText("dim", `    … and ${lines.length - 1} lines like it`));
  if (!right) console.log(styleText("red", `    expected ${expected.trim()}`));
}

function title(text) {
  console.log(`\n${styleText("underline", text)}`);
}

function show(name, value) {
  console.log(styleText("dim", `    ${name}: ${value}`));
}

/** The answer above has said already who was refused what. */
function withoutRepetition(line) {
  return line.replace(/^refused: Denied \S+ to \S+ on \S+: /, "");
}

function shorten(text) {
  const line = text.split("\n")[0];
  return line.length > 160 ? `${line.slice(0, 160)}…` : line;
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

function withoutSecrets(name, value) {
  return ["SecretKey", "SessionToken"].includes(name) ? "…" : value;
}

function decodeToken(token) {
  return JSON.parse(Buffer.from(token.split(".")[1], "base64url").toString());
}

/** The local cloud behind a data folder, if one answers there. */
async function running(data) {
  let found;
  try {
    found = JSON.parse(readFileSync(join(data, "outputs.json"), "utf8"));
    await fetch(found.local.endpoint);
  } catch {
    return undefined;
  }
  console.log(`Walking through the local cloud at ${found.local.endpoint}`);
  return found;
}

/** A local cloud with an empty data folder, which it also removes. */
async function start() {
  const data = mkdtempSync(join(tmpdir(), "tour-"));
  console.log("Nothing runs yet: starting a local cloud for this walk");
  const child = spawn(
    process.execPath,
    ["dist/cli/main.js", "local", "--port", "0", "--data", data, "--no-watch"],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  const explanations = [];
  const stop = async () => {
    child.kill("SIGTERM");
    await new Promise((resolve) => child.once("exit", resolve));
    rmSync(data, { recursive: true, force: true });
  };
  await new Promise((resolve, reject) => {
    child.once("exit", (code) => reject(new Error(`the local cloud ended with ${code}`)));
    createInterface({ input: child.stdout }).on("line", (line) => {
      if (line.startsWith("refused")) explanations.push(line.trim());
      if (/npm run tour/.test(line)) resolve();
    });
  });
  explanations.length = 0;
  return { ...JSON.parse(readFileSync(join(data, "outputs.json"), "utf8")), explanations, stop };
}
