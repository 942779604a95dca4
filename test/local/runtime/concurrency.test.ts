import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { availableParallelism } from "node:os";
import { expect } from "chai";
import { lambdaFunction, startRuntime, type RuntimeFixture } from "./runtime-fixture";

const WAITS = `
  const id = Math.random();
  let running = 0;
  exports.handler = async ({ ms }) => {
    running += 1;
    const together = running;
    await new Promise((resolve) => setTimeout(resolve, ms ?? 20));
    running -= 1;
    return { id, together };
  };`;

const ASKS = `
  const id = Math.random();
  exports.handler = async () => ({ id, status: (await fetch(process.env.MEETING)).status });`;

const COMPUTES = `
  const id = Math.random();
  exports.handler = async ({ ms }) => {
    for (const endMs = Date.now() + ms; Date.now() < endMs;);
    return { id };
  };`;

/** A server that answers when so many have asked, and nobody before. */
async function openMeeting(count: number) {
  const present: ServerResponse[] = [];
  const server = createServer((_request, response) => {
    present.push(response);
    if (present.length === count) for (const each of present) each.end();
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections();
      await once(server.close(), "close");
    },
  };
}

describe("concurrency", () => {
  let fixture: RuntimeFixture;
  before(() => void (fixture = startRuntime({ maxEnvironments: 2 })));
  after(() => fixture.runtime.close());

  it("an environment runs one invocation at a time, and the others wait", async () => {
    const fn = lambdaFunction(WAITS);

    const results = await Promise.all(Array.from({ length: 9 }, () => fixture.call(fn)));

    expect(results.filter(({ failed }) => failed)).to.deep.equal([]);
    expect(new Set(results.map(({ answer }) => answer.id)).size).to.equal(2);
    expect(results.every(({ answer }) => answer.together === 1)).to.equal(true);
  });

  it("functions that wait for each other all run", async () => {
    const count = availableParallelism() + 4;
    const meeting = await openMeeting(count);
    const own = startRuntime();
    const fn = lambdaFunction(ASKS, { environment: { MEETING: meeting.url }, timeoutSeconds: 20 });

    const results = await Promise.all(Array.from({ length: count }, () => own.call(fn)));

    expect(results.map(({ answer }) => answer.status)).to.deep.equal(results.map(() => 200));
    expect(new Set(results.map(({ answer }) => answer.id)).size).to.equal(count);
    await own.runtime.close();
    await meeting.close();
  });

  it("functions that compute get no more environments than there are cores", async () => {
    const own = startRuntime();
    const fn = lambdaFunction(COMPUTES);

    const results = await Promise.all(
      Array.from({ length: 3 * availableParallelism() }, () => own.call(fn, { ms: 300 })),
    );

    expect(results.filter(({ failed }) => failed)).to.deep.equal([]);
    expect(new Set(results.map(({ answer }) => answer.id)).size).to.be.at.most(availableParallelism());
    await own.runtime.close();
  });

  it("waiting does not count against the function's timeout", async () => {
    const fn = lambdaFunction(WAITS, { timeoutSeconds: 0.4 });

    const results = await Promise.all(Array.from({ length: 6 }, () => fixture.call(fn, { ms: 150 })));

    expect(results.filter(({ failed }) => failed)).to.deep.equal([]);
  });

  it("more than the reserved concurrency at once is throttled, and nothing after it", async () => {
    const fn = lambdaFunction(WAITS, { reservedConcurrency: 3 });
    const invoke = () => fixture.runtime.invoke(fn, Buffer.from("{}"));

    const results = await Promise.all([invoke(), invoke(), invoke(), invoke(), invoke()]);
    const next = await invoke();

    expect(results.map(({ throttled }) => throttled ?? false)).to.deep.equal([
      false,
      false,
      false,
      true,
      true,
    ]);
    expect(JSON.parse(String(results[4]?.payload))).to.deep.equal({
      Reason: "ReservedFunctionConcurrentInvocationLimitExceeded",
      Type: "User",
      Message: "Rate Exceeded.",
    });
    expect(next.throttled).to.equal(undefined);
  });

  it("a reserved concurrency of 0 turns the function off", async () => {
    const result = await fixture.runtime.invoke(
      lambdaFunction(WAITS, { reservedConcurrency: 0 }),
      Buffer.from("{}"),
    );

    expect(result.throttled).to.equal(true);
  });

  it("the functions that reserve nothing share the account's 1,000", async () => {
    const own = startRuntime({ maxEnvironments: 1 });
    const one = lambdaFunction("exports.handler = async () => 1", { name: "one" });
    const other = lambdaFunction("exports.handler = async () => 1", { name: "other" });
    const reserved = lambdaFunction("exports.handler = async () => 1", {
      name: "reserved",
      reservedConcurrency: 1,
    });
    const burst = Array.from({ length: 1000 }, () => own.runtime.invoke(one, Buffer.from("{}")));

    const [refused, accepted] = await Promise.all(
      [other, reserved].map((fn) => own.runtime.invoke(fn, Buffer.from("{}"))),
    );

    expect(String(refused?.payload)).to.contain('"ConcurrentInvocationLimitExceeded"');
    expect(accepted?.throttled).to.equal(undefined);
    expect((await Promise.all(burst)).every(({ throttled }) => throttled === undefined)).to.equal(true);
    await own.runtime.close();
  });

  it("one function that hangs does not hold another back", async () => {
    const hangs = lambdaFunction("exports.handler = async () => { for (;;); }", {
      name: "hangs",
      timeoutSeconds: 0.3,
    });
    const hung = [fixture.call(hangs), fixture.call(hangs), fixture.call(hangs)];

    const good = await fixture.call(lambdaFunction("exports.handler = async () => 'ok'", { name: "good" }));

    expect(good.answer).to.equal("ok");
    expect((await Promise.all(hung)).every(({ failed }) => failed)).to.equal(true);
  });
});
