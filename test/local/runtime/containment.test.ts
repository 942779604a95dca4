import { expect } from "chai";
import { lambdaFunction, startRuntime, workerThreads, type RuntimeFixture } from "./runtime-fixture";

const EXIT_1 = "Runtime exited with error: exit status 1";
/** In a process V8 may notice first, and ends it by itself. */
const KILLED = /Runtime exited with error: signal: (killed|aborted)/;
const TIMED_OUT = "Task timed out after 0.10 seconds";
const ABORTED = "Runtime exited with error: signal: aborted";

/** `answers`: the bad call itself is answered well, and the fault comes after. */
const badHandlers: {
  name: string;
  code: string;
  error?: string | RegExp;
  answers?: true;
}[] = [
  { name: "throws", code: "throw new Error('boom')", error: "boom" },
  {
    name: "throws in a timer",
    code: "setTimeout(() => { throw new Error('late') }, 5); await new Promise(() => {})",
    error: "late",
  },
  {
    name: "rejects without anyone waiting",
    code: "Promise.reject(new Error('lost')); await new Promise((r) => setTimeout(r, 500))",
    error: /lost/,
  },
  {
    name: "rejects at once after its answer",
    code: "Promise.resolve().then(() => Promise.reject(new Error('x'))); return 'ok'",
    answers: true,
  },
  {
    name: "rejects some time after its answer",
    code: "setTimeout(() => Promise.reject(new Error('x')), 5); return 'ok'",
    answers: true,
  },
  { name: "throws after its answer", code: "setTimeout(() => { throw 1 }, 5); return 'ok'", answers: true },
  { name: "exits", code: "process.exit(1)", error: EXIT_1 },
  { name: "exits with 0", code: "process.exit()", error: "Runtime exited without providing a reason" },
  { name: "exits past its own listeners", code: "process.reallyExit(1)", error: EXIT_1 },
  {
    name: "exits after its answer",
    code: "setTimeout(() => process.exit(3), 5); return 'ok'",
    answers: true,
  },
  {
    name: "exits in the event-loop turn of its answer",
    code: "setImmediate(() => process.exit(3)); return 'ok'",
    answers: true,
  },
  { name: "kills its process", code: "process.kill(process.pid, 'SIGKILL')", error: KILLED },
  { name: "terminates its process group", code: "process.kill(0)", error: "signal: terminated" },
  { name: "aborts", code: "process.abort()", error: ABORTED },
  {
    name: "fills its heap",
    code: "const all = []; for (;;) all.push(new Array(1000).fill(all.length))",
    error: KILLED,
  },
  {
    name: "fills its heap with strings",
    code: "const all = []; for (;;) { const text = 'x'.repeat(1e5); text.charCodeAt(1); all.push(text) }",
    error: KILLED,
  },
  {
    name: "fills its heap between awaits",
    code: "const all = []; for (;;) { all.push(new Array(10000).fill(0.5)); await null }",
    error: KILLED,
  },
  {
    name: "grows one array",
    code: "const all = []; for (let n = 0; ; n++) all.push(n)",
    error: KILLED,
  },
  {
    name: "parses more than it can hold",
    code: "const all = []; for (;;) all.push(JSON.parse('[' + '0,'.repeat(3e6) + '0]'))",
    error: KILLED,
  },
  {
    name: "fills Buffers",
    code: "const all = []; for (;;) all.push(Buffer.alloc(1 << 20, 1))",
    error: KILLED,
  },
  {
    name: "fills Buffers between awaits",
    code: "const all = []; for (;;) { all.push(Buffer.alloc(1 << 20, 1)); await new Promise(setImmediate) }",
    error: KILLED,
  },
  {
    name: "fills typed arrays",
    code: "const all = []; for (;;) all.push(new Float64Array(1 << 17).fill(1))",
    error: KILLED,
  },
  { name: "loops for ever", code: "for (;;);", error: TIMED_OUT },
  {
    name: "loops for ever in microtasks",
    code: "for (;;) await null",
    error: TIMED_OUT,
  },
  {
    name: "blocks its thread",
    code: "Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)",
    error: TIMED_OUT,
  },
  {
    name: "recurses without end",
    code: "const f = () => f() + 1; f()",
    error: "Maximum call stack size exceeded",
  },
  {
    name: "closes standard output",
    code: "process.stdout.destroy(); process.stderr.end(); console.log('still here'); return 'ok'",
    answers: true,
  },
  {
    name: "closes the standard descriptors",
    code: "const fs = require('fs'); fs.closeSync(1); fs.closeSync(2); await new Promise((r) => fs.close(0, r)); console.log('still here'); return 'ok'",
    answers: true,
  },
  { name: "prints 10 MB", code: "console.log('x'.repeat(10 << 20)); return 'ok'", answers: true },
  {
    name: "prints 10 MB in lines",
    code: "for (let i = 0; i < 50000; i++) process.stdout.write('x'.repeat(200) + '\\n'); return 'ok'",
    answers: true,
  },
  {
    name: "prints for ever",
    code: "for (;;) console.log('x'.repeat(1000))",
    error: TIMED_OUT,
  },
  {
    name: "answers more than 6 MB",
    code: "return 'x'.repeat(6291556)",
    error: "Response payload size exceeded",
  },
  {
    name: "answers a circle",
    code: "const a = {}; a.a = a; return a",
    error: "Unable to stringify response body",
  },
  { name: "answers a BigInt", code: "return 1n", error: "Unable to stringify response body" },
  {
    name: "answers what throws when read",
    code: "return { toJSON() { throw new Error('no') } }",
    error: "Unable to stringify response body",
  },
  {
    name: "removes every listener and then rejects",
    code: "process.removeAllListeners(); Promise.reject(new Error('x')); await new Promise((r) => setTimeout(r, 500))",
    error: EXIT_1,
  },
  {
    name: "removes every listener and never settles",
    code: "process.removeAllListeners(); await new Promise(() => {})",
    error: "Runtime exited without providing a reason",
  },
  {
    name: "throws an error that cannot be read",
    code: "throw { get message() { throw 1 }, toString() { throw 2 } }",
    error: "there was a problem while retrieving",
  },
  { name: "never settles", code: "await new Promise(() => {})", error: "a Promise that was never settled" },
  {
    name: "replaces the globals",
    code: "JSON.stringify = Promise.prototype.then = globalThis.setTimeout = () => { throw new Error('mine') }; return 'ok'",
    error: /.*/,
  },
  {
    name: "posts to the server's thread",
    code: "require('worker_threads').parentPort.postMessage({ type: 'answer' })",
    error: "Cannot read properties of null",
  },
];

const badModules = {
  "exits as soon as it is loaded": "setImmediate(() => process.exit(1))",
  "rejects as soon as it is loaded": "setImmediate(() => Promise.reject(new Error('x')))",
  "exits some time after it was loaded": "setTimeout(() => process.exit(1), 5)",
};

for (const kind of ["worker", "fork"] as const)
  describe(`a bad handler in a ${kind} costs its own request only`, function () {
    let fixture: RuntimeFixture;
    const good = lambdaFunction("exports.handler = async ({ n }) => ({ n })", { name: "good" });
    let threadsBefore: number[];
    before(() => {
      threadsBefore = workerThreads();
      fixture = startRuntime({ kind });
    });

    for (const { name, code, error, answers } of badHandlers)
      it(`when it ${name}`, async () => {
        const bad = lambdaFunction(`exports.handler = async () => { ${code} }`, {
          name: "bad",
          timeoutSeconds: error === TIMED_OUT ? 0.1 : 15,
          memoryMegabytes: error === KILLED ? 32 : 128,
        });
        const [beside, result] = await Promise.all([fixture.call(good, { n: 1 }), fixture.call(bad)]);
        const after = await fixture.call(good, { n: 2 });

        expect([beside.answer, after.answer]).to.deep.equal([{ n: 1 }, { n: 2 }]);
        if (answers) expect(result).to.deep.equal({ failed: false, answer: "ok" });
        else
          expect(result.answer.errorMessage).to.match(
            error instanceof RegExp ? error : literally(error ?? ""),
          );
      });

    for (const [name, code] of Object.entries(badModules))
      it(`when its module ${name}`, async () => {
        const bad = lambdaFunction(
          `${code}; exports.handler = () => new Promise((r) => setTimeout(r, 200, 'ok'))`,
        );
        const [result, beside] = await Promise.all([fixture.call(bad), fixture.call(good, { n: 1 })]);

        expect(result.failed).to.equal(true);
        expect(beside.answer).to.deep.equal({ n: 1 });
      });

    it("and leaves no thread behind", async () => {
      await fixture.runtime.close();

      expect(workerThreads()).to.deep.equal(threadsBefore);
    });
  });

function literally(text: string): RegExp {
  return new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
}
