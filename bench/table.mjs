/** An entry's results for a terminal: median (least to greatest) for every contender. */
export function formatTable(entry, { machine, rounds, contenders }) {
  const ratio = entry.baseline === undefined ? [] : [`ratio to ${entry.baseline}`];
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
    ...entry.notes,
    `${machine.processor}, ${machine.cores} cores, ${machine.platform}, node ${machine.node}`,
  ].join("\n");
}

function formatRange(range) {
  return range ? `${range.median} (${range.min} to ${range.max})` : "–";
}

function formatTarget({ measures }, summary) {
  const { ratio, target, limit = {} } = summary;
  const wanted = [
    ...(target === undefined ? [] : [["", target, ratio.median]]),
    ...Object.entries(limit).map(([measure, greatest]) => [
      `${measures[measure]} `,
      greatest,
      summary[measure].median,
    ]),
  ];
  const verdicts = wanted.map(
    ([name, greatest, median]) => `${name}≤ ${greatest}: ${median <= greatest ? "met" : "missed"}`,
  );
  return verdicts.join(", ") || "–";
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
