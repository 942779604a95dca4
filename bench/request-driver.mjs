// The load generator, in a process of its own: gets what to send from its parent, says when it begins and ends, and
// what it saw.
import autocannon from "autocannon";

const WARM_WITHIN_SECONDS = 60;
/** A contender that starts one environment for each request at once has started them all when so many are answered. */
const WARMUP_ROUNDS = 3;

process.once("message", (load) => void run(load));

async function run({ warmupSeconds, ...load }) {
  await warmUp(load, warmupSeconds);
  process.send({ type: "began" });
  const before = process.cpuUsage();
  const seen = await measure(load);
  const { user, system } = process.cpuUsage(before);
  process.send({ type: "ended", seen: { ...seen, processorMs: (user + system) / 1_000 } }, () =>
    process.disconnect(),
  );
}

/** For so many seconds, and until there were some answers for every connection. */
async function warmUp({ connections, ...load }, seconds) {
  const beganMs = performance.now();
  const needed = connections * WARMUP_ROUNDS;
  let answers = 0;
  await drive({ ...load, connections, seconds: WARM_WITHIN_SECONDS }, (_latencyMs, isSuccess) => {
    if (isSuccess) answers += 1;
    return answers >= needed && performance.now() - beganMs >= seconds * 1_000;
  });
  if (answers < needed) throw new Error(`${answers} answers in ${WARM_WITHIN_SECONDS} s`);
}

async function measure(load) {
  const beganMs = performance.now();
  const latenciesMs = [];
  let lastMs = beganMs;
  let failures = 0;
  const errors = await drive(load, (latencyMs, isSuccess) => {
    if (!isSuccess) return void (failures += 1);
    lastMs = performance.now();
    latenciesMs.push(latencyMs);
  });
  if (latenciesMs.length === 0) throw new Error(`no success in ${load.seconds} s`);
  const sorted = Float64Array.from(latenciesMs).sort();
  const percentile = (part) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];
  return {
    requests: sorted.length,
    failures: failures + errors,
    seconds: (lastMs - beganMs) / 1_000,
    p50Ms: percentile(0.5),
    p99Ms: percentile(0.99),
  };
}

/**
 * Every connection sends the requests one after the other, again and again, the next when the last is answered, until
 * the time is over or `onAnswer` says that it is enough. Resolves to the number of requests that got no answer at all.
 */
function drive({ url, connections, requests, seconds }, onAnswer) {
  return new Promise((resolve, reject) => {
    const options = { url, connections, requests, duration: seconds, sampleInt: 50, timeout: 30 };
    const instance = autocannon(options, (error, result) => (error ? reject(error) : resolve(result.errors)));
    instance.on("response", (...[, statusCode, , latencyMs]) => {
      if (onAnswer(latencyMs, statusCode < 300)) instance.stop();
    });
  });
}
