import { existsSync } from "node:fs";
import { dirname } from "node:path";
import { expect } from "chai";
import { RESERVED_ENVIRONMENT_VARIABLES } from "../../../local/runtime";
import { ENDPOINT, lambdaFunction, startRuntime, type RuntimeFixture } from "./runtime-fixture";

const ENVIRONMENT = lambdaFunction("exports.handler = async () => process.env", {
  environment: { TABLE: "notes-1", AWS_REGION: "us-east-1", AWS_ENDPOINT_URL: "https://elsewhere.example" },
});

describe("a function's environment", () => {
  let fixture: RuntimeFixture;
  const developers = {
    AWS_ACCESS_KEY_ID: "AKIADEVELOPER",
    AWS_PROFILE: "production",
    HOME: "/home/developer",
    SECRET: "s",
  };
  const saved = { ...process.env };
  before(() => {
    Object.assign(process.env, developers);
    fixture = startRuntime();
  });
  after(async () => {
    for (const name of Object.keys(developers)) delete process.env[name];
    Object.assign(process.env, saved);
    await fixture.runtime.close();
  });

  it("holds what it configures, what Lambda sets, and nothing of the developer's", async () => {
    const { answer } = await fixture.call(ENVIRONMENT);

    const { TMPDIR, AWS_LAMBDA_LOG_STREAM_NAME: stream, ...rest } = answer;
    expect(rest).to.deep.equal({
      TABLE: "notes-1",
      _HANDLER: "index.handler",
      AWS_ACCESS_KEY_ID: "ASIAPETS",
      AWS_SECRET_ACCESS_KEY: "secret",
      AWS_SESSION_TOKEN: "token",
      AWS_REGION: "eu-west-1",
      AWS_DEFAULT_REGION: "eu-west-1",
      AWS_ENDPOINT_URL: ENDPOINT,
      AWS_EXECUTION_ENV: "AWS_Lambda_nodejs22.x",
      AWS_LAMBDA_FUNCTION_NAME: "pets",
      AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "128",
      AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
      AWS_LAMBDA_LOG_GROUP_NAME: "/aws/lambda/pets",
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
      AWS_CONFIG_FILE: "/var/task/.aws/config",
      AWS_SHARED_CREDENTIALS_FILE: "/var/task/.aws/credentials",
      LAMBDA_TASK_ROOT: "/var/task",
      LAMBDA_RUNTIME_DIR: "/var/runtime",
      LANG: "en_US.UTF-8",
      PATH: "/var/lang/bin:/usr/local/bin:/usr/bin/:/bin:/opt/bin",
      TZ: ":UTC",
    });
    expect(stream).to.match(/\[\$LATEST\]/);
    expect(TMPDIR).to.match(/secure-serverless-api-functions-/);
  });

  it("cannot be configured to hold another value under a reserved name", () => {
    expect(RESERVED_ENVIRONMENT_VARIABLES).to.include.members([
      "AWS_REGION",
      "AWS_ACCESS_KEY_ID",
      "_HANDLER",
    ]);
  });

  it("is its own: what one function sets, no other sees", async () => {
    const writes = lambdaFunction(
      "exports.handler = async () => { process.env.LEAK = globalThis.leak = '1' }",
    );
    const reads = lambdaFunction(
      "exports.handler = async () => [process.env.LEAK ?? null, globalThis.leak ?? null]",
    );
    await fixture.call(writes);

    expect((await fixture.call(reads)).answer).to.deep.equal([null, null]);
    expect(process.env).not.to.have.property("LEAK");
  });

  for (const [what, code, answer] of [
    ["the home folder", "require('os').homedir()", "/home/sbx_user1051"],
    ["the home folder, imported", "(await import('node:os')).homedir()", "/home/sbx_user1051"],
    ["the working folder", "process.cwd()", "/var/task"],
    [
      "that it is a worker",
      "[require('worker_threads').isMainThread, require('worker_threads').parentPort]",
      [true, null],
    ],
    ["the folder of this repository", "__dirname", "/var/task"],
    ["the garbage collector", "typeof gc", "undefined"],
    ["the server's arguments", "process.argv.slice(1)", ["/var/runtime/index.mjs"]],
    [
      "other processes",
      "(() => { try { process.kill(1, 0) } catch (error) { return error.code } })()",
      "ESRCH",
    ],
    ["that it can be signalled", "process.kill(process.pid, 0)", true],
  ] as const)
    it(`hides ${what}`, async () => {
      const fn = lambdaFunction(`exports.handler = async () => ${code}`);

      expect((await fixture.call(fn)).answer).to.deep.equal(answer);
    });

  it("finds no package of the developer's, and no file outside the zip", async () => {
    const fn =
      lambdaFunction(`exports.handler = async () => ["chai", "/etc/passwd", "../../package.json", "./absent"].map((name) => {
      try { return require(name) } catch (error) { return error.code }
    })`);

    expect(new Set((await fixture.call(fn)).answer)).to.deep.equal(new Set(["MODULE_NOT_FOUND"]));
  });

  it("has a temporary folder of its own, gone when the runtime is closed", async () => {
    const own = startRuntime();
    const fn = lambdaFunction(`exports.handler = async () => {
      require("fs").writeFileSync(require("os").tmpdir() + "/kept", "1");
      return require("os").tmpdir();
    }`);
    const { answer: folder } = await own.call(fn);
    expect(existsSync(`${folder}/kept`)).to.equal(true);

    await own.runtime.close();

    expect(existsSync(dirname(folder))).to.equal(false);
  });
});

describe("a function's credentials", () => {
  it("are asked for once per environment, and a new environment replaces those that are about to expire", async () => {
    let nowMs = Date.UTC(2026, 10, 23);
    let issued = 0;
    const fixture = startRuntime({
      clock: { nowMs: () => nowMs },
      credentialsFor: () => ({
        accessKeyId: `ASIA${++issued}`,
        secretAccessKey: "secret",
        sessionToken: "token",
        expirationMs: nowMs + 3_600_000,
      }),
    });
    const fn = lambdaFunction("exports.handler = async () => process.env.AWS_ACCESS_KEY_ID");
    const key = async () => (await fixture.call(fn)).answer;

    const keys = [await key(), await key()];
    nowMs += 3_600_000 - 61_000;
    keys.push(await key());
    await fixture.runtime.close();

    expect(keys).to.deep.equal(["ASIA1", "ASIA1", "ASIA2"]);
  });
});
