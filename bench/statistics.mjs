/** Median, least and greatest; undefined where nothing was measured. */
export function summarize(values) {
  if (values.length === 0) return undefined;
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const median = Number.isInteger(middle)
    ? (sorted[middle - 1] + sorted[middle]) / 2
    : sorted[Math.floor(middle)];
  return { median: round(median), min: round(sorted[0]), max: round(sorted.at(-1)) };
}

/** Three decimals under ten, whole numbers from a hundred: no figure here is better than that. */
function round(value) {
  const digits = value < 10 ? 3 : value < 100 ? 1 : 0;
  return Number(value.toFixed(digits));
}
