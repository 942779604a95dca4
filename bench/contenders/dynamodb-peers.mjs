import { createRequire } from "node:module";
import { join } from "node:path";
import { freePort } from "../free-port.mjs";
import { startServer } from "../server-process.mjs";

const DYNALITE = createRequire(import.meta.url).resolve("dynalite/cli.js");

/** The store that is behind the local cloud's own door, with its own door: it verifies no signature and decides nothing. */
export async function startDynalite({ home }) {
  const port = await freePort();
  const options = ["--port", String(port), "--path", join(home, "data"), "--createTableMs", "0"];
  const server = startServer({ script: DYNALITE, args: options, home });
  return { server, endpoint: `http://127.0.0.1:${port}` };
}

/** AWS's own, which verifies no signature and decides nothing either. */
export async function startDynamodbLocal({ java, libraries, home }) {
  const port = await freePort();
  const server = startServer({
    command: java,
    args: [
      `-Djava.library.path=${libraries}`,
      "-cp",
      join(libraries, "*"),
      "com.amazonaws.services.dynamodbv2.local.main.ServerRunner",
      "-port",
      String(port),
      "-dbPath",
      home,
      "-sharedDb",
      "-disableTelemetry",
    ],
    home,
  });
  return { server, endpoint: `http://127.0.0.1:${port}` };
}
