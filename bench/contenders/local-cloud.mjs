import { readFileSync } from "node:fs";
import { join } from "node:path";
import aws4 from "aws4";
import { freePort } from "../free-port.mjs";
import { httpGet } from "../http-get.mjs";
import { startServer } from "../server-process.mjs";

const PROJECT = join(import.meta.dirname, "../..");

/**
 * The repository's own program on its local cloud; with `modules`, compiled dependencies are looked for and kept there.
 * `ask` signs with the operator's keys, and returns undefined until this start has written its outputs.
 */
export async function startLocalCloud({ home, data, modules }) {
  const port = await freePort();
  const server = startServer({
    script: join(PROJECT, "dist/cli/main.js"),
    args: ["local", "--stack", "dev", "--port", String(port), "--data", data, "--no-watch"],
    folder: PROJECT,
    home,
    env: modules === undefined ? {} : { SECURE_SERVERLESS_API_MODULE_CACHE: modules },
  });
  const ask = async (path) => {
    const { outputs, local } = readOutputs(data);
    // An earlier start on the same data folder has left its outputs, with another port.
    if (local?.endpoint !== `http://127.0.0.1:${port}`) return undefined;
    const url = new URL(outputs.url + path);
    const request = { host: url.host, path: url.pathname, service: "execute-api", region: local.region };
    return httpGet(url, aws4.sign(request, local.operator).headers);
  };
  return { server, ask };
}

function readOutputs(data) {
  try {
    return JSON.parse(readFileSync(join(data, "outputs.json"), "utf8"));
  } catch (error) {
    if (error.code === "ENOENT") return {};
    throw error;
  }
}
