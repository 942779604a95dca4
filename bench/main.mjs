import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { entries } from "./entries/index.mjs";
import { measureEntry } from "./measure-entry.mjs";
import { writeResults } from "./results.mjs";
import { formatTable } from "./table.mjs";

const FEWEST_ROUNDS_TO_KEEP = 5;
const HELP = `npm run bench -- [options]

  --rounds N      counted rounds of each entry, after one that is not counted (default 5); some take fewer
  --only <entry>  this entry alone, may be repeated: ${Object.keys(entries).join(", ")}
  --brief         one round with short loads and small sizes: whether everything works, no figures to keep
  --help          this text

Prints a table for each entry. From ${FEWEST_ROUNDS_TO_KEEP} rounds up it also writes bench/results.json and results.svg.`;

const options = readOptions();
if (options.help) console.log(HELP);
else await run(options);

async function run({ rounds, names, isBrief }) {
  const folder = mkdtempSync(join(tmpdir(), "bench-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(signal, () => stop(signal));

  for (const name of names) {
    const entry = entries[name];
    const counted = Math.min(rounds, entry.mostRounds ?? rounds);
    const result = await measureEntry(entry, { rounds: counted, folder: join(folder, name), isBrief });
    console.log(formatTable(entry, result));
    // At once: what was measured is kept when a later entry fails.
    if (rounds >= FEWEST_ROUNDS_TO_KEEP) writeResults(entries, { [name]: result });
  }
}

/** Servers and folders go with the process. */
function stop(signal) {
  console.error(`stopped by ${signal}`);
  process.exit(1);
}

function readOptions() {
  const values = parseOptions({
    rounds: { type: "string", default: "5" },
    only: { type: "string", multiple: true, default: Object.keys(entries) },
    brief: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  });
  const rounds = values.brief ? 1 : Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < 1) refuse(`--rounds ${values.rounds}: not a number of rounds`);
  for (const name of values.only)
    if (!Object.hasOwn(entries, name)) refuse(`--only ${name}: there is no such entry`);
  return { rounds, names: values.only, isBrief: values.brief, help: values.help };
}

function parseOptions(options) {
  try {
    return parseArgs({ options }).values;
  } catch (error) {
    return refuse(error.message);
  }
}

function refuse(reason) {
  console.error(`${reason}\n\n${HELP}`);
  process.exit(2);
}
