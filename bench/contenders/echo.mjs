import { join } from "node:path";
import { freePort } from "../free-port.mjs";
import { httpSend } from "../http-send.mjs";
import { startServer } from "../server-process.mjs";

/** A bare `node:http` server that answers a constant. */
export async function startEcho({ home }) {
  const port = await freePort();
  const server = startServer({
    script: join(import.meta.dirname, "../peers/echo.mjs"),
    args: [String(port)],
    home,
  });
  const url = `http://127.0.0.1:${port}`;
  return { server, url, ask: (path) => httpSend(new URL(url + path)) };
}
