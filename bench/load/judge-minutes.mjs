import { summarize as summarizeValues } from "../statistics.mjs";

const MOST_GROWTH = 1.1;
const MOST_P99 = 3;

/** What is wrong with a run, in a sentence each; the first minute is what the others are compared with. */
export function judgeMinutes(minutes) {
  const [first, ...others] = minutes.map(summarize);
  return [
    ...[first, ...others].flatMap(({ errors, firstError }, index) =>
      errors > 0
        ? [`Minute ${index + 1}: ${errors} requests failed, the first with: ${firstError?.message}`]
        : [],
    ),
    ...others.flatMap(({ memoryMb, p99Ms }, index) => [
      ...(memoryMb > first.memoryMb * MOST_GROWTH
        ? [`Minute ${index + 2}: memory grew from ${first.memoryMb.toFixed(0)} to ${memoryMb.toFixed(0)} MB`]
        : []),
      ...(p99Ms > first.p99Ms * MOST_P99
        ? [`Minute ${index + 2}: p99 grew from ${first.p99Ms.toFixed(1)} to ${p99Ms.toFixed(1)} ms`]
        : []),
    ]),
  ];
}

export function describeMinute(minute, number) {
  const { answers, errors, p50Ms, p99Ms, memoryMb } = summarize(minute);
  return (
    `Minute ${String(number).padStart(2)}: ${answers} answers, ${errors} errors, ` +
    `p50 ${p50Ms.toFixed(1)} ms, p99 ${p99Ms.toFixed(1)} ms, ${memoryMb.toFixed(0)} MB`
  );
}

/**
 * Memory is the minute's median: a peak between two collections is no growth. It is not a number where there is no /proc,
 * and latency is infinite where there was no answer.
 */
function summarize({ latenciesMs, memoryMb, ...minute }) {
  const sorted = Float64Array.from(latenciesMs).sort();
  const percentile = (part) => sorted[Math.floor(sorted.length * part)] ?? Infinity;
  return {
    ...minute,
    p50Ms: percentile(0.5),
    p99Ms: percentile(0.99),
    memoryMb: summarizeValues(memoryMb.filter((sample) => sample !== undefined))?.median ?? NaN,
  };
}
