import { readFileSync } from "node:fs";
import { join } from "node:path";
import { runtime } from "@pulumi/pulumi";
import { expect } from "chai";
import { analyzeCallback, bundleCallback, CallbackError } from "../../callbacks";
import { bundleRefusals, refusals } from "./fixtures/refusals";
import { FIXTURES } from "./load-compiled";

const FILE = join(FIXTURES, "refusals.ts");

describe("a callback that cannot become a function is refused when it is analysed:", () => {
  let configuration: Record<string, string>;
  before(() => {
    configuration = runtime.allConfig();
    runtime.setAllConfig({ ...configuration, "fixtures:password": "correct horse" }, ["fixtures:password"]);
  });
  after(() => runtime.setAllConfig(configuration));

  const lines = readFileSync(FILE, "utf8").split("\n");

  for (const [name, { callback, at, path, message, remedy }] of Object.entries(refusals)) {
    it(name, () => {
      const error = errorOf(() => analyzeCallback(callback(), { name: "POST /pets" }));

      expect(error).to.be.instanceOf(CallbackError);
      const refusal = error as CallbackError;
      expect(refusal.message).to.match(/^POST \/pets: the callback /);
      expect(refusal.message).to.match(message);
      expect(refusal.message.slice(refusal.message.search(/[.)]\.? [A-Z]/))).to.match(remedy);
      if (path !== undefined) expect(refusal.path).to.equal(path);
      if (at !== undefined) {
        expect(refusal.place).to.deep.equal({
          file: FILE,
          line: lines.findIndex((line) => line.endsWith(at)) + 1,
        });
        expect(refusal.message).to.contain(`(test/callbacks/fixtures/refusals.ts:${refusal.place!.line})`);
      }
    });
  }
});

describe("a bundle is refused for what it would hold:", () => {
  for (const [name, { callback, message }] of Object.entries(bundleRefusals)) {
    it(name, async () => {
      const error = await bundleCallback(callback, { name: "POST /pets" }).then(
        () => undefined,
        (reason: unknown) => reason,
      );

      expect(error).to.be.instanceOf(CallbackError);
      expect((error as CallbackError).message).to.match(message);
    });
  }

  it("and the fault of one is not that of another in the same build", async () => {
    const good = bundleCallback(async () => 1, { name: "good" });
    const bad = bundleCallback(bundleRefusals["zod behind an import"]!.callback, { name: "bad" });
    const outcomes = await Promise.allSettled([good, bad]);

    expect(outcomes.map(({ status }) => status)).to.deep.equal(["fulfilled", "rejected"]);
    expect((outcomes[1] as PromiseRejectedResult).reason.message).to.match(/^bad: /);
  });
});

function errorOf(action: () => unknown): unknown {
  try {
    return action();
  } catch (error) {
    return error;
  }
}
