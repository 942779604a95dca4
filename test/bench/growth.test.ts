import { expect } from "chai";
import { loadBench } from "./load-bench";

interface Growth {
  judgeGrowth(steps: readonly { units: number; cost: number }[]): { exponent: number; verdict: string };
  isGrowthMet(series: { verdict: string; wanted: string }): boolean;
}

const costs = (costOf: (units: number) => number) =>
  [10, 100, 300].map((units) => ({ units, cost: costOf(units) }));

describe("how a cost grows", () => {
  let growth: Growth;
  before(async () => (growth = await loadBench<Growth>("growth.mjs")));

  for (const [title, costOf, exponent, verdict] of [
    ["flat, when it stays the same", () => 7, 0, "flat"],
    ["flat, when it gets less", (units) => 7 / units, -1, "flat"],
    ["linear, when each unit costs the same", (units) => 3 * units, 1, "linear"],
    ["linear, when a fixed part weighs more than the units", (units) => 1_000 + 10 * units, 0.36, "linear"],
    ["steeper, when each unit costs more than the last", (units) => units ** 2, 2, "steeper than linear"],
  ] as readonly [string, (units: number) => number, number, string][]) {
    it(`is ${title}`, () => {
      const judged = growth.judgeGrowth(costs(costOf));

      expect(judged).to.deep.equal({ exponent, verdict });
    });
  }

  for (const [verdict, wanted, expected] of [
    ["flat", "flat", true],
    ["flat", "linear", true],
    ["linear", "linear", true],
    ["linear", "flat", false],
    ["steeper than linear", "linear", false],
  ] as const) {
    it(`${expected ? "meets" : "misses"} ${wanted} when it is ${verdict}`, () =>
      expect(growth.isGrowthMet({ verdict, wanted })).to.equal(expected));
  }
});
