import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { expect } from "chai";
import { loadTypeScriptInChildren } from "../local/engine/temporary-project";
import type { Settled } from "./bad-handlers-server";
import { badHandlers, good, nameOf, type BadHandler } from "./bad-handlers-table";

const CALLS = { worker: 20, fork: 2 };
/** API Gateway waits for 29 s, and on a busy machine a function that fills its memory takes one of them. */
const AT_ONCE = 2;
/** What is loaded, compiled and grown once is not what this is about: afterwards memory stays where it is. */
const ROUNDS_BEFORE = { worker: 1, fork: 0 };
/**
 * The allocator keeps what threads have freed, and V8 a young generation of the size that was needed last: whoever looks for
 * leaks wants the one to be given back, and the other to stay small.
 */
const FLAGS = ["--max-semi-space-size=1"];
const ALLOCATOR = { MALLOC_MMAP_THRESHOLD_: "131072", MALLOC_ARENA_MAX: "1" };

for (const kind of ["worker", "fork"] as const)
  describe(`a bad handler that is called again and again, in a ${kind}`, function () {
    this.timeout(180_000);
    let server: ChildProcess;
    let url: string;
    let settledBefore: Settled;
    const ask = async <Answer>(request: string): Promise<Answer> => {
      server.send(request);
      const [answer] = await once(server, "message");
      return answer as Answer;
    };
    const call = async (handler: BadHandler) => {
      const response = await fetch(`${url}/${nameOf(handler)}`);
      return { status: response.status, body: await response.text() };
    };
    const both = async (handler: BadHandler) => ({ bad: await call(handler), good: await call(good) });

    before(async () => {
      loadTypeScriptInChildren();
      server = fork(join(__dirname, "bad-handlers-server.ts"), [kind], {
        env: { ...process.env, ...ALLOCATOR },
        execArgv: FLAGS,
        // V8 itself writes there of a handler that has no stack left.
        stdio: ["ignore", "inherit", "ignore", "ipc"],
      });
      [url] = (await once(server, "message")) as [string];
      for (let round = 0; round < ROUNDS_BEFORE[kind]; round++)
        for (const handler of badHandlers) {
          await Promise.all([both(handler), both(handler)]);
          await ask("retire");
        }
      settledBefore = await ask("settle");
    });
    // Sixty idle environments would lie between what is freed and what is kept.
    afterEach(async () => {
      if (server.connected) await ask("retire");
    });
    after(() => void server.kill("SIGKILL"));

    for (const handler of badHandlers)
      it(`costs its own requests only, if it ${handler.name}`, async () => {
        const results: Awaited<ReturnType<typeof both>>[] = [];
        for (let calls = 0; calls < CALLS[kind]; calls += AT_ONCE)
          results.push(...(await Promise.all(Array.from({ length: AT_ONCE }, () => both(handler)))));

        const answered = handler.failsLate ? [200, 502] : [200];
        const fails = handler.ending === "failed" || (handler.failsInThread && kind === "worker");
        const own = fails ? [502, 504] : answered;
        expect(results.map((result) => result.good)).to.deep.equal(
          Array(CALLS[kind]).fill({ status: 200, body: "good" }),
        );
        for (const { bad } of results) expect(bad.status).to.be.oneOf(own);
      });

    it("leaves neither memory nor a thread behind", async () => {
      const settled = await ask<Settled>("settle");
      const threadsLeft = settled.threads - settledBefore.threads;

      expect(settled.ownMegabytes).to.be.closeTo(settledBefore.ownMegabytes, 10);
      // What the allocator keeps of it for later differs from run to run; a leak of every call would be far above.
      expect(settled.residentMegabytes).to.be.below(settledBefore.residentMegabytes + 48);
      expect(threadsLeft).to.equal(0);
    });

    it("has no thread when it is closed", async () => {
      expect(await ask<number>("close")).to.equal(0);
    });
  });
