import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Table } from "@pulumi/aws/dynamodb";
import { expect } from "chai";
import type { IdentityHandle } from "../../components";
import { login } from "../../functions/login";
import { hashPassword } from "../../functions/password";
import { register } from "../../functions/register";

/** What a handler sees of a captured Output. */
const captured = (value: string) => ({ get: () => value });
const users = { name: captured("users") } as unknown as Table;
const identity = {
  pool: { id: captured("eu-west-1:00000000-0000-0000-0000-000000000000") },
  developerProvider: "login.test",
  tokenDuration: 60,
} as unknown as IdentityHandle;
const call = (body: object) =>
  ({ body, path: {}, query: undefined, caller: {}, headers: {}, requestId: "r" }) as never;

describe("signing in while Cognito fails", function () {
  this.timeout(20_000);
  const before_ = { ...process.env };
  const requests: string[] = [];
  let answerOfDynamoDb: object = {};
  let server: Server;
  const { error } = console;

  before(async () => {
    server = createServer((request, response) => {
      const target = String(request.headers["x-amz-target"]);
      requests.push(target);
      const isDynamoDb = target.startsWith("DynamoDB");
      response.writeHead(isDynamoDb ? 200 : 500, { "content-type": "application/x-amz-json-1.0" });
      response.end(JSON.stringify(isDynamoDb ? answerOfDynamoDb : { __type: "InternalErrorException" }));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    Object.assign(process.env, {
      AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      AWS_REGION: "eu-west-1",
      AWS_ACCESS_KEY_ID: "AKIA",
      AWS_SECRET_ACCESS_KEY: "secret",
      AWS_MAX_ATTEMPTS: "1",
    });
    console.error = () => {};
  });
  after(() => {
    console.error = error;
    for (const name of Object.keys(process.env)) if (!(name in before_)) delete process.env[name];
    server.close();
    server.closeAllConnections();
  });

  it("registration answers 503 once the user is written, so that the next login completes it", async () => {
    const reply = await register(users, identity)(call({ username: "ann", password: "correct horse" }));

    expect(reply).to.deep.equal({
      status: 503,
      body: { message: "registered; signing in failed, log in again later" },
    });
    expect(requests).to.deep.equal([
      "DynamoDB_20120810.PutItem",
      "AWSCognitoIdentityService.GetOpenIdTokenForDeveloperIdentity",
    ]);
  });

  it("login answers 503, and only to whoever knows the password", async () => {
    const { N, r, p, salt, hash } = await hashPassword("correct horse");
    const password = {
      M: { N: { N: `${N}` }, r: { N: `${r}` }, p: { N: `${p}` }, salt: { S: salt }, hash: { S: hash } },
    };
    answerOfDynamoDb = { Item: { username: { S: "ann" }, userId: { S: "id" }, password } };

    const right = await login(users, identity)(call({ username: "ann", password: "correct horse" }));
    const wrong = await login(users, identity)(call({ username: "ann", password: "another horse" }));

    expect([right.status, wrong.status]).to.deep.equal([503, 401]);
  });
});
