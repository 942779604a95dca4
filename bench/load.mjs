// The local cloud under steady load for minutes: does it stay as quick and as small as in the first of them?
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { describeMinute, judgeMinutes } from "./load/judge-minutes.mjs";
import { MixedRequests } from "./load/mixed-requests.mjs";
import { measureLimit, sendSteadily } from "./load/send-requests.mjs";
import { startApp } from "./load/start-app.mjs";

/** Of what the server was measured to answer at most. */
const LOAD = 0.8;
const LIMIT_SECONDS = 10;
/** Credentials of the enhanced flow last an hour. */
const MOST_MINUTES = 45;
const HELP = `npm run bench:load -- [options]

  --minutes N  how long to go on, 1 to ${MOST_MINUTES} (default 10)
  --help       this text

Measures how many signed requests a second the notes and pets app answers at most, then sends ${LOAD * 100} % of that
for so many minutes. Ends with 1 when a request fails, when memory grows by more than 10 % after the first minute, or
when a minute's p99 is more than 3 times that of the first.`;

const { values } = parseArgs({
  options: { minutes: { type: "string", default: "10" }, help: { type: "boolean", default: false } },
});
const minutes = Number(values.minutes);
if (values.help) console.log(HELP);
else if (!Number.isInteger(minutes) || minutes < 1 || minutes > MOST_MINUTES) {
  console.error(`--minutes ${values.minutes}: not a number from 1 to ${MOST_MINUTES}\n\n${HELP}`);
  process.exitCode = 2;
} else await run();

async function run() {
  const folder = mkdtempSync(join(tmpdir(), "bench-load-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(signal, () => process.exit(1));

  const app = await startApp(folder);
  try {
    const requests = new MixedRequests(app);
    await requests.prepare();
    const limit = await measureLimit(requests, LIMIT_SECONDS);
    const rate = limit * LOAD;
    console.log(`At most ${limit.toFixed(0)} requests a second; ${rate.toFixed(0)} are sent from now on`);
    const seen = [];
    for await (const minute of sendSteadily(requests, { rate, minutes, memoryMb: app.server.memoryMb })) {
      seen.push(minute);
      console.log(describeMinute(minute, seen.length));
    }
    const faults = judgeMinutes(seen);
    for (const fault of faults) console.error(fault);
    if (faults.length > 0) console.error(app.server.output());
    process.exitCode = faults.length > 0 ? 1 : 0;
  } finally {
    await app.server.stop();
  }
}
