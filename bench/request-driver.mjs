// The load generator, in a process of its own: gets what to send from its parent, says when it begins and ends, and
// what it saw.
import autocannon from "autocannon";

process.once("message", async ({ warmupSeconds, ...load }) => {
  if (warmupSeconds > 0) await drive(load, warmupSeconds);
  process.send({ type: "began" });
  const before = process.cpuUsage();
  const seen = await drive(load, load.seconds);
  const { user, system } = process.cpuUsage(before);
  process.send({ type: "ended", seen: { ...seen, processorMs: (user + system) / 1_000 } }, () =>
    process.disconnect(),
  );
});

/** Every connection sends the requests one after the other, again and again, the next when the last is answered. */
function drive({ url, connections, requests }, seconds) {
  return new Promise((resolve, reject) => {
    const beganMs = performance.now();
    const latenciesMs = [];
    let lastMs = beganMs;
    let failure;
    const options = { url, connections, requests, duration: seconds, sampleInt: 100, timeout: 10 };
    const instance = autocannon(options, (error, result) => {
      if (error ?? failure) return reject(error ?? failure);
      if (result.errors > 0) return reject(new Error(`${result.errors} requests were not answered`));
      resolve({ seconds: (lastMs - beganMs) / 1_000, ...summarize(latenciesMs) });
    });
    instance.on("response", (_client, statusCode, _bytes, latencyMs) => {
      lastMs = performance.now();
      latenciesMs.push(latencyMs);
      if (statusCode < 300) return;
      failure ??= new Error(`an answer under load was ${statusCode}`);
      instance.stop();
    });
  });
}

function summarize(latenciesMs) {
  const sorted = Float64Array.from(latenciesMs).sort();
  const percentile = (part) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];
  return { requests: sorted.length, p50Ms: percentile(0.5), p99Ms: percentile(0.99) };
}
