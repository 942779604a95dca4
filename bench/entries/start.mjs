import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { startLocalCloud } from "../contenders/local-cloud.mjs";
import { askMiniStack, deployHello, isMiniStackUp, startMiniStack } from "../contenders/mini-stack.mjs";
import { startMoto } from "../contenders/moto.mjs";
import { startServerlessOffline } from "../contenders/serverless-offline.mjs";
import { installPythonPeers } from "../peers/python/install.mjs";
import { untilFirst200 } from "../until-first-200.mjs";

/** A contender lives so long after its first answer, to finish what it keeps for its next start. */
const SETTLE_MS = 1_000;
const BARE = "local cloud, nothing compiled";
const FIRST = "local cloud, first start";
const AGAIN = "local cloud, bundles kept";
const PEER = "serverless-offline";
const MINI_STACK = "MiniStack";
const MOTO = "moto server";

export const start = {
  title: "From start to the first 200",
  notes: [
    `${FIRST}: GET /v1/pets, signed and decided, through a function that scans a table; empty data folder.`,
    `${BARE}: the same without what the installation leaves in node_modules/.cache: compiled dependencies, analysed callbacks.`,
    `${AGAIN}: the same once more on that data folder.`,
    `${PEER}: GET /v1/pets, unsigned, through a function that answers a constant.`,
    `${MINI_STACK}: GET /v1/hello, through a function that answers a constant, deployed by seven calls; nothing is checked.`,
    `${MOTO}: ListTables, unchecked; its functions need Docker.`,
  ],
  measures: { firstAnswerMs: "first 200 (ms)", peakMemoryMb: "peak memory (MB)" },
  baseline: PEER,
  targets: { [FIRST]: 1, [AGAIN]: 0.6 },

  prepare({ folder }) {
    // The peer keeps its compiled schema here: only the round that is not counted pays for it.
    const peerHome = join(folder, "serverless-offline");
    const { python, missing } = installPythonPeers();
    const measureRound = async (round) => {
      const own = join(folder, String(round));
      const folders = { home: join(own, "home"), data: join(own, "data") };
      const bare = { home: join(own, "home"), data: join(own, "bare"), modules: join(own, "modules") };
      const groups = [
        [[BARE, () => startLocalCloud(bare)]],
        [
          [FIRST, () => startLocalCloud(folders)],
          [AGAIN, () => startLocalCloud(folders)],
        ],
        [[PEER, () => startServerlessOffline({ home: peerHome })]],
        ...(python
          ? [
              [[MINI_STACK, () => startWithHello({ python, home: join(own, "ministack") })]],
              [[MOTO, () => startMoto({ python, home: join(own, "moto") })]],
            ]
          : []),
      ];
      const measured = {};
      for (const [contender, startContender] of rotated(groups, round).flat())
        measured[contender] = await measureStart(startContender);
      return Object.fromEntries(groups.flat().map(([contender]) => [contender, measured[contender]]));
    };
    return { measureRound, ...(missing && { skipped: { [MINI_STACK]: missing, [MOTO]: missing } }) };
  },
};

/** What a contender leaves to the system, such as files being written, must not always fall to the same next one. */
function rotated(groups, round) {
  const first = round % groups.length;
  return [...groups.slice(first), ...groups.slice(0, first)];
}

async function measureStart(startContender) {
  const { server, ask } = await startContender();
  try {
    const firstAnswerMs = await untilFirst200(server, () => ask("/pets"));
    const peakMemoryMb = server.peakMemoryMb();
    await wait(SETTLE_MS);
    return { firstAnswerMs, peakMemoryMb };
  } finally {
    await server.stop();
  }
}

/** MiniStack starts with nothing: its function is deployed as soon as it listens. */
async function startWithHello(options) {
  const { server, endpoint } = await startMiniStack(options);
  let url;
  const ask = async () => {
    if (url === undefined && !(await isMiniStackUp(endpoint))) return undefined;
    url ??= await deployHello(endpoint);
    return askMiniStack(`${url}/hello`);
  };
  return { server, ask };
}
