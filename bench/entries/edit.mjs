import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { startLocalCloud } from "../contenders/local-cloud.mjs";
import { startServerlessOffline } from "../contenders/serverless-offline.mjs";
import { copyProject } from "../project-copy.mjs";
import { untilAnswer, untilFirst200 } from "../until-first-200.mjs";

const BENCH = join(import.meta.dirname, "..");
const PROJECT = join(BENCH, "..");
const PEER_APP = join(BENCH, "peers/serverless-offline");
const PROGRAM = [
  "Pulumi.yaml",
  "Pulumi.dev.yaml",
  "package.json",
  "tsconfig.json",
  "index.ts",
  "stack-configuration.ts",
  "functions",
  "components",
  "policies",
  "callbacks",
  "handler",
];
/** Between edits. The local cloud keeps the next run's process ready, which takes it two seconds after an edit. */
const SETTLE_MS = 5_000;
/** A request costs milliseconds of the processor that deploys the edit. */
const RETRY_MS = 15;
const OWN = "local cloud";
const PEER = "serverless-offline --reloadHandler";

export const edit = {
  title: "From an edit to the first changed answer",
  notes: [
    `An edit every ${SETTLE_MS / 1000} s; asked again 25 ms after every answer that is not changed.`,
    `${OWN}: the whole program runs again: routes, policies, bundles, everything may have changed. GET /v1/pets, signed and decided.`,
    `${PEER}: loads the function's file anew for each request, edited or not, and nothing else: an edit of its`,
    "serverless.yml, where routes and roles are, needs a start.",
  ],
  measures: { changedAnswerMs: "changed answer (ms)" },
  baseline: PEER,

  async prepare({ folder }) {
    const own = editable(join(folder, "own"), "functions/list-pets.ts", (text, note) =>
      text.replace("return ok({", `return ok({ edit: ${note},`),
    );
    copyProject({ from: PROJECT, parts: PROGRAM, to: own.project });
    const peer = editable(join(folder, "peer"), "functions.mjs", (text, note) =>
      text.replace("answer({ pets: [] })", `answer({ edit: ${note}, pets: [] })`),
    );
    const parts = ["serverless.yml", "functions.mjs"];
    copyProject({ from: PEER_APP, parts, modules: join(BENCH, "node_modules"), to: peer.project });

    const running = {
      [OWN]: await startLocalCloud({ ...own.folders, folder: own.project, watch: true }),
      [PEER]: await startServerlessOffline({
        ...peer.folders,
        folder: peer.project,
        options: ["--reloadHandler"],
      }),
    };
    const close = () => Promise.all(Object.values(running).map(({ server }) => server.stop()));
    try {
      for (const { server, ask } of Object.values(running)) await untilFirst200(server, () => ask("/pets"));
    } catch (error) {
      await close();
      throw error;
    }
    const measureRound = async (round) => {
      await wait(SETTLE_MS);
      return {
        [OWN]: await measureEdit(running[OWN], own, round),
        [PEER]: await measureEdit(running[PEER], peer, round),
      };
    };
    return { measureRound, close };
  },
};

/** A project whose handler can be made to answer with a number. */
function editable(folder, file, change) {
  const project = join(folder, "project");
  let original;
  return {
    project,
    folders: { home: join(folder, "home"), data: join(folder, "data") },
    edit(note) {
      const path = join(project, file);
      original ??= readFileSync(path, "utf8");
      const changed = change(original, note);
      if (changed === original) throw new Error(`${file}: there is nothing to edit`);
      writeFileSync(path, changed);
    },
  };
}

async function measureEdit({ server, ask }, project, round) {
  const editedMs = performance.now();
  project.edit(round);
  const askLater = async () => {
    await wait(RETRY_MS);
    return ask("/pets");
  };
  const isChanged = ({ body }) => body.includes(`"edit":${round},`);
  return { changedAnswerMs: (await untilAnswer(server, askLater, isChanged)) - editedMs };
}
