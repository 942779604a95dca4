import { once } from "node:events";
import { setTimeout as wait } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { expect } from "chai";
import { MemoryWatch } from "../../../local/runtime/memory-watch";

const MEGABYTE = 1024 * 1024;
/** A worker may use 32 MB beyond it. */
const LIMIT_MEGABYTES = 1;
const GROWTH = { pieces: 20, megabytes: 3 };

describe("a worker's memory", () => {
  let watch: MemoryWatch;
  /** In no thread's heap. Kept to the end, or the process would grow by less while what an earlier case took is freed. */
  const taken: SharedArrayBuffer[] = [];

  beforeEach(() => (watch = new MemoryWatch()));
  afterEach(() => watch.close());
  after(() => taken.splice(0));

  const take = (megabytes: number) => {
    const memory = new SharedArrayBuffer(megabytes * MEGABYTE);
    new Uint8Array(memory).fill(1);
    taken.push(memory);
  };
  const blockMs = (milliseconds: number) => {
    const until = performance.now() + milliseconds;
    while (performance.now() < until);
  };
  const workers: Worker[] = [];
  after(() => Promise.all(workers.map((worker) => worker.terminate())));
  /** By another thread. */
  const growSlowly = async () => {
    const worker = new Worker(
      `const taken = [];
      setInterval(() => {
        taken.push(Buffer.alloc(${GROWTH.megabytes * MEGABYTE}, 1));
        if (taken.length === ${GROWTH.pieces}) require("worker_threads").parentPort.postMessage("grown");
      }, 15);`,
      { eval: true },
    );
    workers.push(worker);
    await once(worker, "message");
    await wait(50);
  };
  const growAtOnce = async () => {
    take(GROWTH.pieces * GROWTH.megabytes);
    blockMs(150);
    await wait(50);
  };

  interface Case {
    /** What the worker reports each time that it is asked; undefined: it is silent. */
    readonly reportsMegabytes?: number;
    readonly grow: () => Promise<void>;
    readonly ended: boolean;
  }
  const cases: Record<string, Case> = {
    "is what it reports, beyond its limit": { reportsMegabytes: 64, grow: () => wait(50), ended: true },
    "is what it reports, however the process grows": { reportsMegabytes: 1, grow: growSlowly, ended: false },
    "is what the process grows by, while it is silent": { grow: growSlowly, ended: true },
    "is not what this thread takes while it is busy": { grow: growAtOnce, ended: false },
    "is what the process grows by, also after this thread was busy": {
      grow: async () => {
        await growAtOnce();
        await growSlowly();
      },
      ended: true,
    },
  };
  for (const [title, { reportsMegabytes, grow, ended }] of Object.entries(cases))
    it(title, async () => {
      let reports = 0;
      let hasEnded = false;
      const gauge = {
        read: () => ({
          reports: reportsMegabytes === undefined ? 0 : ++reports,
          bytes: (reportsMegabytes ?? 0) * MEGABYTE,
        }),
      };
      watch.watch(gauge, LIMIT_MEGABYTES, () => (hasEnded = true));

      await grow();

      expect(hasEnded).to.equal(ended);
    });
});
