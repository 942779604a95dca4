import { readConditions } from "./conditions.mjs";
import { judgeGrowth } from "./growth.mjs";
import { summarize } from "./statistics.mjs";

/** One round that is not counted, then `rounds` that are, with all contenders in each. */
export async function measureEntry(entry, { rounds, folder, isBrief = false }) {
  const conditions = readConditions();
  process.stderr.write(`${entry.title}: preparing\n`);
  const prepared = await entry.prepare({ folder, isBrief });
  const { measureRound, close, skipped } =
    typeof prepared === "function" ? { measureRound: prepared } : prepared;
  const counted = [];
  try {
    for (let round = 0; round <= rounds; round++) {
      process.stderr.write(`${entry.title}: round ${round} of ${rounds}\n`);
      const measured = await measureRound(round);
      if (round > 0) counted.push(measured);
    }
  } finally {
    await close?.();
  }
  return { ...conditions, rounds, ...summarizeEntry(entry, counted), ...present({ skipped }) };
}

/** What the rounds say: every contender's figures, its ratio to its baseline, and how series grow. */
export function summarizeEntry(entry, rounds) {
  const contenders = summarizeRounds(entry, rounds);
  const growth = entry.growth?.map(({ measure, units, ...series }) => {
    const steps = Object.entries(units).map(([contender, count]) => ({
      units: count,
      cost: contenders[contender][measure]?.median,
    }));
    // Without /proc there is no processor time, and no verdict on it.
    return steps.some(({ cost }) => cost === undefined) ? series : { ...series, ...judgeGrowth(steps) };
  });
  return { contenders, ...(growth && { growth }) };
}

function summarizeRounds(entry, rounds) {
  const { measures, targets = {}, limits = {} } = entry;
  const [compared] = Object.keys(measures);
  return Object.fromEntries(
    Object.keys(rounds[0]).map((contender) => {
      const each = (measure) =>
        rounds.map((round) => round[contender][measure]).filter((value) => value !== undefined);
      const summary = Object.fromEntries(
        Object.keys(measures).map((measure) => [measure, summarize(each(measure))]),
      );
      const limit = limits[contender];
      const limited = { ...summary, ...(limit && { limit }) };
      const baseline = baselineOf(entry, contender);
      if (rounds[0][baseline] === undefined || contender === baseline) return [contender, limited];
      const ratio = summarize(rounds.map((round) => round[contender][compared] / round[baseline][compared]));
      return [contender, { ...limited, ratio, ...present({ target: targets[contender] }) }];
    }),
  );
}

function baselineOf({ baseline }, contender) {
  return typeof baseline === "function" ? baseline(contender) : baseline;
}

const present = (values) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
