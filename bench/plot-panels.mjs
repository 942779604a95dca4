import { isGrowthMet, LARGEST_EXPONENT } from "./growth.mjs";
import { formatWanted, isMet } from "./wanted.mjs";

/**
 * What the plot shows of the results: for each entry its ratios, what is used of its limits, and how its series grow.
 * A panel has rows of `{ label, value, text, target, isMet }`; the last two are absent where nothing is wanted.
 */
export function toPanels(entries, results) {
  return Object.entries(entries)
    .filter(([name]) => results[name] !== undefined)
    .flatMap(([name, entry]) => [
      ratioPanel(entry, results[name]),
      limitPanel(entry, results[name]),
      growthPanel(entry, results[name]),
    ])
    .filter(({ rows }) => rows.length > 0);
}

function ratioPanel(entry, { contenders }) {
  const { title, measures, baseline, baselineName = baseline, isMoreBetter = false } = entry;
  const [heading] = Object.values(measures);
  const rows = Object.entries(contenders).flatMap(([label, { ratio, target }]) => {
    if (ratio === undefined) return [];
    const judged = target === undefined ? {} : judge(target, ratio.median);
    return [
      { label, value: ratio.median, text: [`${ratio.median} ×`, judged.text].join(" "), ...judged.mark },
    ];
  });
  const direction = isMoreBetter ? "more" : "less";
  return { title, subtitle: `${heading}; ${baselineName} is 1; ${direction} is better`, rows };
}

function limitPanel({ title, measures }, { contenders }) {
  // A limit of nothing has no share of it that could be drawn: the tables tell.
  const limits = Object.entries(contenders).flatMap(([contender, { limit = {}, ...figures }]) =>
    Object.entries(limit)
      .filter(([measure, greatest]) => greatest > 0 && figures[measure] !== undefined)
      .map(([measure, greatest]) => ({ contender, measure, greatest, median: figures[measure].median })),
  );
  const few = (key) => new Set(limits.map((each) => each[key])).size === 1;
  const rows = limits.map(({ contender, measure, greatest, median }) => ({
    label: few("measure")
      ? contender
      : few("contender")
        ? measures[measure]
        : `${contender}: ${measures[measure]}`,
    value: median / greatest,
    text: `${median} of ${greatest}`,
    target: 1,
    isMet: median <= greatest,
  }));
  const about = few("measure") ? measures[limits[0].measure] : few("contender") ? limits[0].contender : "all";
  return { title, subtitle: `${about}; the limit is 1; less is better`, rows };
}

function growthPanel({ title }, { growth = [] }) {
  const rows = growth
    .filter(({ verdict }) => verdict !== undefined)
    .map(({ name, exponent, verdict, wanted }) => ({
      label: name,
      value: Math.max(0, exponent),
      text: `${verdict}, ${exponent}`,
      target: LARGEST_EXPONENT[wanted],
      isMet: isGrowthMet({ verdict, wanted }),
    }));
  return {
    title,
    subtitle: "cost grows with size to the power of; flat is 0, linear is 1; less is better",
    rows,
  };
}

function judge(target, median) {
  const met = isMet(target, median);
  const line = typeof target === "number" ? target : target.least;
  return { text: `(${formatWanted(target)})`, mark: { target: line, isMet: met } };
}
