import { mkdtempSync, readdirSync, rmSync, truncateSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { lambdaFunction, startRuntime, workerThreads, type RuntimeFixture } from "./runtime-fixture";

const IDENTIFIED = "const id = Math.random(); exports.handler = async () => id";

describe("environments", () => {
  let fixture: RuntimeFixture;
  beforeEach(() => void (fixture = startRuntime()));
  afterEach(() => fixture.runtime.close());

  const id = async (fn: Parameters<RuntimeFixture["call"]>[0]) => (await fixture.call(fn)).answer as number;

  it("are kept for the next invocation, also after an error", async () => {
    const fn = lambdaFunction(
      "let n = 0; exports.handler = async () => { if (n++ === 1) throw 1; return n }",
    );

    expect([await id(fn), (await fixture.call(fn)).failed, await id(fn)]).to.deep.equal([1, true, 3]);
  });

  it("are replaced when the function changes, and kept when it does not", async () => {
    const [one, other] = [lambdaFunction(IDENTIFIED), lambdaFunction(IDENTIFIED, { name: "other" })];
    const before = [await id(one), await id(other)];

    fixture.runtime.retire(new Set([one.hash]));

    expect(await id(one)).to.equal(before[0]);
    expect(await id(other)).not.to.equal(before[1]);
  });

  it("finish what they run when they are retired", async () => {
    const fn = lambdaFunction("exports.handler = async () => new Promise((r) => setTimeout(r, 100, 'done'))");
    const running = Promise.all([fixture.call(fn), fixture.call(fn), fixture.call(fn)]);

    fixture.runtime.retire(new Set());

    expect((await running).map(({ answer }) => answer)).to.deep.equal(["done", "done", "done"]);
  });

  it("that start too slowly are started once more under the function's own timeout", async () => {
    const slow = startRuntime({ initTimeoutMs: 50 });
    const ms = (time: number) =>
      `const end = Date.now() + ${time}; while (Date.now() < end); exports.handler = async () => 'ok'`;

    const started = await slow.call(lambdaFunction(ms(200), { timeoutSeconds: 2 }));
    const tooSlow = await slow.call(lambdaFunction(ms(5000), { timeoutSeconds: 0.2 }));
    await slow.runtime.close();

    expect(started.answer).to.equal("ok");
    expect(tooSlow.answer.errorMessage).to.match(/Task timed out after 0.20 seconds$/);
  });

  it("that are unused end after a while", async () => {
    const idle = startRuntime({ idleTimeoutMs: 50 });
    const fn = lambdaFunction(IDENTIFIED);
    const before = (await idle.call(fn)).answer;
    await new Promise((resolve) => setTimeout(resolve, 150));

    const after = (await idle.call(fn)).answer;
    await idle.runtime.close();

    expect(after).not.to.equal(before);
  });

  it("end when the runtime is closed: what runs is answered, what comes is refused, no thread is left", async () => {
    const before = workerThreads();
    const own = startRuntime();
    const hangs = lambdaFunction("exports.handler = async () => { for (;;); }");
    own.runtime.prepare(hangs);
    const hung = own.call(hangs);
    await new Promise((resolve) => setTimeout(resolve, 200));
    const during = workerThreads();

    await own.runtime.close();

    expect((await hung).answer.errorType).to.equal("Runtime.ExitError");
    expect(during.length).to.be.above(before.length);
    expect(workerThreads()).to.deep.equal(before);
    const refusal = await own.call(hangs).catch((error: Error) => error.message);
    expect(refusal).to.equal("function pets was invoked while the local cloud was closing");
  });

  it("that cannot get credentials reject the invocation and leave nothing behind", async () => {
    const own = startRuntime({
      credentialsFor: () => {
        throw new Error("role pets does not exist");
      },
    });

    const refusal = await own.call(lambdaFunction(IDENTIFIED)).catch((error: Error) => error.message);
    const again = await own.call(lambdaFunction(IDENTIFIED)).catch((error: Error) => error.message);
    await own.runtime.close();

    expect([refusal, again]).to.deep.equal(["role pets does not exist", "role pets does not exist"]);
  });
});

describe("compiled code that is kept", () => {
  const folder = mkdtempSync(join(tmpdir(), "code-cache-"));
  after(() => rmSync(folder, { recursive: true }));
  const code = `exports.handler = async () => 'ok'; /* ${"x".repeat(5000)} */`;

  async function callOnce(source = code): Promise<unknown> {
    const own = startRuntime({ codeCacheFolder: folder });
    const { answer } = await own.call(lambdaFunction(source));
    // The worker compiles its cache after the answer.
    await new Promise((resolve) => setTimeout(resolve, 100));
    await own.runtime.close();
    return answer;
  }

  it("is written once and serves the next start", async () => {
    expect([await callOnce(), await callOnce()]).to.deep.equal(["ok", "ok"]);
    expect(readdirSync(folder)).to.have.length(1);
  });

  it("is not believed when it is damaged", async () => {
    for (const file of readdirSync(folder)) truncateSync(join(folder, file), 40);

    expect(await callOnce()).to.equal("ok");
  });

  it("belongs to exactly this source, even one of the same length", async () => {
    expect(await callOnce(code.replace("'ok'", "'no'"))).to.equal("no");
  });
});
