import { request } from "node:http";

const TIMEOUT_MS = 10_000;

/** One request on a connection of its own. Undefined where nobody listens yet. */
export function httpSend(url, { method = "GET", headers = {}, body } = {}) {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers, agent: false, timeout: TIMEOUT_MS }, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (part) => (text += part));
      response.on("end", () => resolve({ status: response.statusCode, body: text }));
      response.on("error", reject);
    });
    sent.on("timeout", () => sent.destroy(new Error(`${url}: no answer in ${TIMEOUT_MS / 1000} s`)));
    sent.on("error", (error) => (error.code === "ECONNREFUSED" ? resolve(undefined) : reject(error)));
    sent.end(body);
  });
}

/** As {@link httpSend}, and the answer's JSON. @throws Error for any other answer than a success. */
export async function httpJson(url, options) {
  const answer = await httpSend(url, options);
  if (answer === undefined || answer.status >= 300)
    throw new Error(`${url}: ${answer ? `${answer.status} ${answer.body}` : "nobody listens"}`);
  return JSON.parse(answer.body);
}
