import { createRequire } from "node:module";
import { join } from "node:path";
import { freePort } from "../free-port.mjs";
import { httpGet } from "../http-get.mjs";
import { startServer } from "../server-process.mjs";

const OSLS = createRequire(import.meta.url).resolve("osls/bin/serverless.js");

/** The peer's app of the same routes, by osls, which needs neither a login nor a network. */
export async function startServerlessOffline({ home }) {
  const port = await freePort();
  const ports = { httpPort: port, lambdaPort: await freePort(), websocketPort: await freePort() };
  const server = startServer({
    script: OSLS,
    args: [
      "offline",
      "--host=127.0.0.1",
      ...Object.entries(ports).map(([name, value]) => `--${name}=${value}`),
    ],
    folder: join(import.meta.dirname, "../peers/serverless-offline"),
    home,
  });
  return { server, ask: (path) => httpGet(new URL(`http://127.0.0.1:${port}/v1${path}`)) };
}
