import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { inspect } from "node:util";
import { output, type Output } from "@pulumi/pulumi";
import { expect } from "chai";
import { analyzeCallback, bundleCallback, CallbackError, parameter, secret, zipFiles } from "../../callbacks";
import { verifySignature } from "../../local/signature";
import { callService } from "../../callbacks/run-time/signed-call";
import { storedParameter, storedSecret } from "../../callbacks/run-time/stored-value";
import { promiseOf } from "./run-bundles";

const apiKey = secret(output("sk-very-confidential"));
const salt = parameter("salt-very-confidential");
const reads = async () => [await apiKey.get(), await salt.get(), await apiKey.get()];

describe("a captured parameter() or secret()", () => {
  it("is listed with its variable, and is nowhere in the function", async () => {
    const { files, stored, environment } = await bundleCallback(reads, { name: "GET /" });

    expect(stored.map(({ kind, name, variable }) => ({ kind, name, variable }))).to.deep.equal([
      { kind: "secret", name: "apiKey", variable: "CAP_API_KEY" },
      { kind: "parameter", name: "salt", variable: "CAP_SALT" },
    ]);
    expect(await promiseOf(stored[0]!.value as Output<string>)).to.equal("sk-very-confidential");
    expect(environment).to.deep.equal({});
    expect(Object.values(files).join()).not.to.contain("very-confidential");
    expect(zipFiles(files).length).to.be.lessThan(5_000);
  });

  it("is one value however often it is captured", () => {
    const both = (deps: { one: typeof salt; two: typeof salt }) => async () => [
      await deps.one.get(),
      await deps.two.get(),
    ];
    const { stored, captures } = analyzeCallback(both({ one: salt, two: salt }), { name: "GET /" });

    expect(stored).to.have.length(1);
    expect(stored[0]!.mark).to.equal(salt);
    // And so is fetched once.
    expect(captures.match(/stored(?:Parameter|Secret)\(/g)).to.have.length(1);
  });

  it("says nothing when it is logged", () => {
    expect(inspect(salt) + JSON.stringify(salt) + String(salt)).not.to.contain("confidential");
  });

  it("cannot be read while the program is deployed", async () => {
    const outcome = await salt.get().catch((error: unknown) => error);

    expect((outcome as Error).message).to.match(/^parameter\(\)\.get\(\) works only in a function/);
  });

  it("is refused where it is used before it is fetched", () => {
    const inText = async () => `${salt as unknown as string}`;

    expect(() => analyzeCallback(inText, { name: "GET /" })).to.throw(
      CallbackError,
      /captures 'salt', a parameter that is used before it is fetched .*\. Use await salt\.get\(\)/,
    );
  });

  it("adds nothing to a function that captures none", async () => {
    const { files, stored } = await bundleCallback(async () => 1, { name: "GET /" });

    expect(stored).to.deep.equal([]);
    expect(files["index.js"]).not.to.contain("aws4_request");
  });
});

interface Reply {
  readonly status: number;
  readonly body: string;
}

describe("a stored value in a function", () => {
  const CREDENTIALS = {
    AWS_ACCESS_KEY_ID: "AKIDEXAMPLE",
    AWS_SECRET_ACCESS_KEY: "example secret",
    AWS_SESSION_TOKEN: "token",
  };
  const ownEnvironment = { ...process.env };
  let replies: Reply[] = [];
  let calls: { readonly request: IncomingMessage; readonly body: string }[] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      calls.push({ request, body });
      const reply = replies.shift() ?? { status: 500, body: "" };
      response.writeHead(reply.status).end(reply.body);
    });
  });
  const ok = (answer: object): Reply => ({ status: 200, body: JSON.stringify(answer) });
  const refused = (status: number, code: string): Reply => ({
    status,
    body: JSON.stringify({ __type: `x#${code}`, message: "for a reason" }),
  });

  before(async () => {
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    Object.assign(process.env, CREDENTIALS, {
      AWS_REGION: "eu-west-1",
      AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
      CAP_SALT: "shop-salt",
      CAP_API_KEY: "arn:aws:secretsmanager:eu-west-1:000000000000:secret:shop-api-key-AbCdEf",
    });
  });
  beforeEach(() => {
    [replies, calls] = [[], []];
  });
  after(() => {
    // Another object in its place would no longer be the environment: the clock's zone would not follow it.
    for (const name of Object.keys(process.env)) if (!(name in ownEnvironment)) delete process.env[name];
    Object.assign(process.env, ownEnvironment);
    server.close();
  });

  it("is fetched once, decrypted, by its name", async () => {
    const value = storedParameter("CAP_SALT");
    replies = [ok({ Parameter: { Value: "the salt" } })];

    expect([await value.get(), await value.get()]).to.deep.equal(["the salt", "the salt"]);
    expect(calls.map(({ body }) => JSON.parse(body) as unknown)).to.deep.equal([
      { Name: "shop-salt", WithDecryption: true },
    ]);
    expect(calls[0]!.request.headers["x-amz-target"]).to.equal("AmazonSSM.GetParameter");
  });

  it("is fetched by its secret's ARN", async () => {
    replies = [ok({ SecretString: "the key" })];

    expect(await storedSecret("CAP_API_KEY").get()).to.equal("the key");
    expect(JSON.parse(calls[0]!.body)).to.deep.equal({ SecretId: process.env["CAP_API_KEY"] });
  });

  it("is refused as a text and as JSON before it is fetched", () => {
    const values = [storedSecret("CAP_KEYS_0"), storedParameter("CAP_KEYS_1")];

    for (const use of [String, JSON.stringify, (value: unknown) => `${value as string}`])
      for (const value of values) expect(() => use(value)).to.throw(/await its get\(\) \(CAP_KEYS_\d\)/);
  });

  it("is asked for with a signature of the function's role", async () => {
    replies = [ok({ SecretString: "the key" })];
    await storedSecret("CAP_API_KEY").get();
    const { request, body } = calls[0]!;

    const verification = verifySignature(
      {
        method: "POST",
        path: "/",
        query: "",
        headers: Object.fromEntries(
          Object.entries(request.headers).map(([name, value]) => [name, [String(value)]]),
        ),
        body: Buffer.from(body),
      },
      {
        service: "secretsmanager",
        region: "eu-west-1",
        nowMs: Date.now(),
        skewMinutes: 5,
        pathStyle: "normalized",
        findSecret: (accessKeyId, sessionToken) =>
          accessKeyId === "AKIDEXAMPLE" && sessionToken === "token"
            ? { secretAccessKey: "example secret" }
            : "unknown",
      },
    );

    expect(verification).to.have.property("ok", true);
  });

  it("is fetched again after a failure, which says why and not what", async () => {
    const value = storedParameter("CAP_SALT");
    replies = [refused(400, "AccessDeniedException"), ok({ Parameter: { Value: "the salt" } })];

    const failure = await value.get().catch((error: unknown) => error);

    expect((failure as Error).message).to.equal(
      "AmazonSSM.GetParameter failed: 400 AccessDeniedException for a reason",
    );
    expect(await value.get()).to.equal("the salt");
  });

  it("is asked for again where the service is busy, three times at most", async () => {
    replies = [refused(400, "ThrottlingException"), refused(503, "Busy"), ok({ SecretString: "at last" })];
    expect(await storedSecret("CAP_API_KEY").get()).to.equal("at last");

    replies = [refused(500, "A"), refused(500, "B"), refused(500, "C"), ok({})];
    const failure = await callService({ name: "ssm", target: "AmazonSSM.GetParameter" }, {}).catch(
      (error: unknown) => error,
    );
    expect((failure as Error).message).to.match(/500 C/);
  });

  it("fails for a secret without a text, and without its variable", async () => {
    replies = [ok({ SecretBinary: "AA==" })];
    const noText = await storedSecret("CAP_API_KEY")
      .get()
      .catch((error: unknown) => error);
    const noVariable = await storedSecret("CAP_ABSENT")
      .get()
      .catch((error: unknown) => error);

    expect((noText as Error).message).to.match(/shop-api-key-AbCdEf \(CAP_API_KEY\) holds no text/);
    expect((noVariable as Error).message).to.match(/lacks CAP_ABSENT/);
  });
});
