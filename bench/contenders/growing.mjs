import { join } from "node:path";
import { untilAnswer } from "../until-first-200.mjs";
import { startLocalCloud } from "./local-cloud.mjs";

const PROGRAM = join(import.meta.dirname, "../programs/growing");

/** programs/growing with so many routes and tables, ready, and what its start took. */
export async function startGrowing({ folder, routes = 1, tables = 1 }) {
  const { server, outputs } = await startLocalCloud({
    home: join(folder, "home"),
    data: join(folder, "data"),
    folder: PROGRAM,
    env: { ROUTES: String(routes), TABLES: String(tables) },
  });
  try {
    const isReady = async () => (outputs() === undefined ? undefined : { status: 200 });
    const readyAtMs = await untilAnswer(server, isReady, () => true);
    const { outputs: names, local } = outputs();
    return {
      server,
      names,
      endpoint: local.endpoint,
      operator: { region: local.region, credentials: local.operator },
      started: { readyMs: readyAtMs - server.startedMs, readyProcessorMs: server.processorMs() },
    };
  } catch (error) {
    await server.stop();
    throw error;
  }
}
