import { readConditions } from "./conditions.mjs";
import { summarize } from "./statistics.mjs";

/** One round that is not counted, then `rounds` that are, with all contenders in each. */
export async function measureEntry(entry, { rounds, folder }) {
  const conditions = readConditions();
  const measureRound = entry.prepare({ folder });
  const counted = [];
  for (let round = 0; round <= rounds; round++) {
    process.stderr.write(`${entry.title}: round ${round} of ${rounds}\n`);
    const measured = await measureRound(round);
    if (round > 0) counted.push(measured);
  }
  return { ...conditions, rounds, contenders: summarizeRounds(entry, counted) };
}

function summarizeRounds({ measures, baseline, targets = {}, limits = {} }, rounds) {
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
      if (baseline === undefined || contender === baseline) return [contender, limited];
      const ratio = summarize(rounds.map((round) => round[contender][compared] / round[baseline][compared]));
      return [contender, { ...limited, ratio, target: targets[contender] }];
    }),
  );
}
