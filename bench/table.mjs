import { isGrowthMet } from "./growth.mjs";
import { formatWanted, isMet } from "./wanted.mjs";

/** An entry's results for a terminal: median (least to greatest) for every contender. */
export function formatTable(entry, { machine, rounds, contenders, growth = [], skipped = {} }) {
  const ratio = entry.baseline === undefined ? [] : [formatBaseline(entry)];
  const headings = ["", ...Object.values(entry.measures), ...ratio, "target"];
  const rows = Object.entries(contenders).map(([contender, summary]) => [
    contender,
    ...Object.keys(entry.measures).map((measure) => formatRange(summary[measure])),
    ...ratio.map(() => formatRange(summary.ratio)),
    formatTarget(entry, summary),
  ]);
  return [
    "",
    `${entry.title}: ${rounds} rounds, median (least to greatest)`,
    "",
    ...alignColumns([headings, ...rows]),
    "",
    ...growth.map(formatGrowth),
    ...Object.entries(skipped).map(([contender, reason]) => `${contender}: skipped, ${reason}`),
    ...entry.notes,
    `${machine.processor}, ${machine.cores} cores, ${machine.platform}, node ${machine.node}`,
  ].join("\n");
}

const formatBaseline = ({ baseline, baselineName = baseline }) => `ratio to ${baselineName}`;

function formatRange(range) {
  return range ? `${range.median} (${range.min} to ${range.max})` : "–";
}

function formatTarget({ measures }, summary) {
  const { ratio, target, limit = {} } = summary;
  const wanted = [
    ...(target === undefined ? [] : [["", target, ratio.median]]),
    ...Object.entries(limit).map(([measure, figure]) => [
      `${measures[measure]} `,
      figure,
      summary[measure]?.median,
    ]),
  ];
  const verdicts = wanted.map(
    ([name, figure, median]) => `${name}${formatWanted(figure)}: ${formatVerdict(figure, median)}`,
  );
  return verdicts.join(", ") || "–";
}

function formatVerdict(wanted, median) {
  if (median === undefined) return "not measured";
  return isMet(wanted, median) ? "met" : "missed";
}

function formatGrowth({ name, exponent, verdict, wanted }) {
  if (verdict === undefined) return `${name}: not measured`;
  const met = isGrowthMet({ verdict, wanted }) ? "met" : "missed";
  return `${name}: ${verdict} (to the power of ${exponent}); wanted at most ${wanted}: ${met}`;
}

function alignColumns(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]))
      .join("  ")
      .trimEnd(),
  );
}
