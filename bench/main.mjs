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

  --rounds N      counted rounds of each entry, after one that is not counted (default 7)
  --only <entry>  this entry alone, may be repeated: ${Object.keys(entries).join(", ")}
  --help          this text

Prints a table for each entry. From ${FEWEST_ROUNDS_TO_KEEP} rounds up it also writes bench/results.json.`;

const options = readOptions();
if (options.help) console.log(HELP);
else await run(options);

async function run({ rounds, names }) {
  const folder = mkdtempSync(join(tmpdir(), "bench-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(signal, () => process.exit(1));

  const results = {};
  for (const name of names) {
    results[name] = await measureEntry(entries[name], { rounds, folder: join(folder, name) });
    console.log(formatTable(entries[name], results[name]));
  }
  if (rounds >= FEWEST_ROUNDS_TO_KEEP) writeResults(results);
}

function readOptions() {
  const values = parseOptions({
    rounds: { type: "string", default: "7" },
    only: { type: "string", multiple: true, default: Object.keys(entries) },
    help: { type: "boolean", default: false },
  });
  const rounds = Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < 1) refuse(`--rounds ${values.rounds}: not a number of rounds`);
  for (const name of values.only)
    if (!Object.hasOwn(entries, name)) refuse(`--only ${name}: there is no such entry`);
  return { rounds, names: values.only, help: values.help };
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
