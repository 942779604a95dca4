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
/** The allocator keeps what other threads have freed, for later; whoever looks for leaks wants it to be given back. */
const ALLOCATOR = { MALLOC_MMAP_THRESHOLD_: "131072", MALLOC_ARENA_MAX: "1" };

for (const kind of ["worker", "fork"] as const)
  describe(`a bad handler that is called again and again, in a ${kind}`, function () {
    this.timeout(60_000);
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
      });
      [url] = (await once(server, "message")) as [string];
      // What is loaded and compiled once is not what this is about.
      await Promise.all([...badHandlers, good].map(call));
      settledBefore = await ask("settle");
    });
    after(() => void server.kill("SIGKILL"));

    for (const handler of badHandlers)
      it(`costs its own requests only, if it ${handler.name}`, async () => {
        const results: Awaited<ReturnType<typeof both>>[] = [];
        for (let calls = 0; calls < CALLS[kind]; calls += AT_ONCE)
          results.push(...(await Promise.all(Array.from({ length: AT_ONCE }, () => both(handler)))));

        const status = handler.ending === "answered" ? 200 : 502;
        expect(results.map((result) => result.good)).to.deep.equal(
          Array(CALLS[kind]).fill({ status: 200, body: "good" }),
        );
        expect(results.map((result) => result.bad.status)).to.deep.equal(Array(CALLS[kind]).fill(status));
      });

    it("leaves neither memory nor a thread behind", async () => {
      const settled = await ask<Settled>("settle");
      const threadsAtTheEnd = await ask<number>("close");

      console.log(settledBefore, settled);
      expect(settled.ownMegabytes).to.be.closeTo(settledBefore.ownMegabytes, 10);
      expect(settled.residentMegabytes).to.be.below(settledBefore.residentMegabytes + 10);
      // One spare is kept.
      expect(settled.threads).to.be.at.most(1);
      expect(threadsAtTheEnd).to.equal(0);
    });
  });
