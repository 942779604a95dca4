import { Pool } from "undici";

const CONNECTIONS = 10;

/** Sends requests to a server, ten at a time, and returns their answers' JSON in order. @throws Error when one is no success. */
export async function sendAll(origin, requests) {
  const pool = new Pool(new URL(origin).origin, { connections: CONNECTIONS });
  const answers = Array.from(requests, () => undefined);
  let next = 0;
  const sendNext = async () => {
    while (next < requests.length) {
      const index = next++;
      const { statusCode, body } = await pool.request(requests[index]);
      const text = await body.text();
      if (statusCode !== 200) throw new Error(`${statusCode} ${text}`);
      answers[index] = JSON.parse(text);
    }
  };
  try {
    await Promise.all(Array.from({ length: CONNECTIONS }, sendNext));
  } finally {
    await pool.close();
  }
  return answers;
}
