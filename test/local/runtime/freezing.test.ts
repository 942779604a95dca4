import { expect } from "chai";
import { lambdaFunction, startRuntime, type RuntimeFixture } from "./runtime-fixture";

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

const GROWS = `const { Worker } = require("worker_threads");
  const count = new Int32Array(new SharedArrayBuffer(4));
  exports.handler = async ({ start, forMs = 200 }) => {
    if (start) new Worker(\`
      const taken = [];
      setInterval(() => { taken.push(Buffer.alloc(1e6, 1)); Atomics.add(require("worker_threads").workerData, 0, 1); }, 1);
    \`, { eval: true, workerData: count });
    const before = Atomics.load(count, 0);
    do await new Promise((resolve) => setTimeout(resolve, forMs));
    while (Atomics.load(count, 0) === before);
    return Atomics.load(count, 0);
  }`;

describe("what a function has started", () => {
  it("stands still, as a worker thread, between two invocations in a process of its own", async () => {
    const { runtime, call } = startRuntime({ kind: "fork", maxEnvironments: 1 });
    const grows = lambdaFunction(GROWS, { memoryMegabytes: 1024 });
    const { answer: first } = await call(grows, { start: true });
    await wait(1_000);
    const { answer: second } = await call(grows);
    await runtime.close();

    expect(first).to.be.above(0);
    expect(second - first).to.be.within(1, 400);
  });

  it("counts, as a worker thread, in the function's memory in a process of its own", async () => {
    const { runtime, call } = startRuntime({ kind: "fork", maxEnvironments: 1 });
    const grows = lambdaFunction(GROWS, { memoryMegabytes: 32, timeoutSeconds: 10 });
    const { answer } = await call(grows, { start: true, forMs: 9_000 });
    await runtime.close();

    expect(answer.errorMessage).to.match(/signal: killed/);
  });

  it("is refused, as a worker thread, in a thread, with the remedy", async () => {
    const { runtime, call } = startRuntime();
    const { answer } = await call(lambdaFunction(GROWS), { start: true });
    await runtime.close();

    expect(answer.errorMessage).to.match(/worker threads run in a process of its own.*--runtime fork$/);
  });

  it("stands still, as a process, between two invocations", async () => {
    const { runtime, call } = startRuntime({ kind: "fork", maxEnvironments: 1 });
    const counts = lambdaFunction(`let ticks = 0;
    exports.handler = async ({ start }) => {
      if (start) require("child_process")
        .spawn(process.execPath, ["-e", "setInterval(() => process.stdout.write('.'), 5)"], { stdio: ["ignore", "pipe", "ignore"] })
        .stdout.on("data", (data) => (ticks += data.length));
      await new Promise((resolve) => setTimeout(resolve, 400));
      return ticks;
    }`);
    const { answer: first } = await call(counts, { start: true });
    await wait(2_000);
    const { answer: second } = await call(counts);
    await runtime.close();

    expect(second - first).to.be.within(1, 200);
  });
});

for (const kind of ["worker", "fork"] as const)
  describe(`between two invocations, in a ${kind},`, () => {
    let fixture: RuntimeFixture;
    before(() => void (fixture = startRuntime({ kind, maxEnvironments: 1 })));
    after(() => fixture.runtime.close());

    it("nothing runs: an interval stands still, and goes on with the next one", async () => {
      const counts = lambdaFunction(`let ticks = 0; setInterval(() => ticks++, 5).unref();
        exports.handler = async () => { const before = ticks; await new Promise((r) => setTimeout(r, 50)); return [before, ticks] }`);
      const [, first] = (await fixture.call(counts)).answer as [number, number];
      await wait(200);
      const [before, after] = (await fixture.call(counts)).answer as [number, number];

      expect(before - first).to.be.within(0, 5);
      expect(after).to.be.above(before);
    });

    it("timers that ran out come first, before the next handler is called", async () => {
      const late = lambdaFunction(`let order = [];
        exports.handler = async () => { order.push("handler"); setTimeout(() => order.push("timer"), 20); return order }`);
      await fixture.call(late);
      await wait(100);

      expect((await fixture.call(late)).answer).to.deep.equal(["handler", "timer", "handler"]);
    });

    it("a promise goes on with the next one", async () => {
      const unfinished = lambdaFunction(`let written = false;
        exports.handler = async () => { const seen = written; setTimeout(() => { written = true }, 60); return seen }`);
      const answers = [(await fixture.call(unfinished)).answer];
      await wait(150);
      answers.push((await fixture.call(unfinished)).answer);

      expect(answers).to.deep.equal([false, true]);
    });

    it("what throws then costs no other request: that one runs in a new environment", async () => {
      const fails = lambdaFunction(`const id = Math.random();
        exports.handler = async () => { setTimeout(() => { throw new Error("late") }, 20); return id }`);
      const first = await fixture.call(fails);
      await wait(80);
      const second = await fixture.call(fails);

      expect([first.failed, second.failed]).to.deep.equal([false, false]);
      expect(second.answer).not.to.equal(first.answer);
    });
  });
