import { createRequire } from "node:module";
import { join } from "node:path";
import { freePort } from "../free-port.mjs";
import { httpSend } from "../http-send.mjs";
import { startServer } from "../server-process.mjs";

const OSLS = createRequire(import.meta.url).resolve("osls/bin/serverless.js");
const APP = join(import.meta.dirname, "../peers/serverless-offline");

/** The peer's app of the same routes, or that of another `folder`, by osls, which needs neither a login nor a network. */
export async function startServerlessOffline({ home, folder = APP, options = [], env = {} }) {
  const port = await freePort();
  const ports = { httpPort: port, lambdaPort: await freePort(), websocketPort: await freePort() };
  const server = startServer({
    script: OSLS,
    args: [
      "offline",
      "--host=127.0.0.1",
      ...Object.entries(ports).map(([name, value]) => `--${name}=${value}`),
      ...options,
    ],
    folder,
    home,
    env,
  });
  const url = `http://127.0.0.1:${port}/v1`;
  return { server, url, ask: (path) => httpSend(new URL(url + path)) };
}
