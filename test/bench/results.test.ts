import { expect } from "chai";
import { loadBench } from "./load-bench";

type Figures = Record<string, Record<string, number | undefined>>;

interface Panel {
  readonly title: string;
  readonly subtitle: string;
  readonly rows: readonly { readonly label: string; readonly value: number; readonly isMet?: boolean }[];
}

interface Modules {
  summarizeEntry(
    entry: object,
    rounds: readonly Figures[],
  ): { contenders: Record<string, any>; growth?: object[] };
  formatTable(entry: object, results: object): string;
  toPanels(entries: object, results: object): Panel[];
  formatPlot(panels: readonly Panel[], caption: { title: string; text: string }): string;
}

const machine = { processor: "a processor", cores: 2, platform: "linux x64", node: "v20" };
const speed = {
  title: "Speed",
  notes: ["how it was measured"],
  measures: { perSecond: "requests/s", memoryMb: "memory (MB)" },
  baseline: "peer",
  targets: { own: { least: 2 } },
  limits: { own: { memoryMb: 100 } },
  isMoreBetter: true,
};
const rounds: Figures[] = [
  { own: { perSecond: 300, memoryMb: 120 }, peer: { perSecond: 100, memoryMb: 50 } },
  { own: { perSecond: 500, memoryMb: 110 }, peer: { perSecond: 250, memoryMb: 50 } },
  { own: { perSecond: 400, memoryMb: 115 }, peer: { perSecond: 100, memoryMb: 50 } },
];
const growing = {
  title: "Size",
  notes: [],
  measures: { costUs: "cost (µs)" },
  growth: [{ name: "a call", measure: "costUs", units: { small: 1, large: 1_000 }, wanted: "flat" }],
};

describe("the results of an entry", () => {
  let bench: Modules;
  before(async () => {
    const files = ["measure-entry.mjs", "table.mjs", "plot-panels.mjs", "plot.mjs"];
    bench = Object.assign({}, ...(await Promise.all(files.map((file) => loadBench<object>(file)))));
  });

  it("compare contenders within each round, not their medians", () => {
    const { contenders } = bench.summarizeEntry(speed, rounds);

    expect(contenders["own"].ratio).to.deep.equal({ median: 3, min: 2, max: 4 });
    expect(contenders["peer"]).to.not.have.property("ratio");
  });

  it("compare each contender with its own baseline, where they have several", () => {
    const entry = {
      ...speed,
      targets: {},
      limits: {},
      baseline: (name: string) => name.replace(/^own/, "peer"),
    };
    const round = Object.fromEntries(
      [
        ["own, 1", 10],
        ["peer, 1", 5],
        ["own, 2", 30],
        ["peer, 2", 10],
      ].map(([name, perSecond]) => [name, { perSecond: Number(perSecond) }]),
    );

    const { contenders } = bench.summarizeEntry(entry, [round]);

    expect([contenders["own, 1"].ratio.median, contenders["own, 2"].ratio.median]).to.deep.equal([2, 3]);
  });

  it("have no ratio to a peer that was skipped, and the table says why it was", () => {
    const own = rounds.map((round) => ({ own: round["own"]! }));

    const results = bench.summarizeEntry(speed, own);
    const table = bench.formatTable(speed, {
      machine,
      rounds: 3,
      ...results,
      skipped: { peer: "there is no Java" },
    });

    expect(results.contenders["own"]).to.not.have.property("ratio");
    expect(table).to.contain("peer: skipped, there is no Java");
  });

  it("have no verdict on what this machine cannot measure", () => {
    const results = bench.summarizeEntry(growing, [
      { small: { costUs: undefined }, large: { costUs: undefined } },
    ]);

    expect(results.growth).to.deep.equal([{ name: "a call", wanted: "flat" }]);
    expect(bench.formatTable(growing, { machine, rounds: 1, ...results })).to.contain("a call: not measured");
  });

  it("are a table with medians, ranges and verdicts", () => {
    const table = bench.formatTable(speed, { machine, rounds: 3, ...bench.summarizeEntry(speed, rounds) });

    expect(table).to.contain("400 (300 to 500)");
    expect(table).to.contain("ratio to peer");
    expect(table).to.contain("≥ 2: met");
    expect(table).to.contain("memory (MB) ≤ 100: missed");
    expect(table).to.contain("how it was measured");
  });

  it("are a row of the plot for each ratio, each limit and each series", () => {
    const entries = { speed, growing, unmeasured: speed };
    const series = bench.summarizeEntry(growing, [{ small: { costUs: 2 }, large: { costUs: 2_000 } }]);

    const panels = bench.toPanels(entries, { speed: bench.summarizeEntry(speed, rounds), growing: series });

    expect(
      panels.map(({ title, rows }) => [title, rows.map(({ label, isMet }) => [label, isMet])]),
    ).to.deep.equal([
      ["Speed", [["own", true]]],
      ["Speed", [["own", false]]],
      ["Size", [["a call", false]]],
    ]);
    expect(panels[0]!.subtitle).to.contain("more is better");
  });

  it("are a picture that says the same in words, whatever the names are", () => {
    const panels: Panel[] = [
      { title: '<Speed> & "co"', subtitle: "less is better", rows: [{ label: "a<b", value: 9 }] },
    ].map((panel) => ({
      ...panel,
      rows: panel.rows.map((row) => ({ ...row, text: "9 ×", target: 2, isMet: false })),
    }));

    const svg = bench.formatPlot(panels, { title: "All", text: "a machine" });

    expect(svg).to.contain('role="img" aria-labelledby="title description"');
    expect(svg).to.match(
      /<desc[^>]*>&lt;Speed&gt; &amp; &quot;co&quot; \(less is better\)\. a&lt;b: 9 ×, missed\.<\/desc>/,
    );
    expect(svg).to.contain("prefers-color-scheme: dark");
    expect(svg).to.not.match(/a<b|NaN|undefined/);
  });

  it("draw a bar that is far off no longer than the others", () => {
    const row = { label: "own", text: "", target: 1, isMet: false };
    const panels = [
      {
        title: "t",
        subtitle: "s",
        rows: [
          { ...row, value: 1_000 },
          { ...row, value: 2 },
        ],
      },
    ];

    const svg = bench.formatPlot(panels, { title: "All", text: "" });
    const [far, near] = [...svg.matchAll(/class="missed" x="\d+" y="[\d.]+" width="([\d.]+)"/g)].map(
      ([, width]) => Number(width),
    );

    expect(near! * 2).to.equal(far);
  });
});
