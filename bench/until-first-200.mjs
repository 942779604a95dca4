import { setTimeout as wait } from "node:timers/promises";

const RETRY_MS = 10;
const DEADLINE_MS = 60_000;

/** Milliseconds from the server's start until `ask` is answered 200, asked again 10 ms after every other answer. */
export async function untilFirst200(server, ask) {
  for (;;) {
    const answer = await ask();
    const elapsedMs = performance.now() - server.startedMs;
    if (answer?.status === 200) return elapsedMs;
    if (server.hasExited()) throw new Error(`${server.name} ended before it answered:\n${server.output()}`);
    if (elapsedMs > DEADLINE_MS)
      throw new Error(
        `${server.name}: no 200 in ${DEADLINE_MS / 1000} s; ` +
          `last answer: ${answer ? `${answer.status} ${answer.body}` : "none"}\n${server.output()}`,
      );
    await wait(RETRY_MS);
  }
}
