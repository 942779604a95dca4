import { expect } from "chai";
import { analyzeCallback, bundleCallbacks, type AnalyzedCallback, type Bundle } from "../../callbacks";
import { closures, valueHandlers, values, type ClosureCase } from "./fixtures/closures";
import { typescriptSyntax } from "./fixtures/typescript-syntax";
import { runBundles, type RunResult } from "./run-bundles";

const EVENT = { name: "Ann" };
type Cases = Record<string, ClosureCase>;

const analyzeAll = (cases: Cases): AnalyzedCallback[] =>
  Object.entries(cases).map(([name, { handler }]) => analyzeCallback(handler, { name }));
const bundleAll = (analyzed: readonly AnalyzedCallback[]): Promise<Bundle[]> =>
  bundleCallbacks(analyzed.map((each) => ({ analyzed: each })));

describe("a callback's closure", () => {
  const cases: Cases = { ...closures, ...typescriptSyntax };
  let analyzed: AnalyzedCallback[];
  let results: Map<string, RunResult>;

  before(async () => {
    analyzed = analyzeAll(cases);
    const answers = await runBundles(await bundleAll(analyzed), EVENT);
    results = new Map(Object.keys(cases).map((name, index) => [name, answers[index]!]));
  });

  for (const [name, { answer }] of Object.entries(cases)) {
    it(`keeps ${name}`, () => expect(results.get(name)).to.deep.equal({ answer }));
  }

  describe("of plain data", () => {
    // A copy cannot be compared across processes, so it is made from the captured text in this one.
    for (const [name, value] of Object.entries(values)) {
      it(`keeps ${name}`, () => {
        const { captures } = analyzeCallback(valueHandlers[name]!, { name });
        const expression = /export const value\d+ = (.*);\n/.exec(captures)![1]!;
        const copy: unknown = new Function(`return ${expression}`)();

        expect(copy).to.deep.equal(value);
        expect(Object.is(copy, -0)).to.equal(Object.is(value, -0));
        expect(Object.isFrozen(copy)).to.equal(Object.isFrozen(value));
        if (typeof value === "object" && value !== null)
          expect(Object.getPrototypeOf(copy)).to.equal(Object.getPrototypeOf(value));
      });
    }
  });
});
