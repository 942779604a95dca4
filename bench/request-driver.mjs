// The load generator, in a process of its own: gets what to send from its parent, says when it begins and ends, and
// what it saw.
import autocannon from "autocannon";

const WITHIN_SECONDS = 60;
/** A contender that starts one environment for each request at once has started them all when so many are answered. */
const WARMUP_ANSWERS = 3;

process.once("message", (load) => void run(load));

async function run({ warmupSeconds, seconds, ...load }) {
  await drive(load, { seconds: warmupSeconds, answers: WARMUP_ANSWERS });
  process.send({ type: "began" });
  const before = process.cpuUsage();
  const seen = await drive(load, { seconds, answers: 1 });
  const { user, system } = process.cpuUsage(before);
  process.send({ type: "ended", seen: { ...seen, processorMs: (user + system) / 1_000 } }, () =>
    process.disconnect(),
  );
}

/**
 * Every connection sends the requests one after the other, again and again, the next when the last is answered: for so
 * many seconds, and until there were so many successes for each connection.
 */
async function drive({ connections, ...load }, { seconds, answers }) {
  const needed = connections * answers;
  const beganMs = performance.now();
  const latenciesMs = [];
  let failures = 0;
  let lastMs = beganMs;
  const unanswered = await send({ connections, ...load }, (latencyMs, isSuccess) => {
    if (isSuccess) latenciesMs.push(latencyMs);
    else failures += 1;
    lastMs = performance.now();
    return latenciesMs.length >= needed && lastMs - beganMs >= seconds * 1_000;
  });
  if (latenciesMs.length < needed)
    throw new Error(`${latenciesMs.length} successes in ${WITHIN_SECONDS} s, and ${failures} other answers`);
  const sorted = Float64Array.from(latenciesMs).sort();
  const percentile = (part) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];
  return {
    requests: sorted.length,
    failures: failures + unanswered,
    seconds: (lastMs - beganMs) / 1_000,
    p50Ms: percentile(0.5),
    p99Ms: percentile(0.99),
  };
}

/** Until `onAnswer` says that it is enough. Resolves to the number of requests that failed without an answer. */
function send({ url, connections, requests }, onAnswer) {
  return new Promise((resolve, reject) => {
    const options = { url, connections, requests, duration: WITHIN_SECONDS, sampleInt: 20, timeout: 30 };
    const instance = autocannon(options, (error, result) => (error ? reject(error) : resolve(result.errors)));
    instance.on("response", (...[, statusCode, , latencyMs]) => {
      if (onAnswer(latencyMs, statusCode < 300)) instance.stop();
    });
  });
}
