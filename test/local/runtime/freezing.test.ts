import { expect } from "chai";
import { lambdaFunction, startRuntime, type RuntimeFixture } from "./runtime-fixture";

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

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
