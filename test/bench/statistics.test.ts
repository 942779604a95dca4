import { expect } from "chai";
import { loadBench } from "./load-bench";

interface Statistics {
  summarize(values: readonly number[]): { median: number; min: number; max: number } | undefined;
}

describe("the summary of rounds", () => {
  let summarize: Statistics["summarize"];
  before(async () => ({ summarize } = await loadBench<Statistics>("statistics.mjs")));

  for (const [title, values, expected] of [
    ["is the middle one of an odd number", [30, 1, 2], { median: 2, min: 1, max: 30 }],
    ["lies between the middle two of an even number", [4, 1, 2, 3], { median: 2.5, min: 1, max: 4 }],
    [
      "has no more digits than it is good for",
      [12.345, 1.23456, 456.7],
      { median: 12.3, min: 1.235, max: 457 },
    ],
    ["is undefined where nothing was measured", [], undefined],
  ] as const) {
    it(title, () => expect(summarize(values)).to.deep.equal(expected));
  }

  it("leaves the rounds as they were", () => {
    const values = [3, 1, 2];

    summarize(values);

    expect(values).to.deep.equal([3, 1, 2]);
  });
});
