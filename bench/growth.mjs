const ORDERS = ["flat", "linear"];
/** Between two orders of growth lies a whole power; a measured one is believed to 0.2. */
export const LARGEST_EXPONENT = { flat: 0.2, linear: 1.2 };

/**
 * How a cost grows with what it is for: the exponent of the power that fits the steps best (least squares of the
 * logarithms). Flat is about 0, linear is about 1 or, where a fixed part of the cost weighs, less.
 *
 * @param steps `{ units, cost }`, two or more with different units.
 */
export function judgeGrowth(steps) {
  const points = steps.map(({ units, cost }) => [Math.log(units), Math.log(cost)]);
  const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [x, y] = [mean(points.map(([each]) => each)), mean(points.map(([, each]) => each))];
  const covariance = points.reduce((sum, [a, b]) => sum + (a - x) * (b - y), 0);
  const variance = points.reduce((sum, [a]) => sum + (a - x) ** 2, 0);
  const exponent = Number((covariance / variance).toFixed(2));
  const verdict = ORDERS.find((order) => exponent <= LARGEST_EXPONENT[order]) ?? "steeper than linear";
  return { exponent, verdict };
}

/** Whether it grows as wanted, or less. */
export const isGrowthMet = ({ verdict, wanted }) =>
  ORDERS.includes(verdict) && ORDERS.indexOf(verdict) <= ORDERS.indexOf(wanted);
