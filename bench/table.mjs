/** An entry's results for a terminal: median (least to greatest) for every contender. */
export function formatTable(entry, { machine, rounds, contenders }) {
  const headings = ["", ...Object.values(entry.measures), `ratio to ${entry.baseline}`, "target"];
  const rows = Object.entries(contenders).map(([contender, summary]) => [
    contender,
    ...Object.keys(entry.measures).map((measure) => formatRange(summary[measure])),
    formatRange(summary.ratio),
    formatTarget(summary),
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

function formatTarget({ ratio, target }) {
  if (target === undefined) return "–";
  return `≤ ${target}: ${ratio.median <= target ? "met" : "missed"}`;
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
