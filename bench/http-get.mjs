import { request } from "node:http";

const TIMEOUT_MS = 10_000;

/** One GET on a connection of its own. Undefined where nobody listens yet. */
export function httpGet(url, headers = {}) {
  return new Promise((resolve, reject) => {
    const sent = request(url, { headers, agent: false, timeout: TIMEOUT_MS }, (response) => {
      let body = "";
      response.setEncoding("utf8");
      response.on("data", (text) => (body += text));
      response.on("end", () => resolve({ status: response.statusCode, body }));
      response.on("error", reject);
    });
    sent.on("timeout", () => sent.destroy(new Error(`${url}: no answer in ${TIMEOUT_MS / 1000} s`)));
    sent.on("error", (error) => (error.code === "ECONNREFUSED" ? resolve(undefined) : reject(error)));
    sent.end();
  });
}
