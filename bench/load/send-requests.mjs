import { setTimeout as wait } from "node:timers/promises";

const CONNECTIONS = 10;
const WARMUP_SECONDS = 5;
const TURN_MS = 10;
const MEMORY_EVERY_MS = 1_000;
const MINUTE_MS = 60_000;

/** How many requests a second are answered when ten clients each send their next as soon as the last is answered. */
export async function measureLimit(requests, seconds) {
  await sendBackToBack(requests, WARMUP_SECONDS);
  return (await sendBackToBack(requests, seconds)) / seconds;
}

async function sendBackToBack(requests, seconds) {
  const endMs = performance.now() + seconds * 1_000;
  let answers = 0;
  const client = async () => {
    for (; performance.now() < endMs; answers++) await requests.sendNext();
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, client));
  return answers;
}

/**
 * Sends so many requests a second, whether the earlier ones are answered or not, and tells of each minute:
 * `{ answers, errors, firstError, latenciesMs, memoryMb }`. A latency begins when the request was due: a server that stalls
 * makes all that should have been sent meanwhile late, not only the one that it stalled on.
 */
export async function* sendSteadily(requests, { rate, minutes, memoryMb }) {
  const beganMs = performance.now();
  let sent = 0;
  for (let number = 1; number <= minutes; number++) {
    const minute = { answers: 0, errors: 0, firstError: undefined, latenciesMs: [], memoryMb: [] };
    const pending = new Set();
    const sampling = setInterval(() => minute.memoryMb.push(memoryMb()), MEMORY_EVERY_MS);
    for (let nowMs = 0; nowMs < number * MINUTE_MS; await wait(TURN_MS)) {
      nowMs = performance.now() - beganMs;
      for (; sent < (Math.min(nowMs, number * MINUTE_MS) / 1_000) * rate; sent++) {
        const sending = sendOne(requests, beganMs + (sent * 1_000) / rate, minute);
        pending.add(sending);
        void sending.then(() => pending.delete(sending));
      }
    }
    await Promise.all(pending);
    clearInterval(sampling);
    yield minute;
  }
}

async function sendOne(requests, dueMs, minute) {
  try {
    await requests.sendNext();
    minute.answers += 1;
    minute.latenciesMs.push(performance.now() - dueMs);
  } catch (error) {
    minute.errors += 1;
    minute.firstError ??= error;
  }
}
