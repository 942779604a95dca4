import { readFileSync } from "node:fs";
import { join } from "node:path";
import aws4 from "aws4";
import { freePort } from "../free-port.mjs";
import { httpSend } from "../http-send.mjs";
import { startServer } from "../server-process.mjs";

const PROJECT = join(import.meta.dirname, "../..");

/**
 * A program on the local cloud: the repository's own, or that of another project `folder`. With `modules`, compiled
 * dependencies are looked for and kept there. `ask` signs with the operator's keys; it and `outputs` return undefined
 * until this start has written its outputs.
 */
export async function startLocalCloud({ home, data, modules, folder = PROJECT, watch = false, env = {} }) {
  const port = await freePort();
  const watching = watch ? [] : ["--no-watch"];
  const server = startServer({
    script: join(PROJECT, "dist/cli/main.js"),
    args: ["local", "--stack", "dev", "--port", String(port), "--data", data, ...watching],
    folder,
    home,
    env: { ...env, ...(modules !== undefined && { SECURE_SERVERLESS_API_MODULE_CACHE: modules }) },
  });
  const outputs = () => {
    const written = readOutputs(data);
    // An earlier start on the same data folder has left its outputs, with another port.
    return written?.local.endpoint === `http://127.0.0.1:${port}` ? written : undefined;
  };
  const ask = async (path) => {
    const current = outputs();
    if (current === undefined) return undefined;
    const url = new URL(current.outputs.url + path);
    const { region, operator } = current.local;
    const request = { host: url.host, path: url.pathname, service: "execute-api", region };
    return httpSend(url, { headers: aws4.sign(request, operator).headers });
  };
  return { server, ask, outputs };
}

function readOutputs(data) {
  try {
    return JSON.parse(readFileSync(join(data, "outputs.json"), "utf8"));
  } catch (error) {
    if (error.code === "ENOENT") return undefined;
    throw error;
  }
}
