import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { lambdaFunction, startRuntime, type RuntimeFixture } from "./runtime-fixture";

describe("an init phase that fails", () => {
  const folder = mkdtempSync(join(tmpdir(), "initialization-"));
  const seen = join(folder, "seen");
  let fixture: RuntimeFixture;
  beforeEach(() => {
    rmSync(seen, { force: true });
    // Long enough for a sandbox to boot on a machine that has much else to do.
    fixture = startRuntime({ initTimeoutMs: 1500 });
  });
  afterEach(() => fixture.runtime.close());
  after(() => rmSync(folder, { recursive: true }));

  /** Module code that notes each time it runs, and does something else the first time. */
  const failing = (first: string) =>
    `const fs = require("fs");
     fs.appendFileSync(${JSON.stringify(seen)}, "x");
     if (fs.readFileSync(${JSON.stringify(seen)}, "utf8").length === 1) { ${first} }
     exports.handler = async () => "ok";`;
  const times = () => (existsSync(seen) ? readFileSync(seen, "utf8").length : 0);
  const logged = () => [...fixture.logs.values()].flat().map(({ message }) => message);

  const reports = [
    ["throws", "throw new Error('first')", "Status: error\tError Type: Error"],
    ["exits", "process.exit(1)", "Status: error\tError Type: Runtime.ExitError"],
    ["takes too long", "for (;;);", "Status: timeout"],
  ] as const;
  for (const [name, first, status] of reports)
    it(`because it ${name} is repeated by the invocation, and told in the log`, async () => {
      const { answer } = await fixture.call(lambdaFunction(failing(first)));

      expect([answer, times()]).to.deep.equal(["ok", 2]);
      const told = logged().filter((message) => message.startsWith("INIT_REPORT"));
      expect(told).to.have.length(1);
      expect(told[0])
        .to.match(/^INIT_REPORT Init Duration: \d+\.\d\d ms\tPhase: init\t/)
        .and.contain(status);
    });

  it("twice is the invocation's answer, and both are told before it", async () => {
    const { answer } = await fixture.call(lambdaFunction("throw new Error('always')"));

    expect(answer.errorMessage).to.equal("always");
    const phases = logged().map((message) => /\tPhase: (\w+)/.exec(message)?.[1] ?? message.split(" ")[0]);
    expect(phases.filter((phase) => /^(init|invoke|START|END|REPORT)$/.test(phase ?? ""))).to.deep.equal([
      "init",
      "invoke",
      "START",
      "END",
      "REPORT",
    ]);
  });

  it("takes its second time from the invocation, which reports no init of its own", async () => {
    const slow = failing("throw 1").replace(
      "exports",
      "for (const e = Date.now() + 100; Date.now() < e;); exports",
    );
    const fn = lambdaFunction(
      slow.replace(
        'async () => "ok"',
        "async (e, { getRemainingTimeInMillis }) => getRemainingTimeInMillis()",
      ),
      { timeoutSeconds: 2 },
    );

    const { answer } = await fixture.call(fn);

    expect(answer).to.be.below(1900);
    const report = logged().find((message) => message.startsWith("REPORT")) ?? "";
    expect(report).not.to.contain("Init Duration");
    expect(Number(/Duration: ([\d.]+)/.exec(report)?.[1])).to.be.above(100);
  });

  it("has the log stream of the environment that it was to become", async () => {
    await fixture.call(lambdaFunction(failing("throw 1")));

    expect(new Set([...fixture.logs.values()].flat().map(({ stream }) => stream)).size).to.equal(1);
  });
});
