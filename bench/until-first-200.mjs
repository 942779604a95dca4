import { setTimeout as wait } from "node:timers/promises";

const RETRY_MS = 10;
const DEADLINE_MS = 60_000;

/** Milliseconds from the server's start until `ask` is answered 200, asked again 10 ms after every other answer. */
export async function untilFirst200(server, ask) {
  const answeredMs = await untilAnswer(server, ask, ({ status }) => status === 200);
  return answeredMs - server.startedMs;
}

/** The time (`performance.now()`) of the first answer that is wanted, asked for again 10 ms after every other. */
export async function untilAnswer(server, ask, isWanted) {
  const beganMs = performance.now();
  for (;;) {
    const answer = await ask();
    const nowMs = performance.now();
    if (answer !== undefined && isWanted(answer)) return nowMs;
    if (server.hasExited()) throw new Error(`${server.name} ended before it answered:\n${server.output()}`);
    if (nowMs - beganMs > DEADLINE_MS)
      throw new Error(
        `${server.name}: not the wanted answer in ${DEADLINE_MS / 1000} s; ` +
          `last answer: ${answer ? `${answer.status} ${answer.body}` : "none"}\n${server.output()}`,
      );
    await wait(RETRY_MS);
  }
}
