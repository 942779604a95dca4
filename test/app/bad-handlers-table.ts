/** How a call of a bad handler is to end. */
export type Ending = "answered" | "failed";

export interface BadHandler {
  readonly name: string;
  /** The body of an asynchronous handler, or a whole module. */
  readonly code: string;
  readonly ending: Ending;
  /** Worker threads are refused where the function is one itself. */
  readonly failsInThread?: true;
  /** It fails after its answer: as at Lambda, its environment may end during its own next call. */
  readonly failsLate?: true;
  readonly timeoutSeconds?: number;
  readonly memoryMegabytes?: number;
}

const ANSWER = "{ statusCode: 200, body: 'bad' }";
const SHORT = { timeoutSeconds: 0.1 };
const SMALL = { memoryMegabytes: 16 };

/** What a function's temporary folder holds in these tests, in megabytes. */
export const STORAGE_MEGABYTES = 1;

export const badHandlers: readonly BadHandler[] = [
  { name: "throws", code: "throw new Error('boom')", ending: "failed" },
  { name: "throws null", code: "throw null", ending: "failed" },
  { name: "throws what is no error", code: "throw { toString() { throw 1 } }", ending: "failed" },
  { name: "rejects with undefined", code: "return Promise.reject()", ending: "failed" },
  {
    name: "rejects where nobody waits",
    code: "Promise.reject(new Error('lost')); await new Promise((r) => setTimeout(r, 500))",
    ending: "failed",
  },
  {
    name: "rejects after its answer",
    code: `setTimeout(() => Promise.reject(new Error('late')), 1); return ${ANSWER}`,
    ending: "answered",
    failsLate: true,
  },
  {
    name: "leaves timers that throw",
    code: `for (let n = 0; n < 50; n++) setTimeout(() => { throw new Error('late') }, n); return ${ANSWER}`,
    ending: "answered",
    failsLate: true,
  },
  { name: "exits", code: "process.exit(0)", ending: "failed" },
  { name: "aborts", code: "process.abort()", ending: "failed" },
  { name: "kills its process", code: "process.kill(process.pid, 'SIGKILL')", ending: "failed" },
  { name: "loops", code: "for (;;);", ending: "failed", ...SHORT },
  { name: "loops in microtasks", code: "for (;;) await null", ending: "failed", ...SHORT },
  {
    name: "blocks its thread",
    code: "Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)",
    ending: "failed",
    ...SHORT,
  },
  { name: "recurses", code: "const f = () => f() + 1; return f()", ending: "failed" },
  {
    name: "recurses asynchronously",
    code: "const f = async () => (await f()) + 1; return f()",
    ending: "failed",
  },
  {
    name: "fills its heap",
    code: "const all = []; for (;;) all.push(new Array(10000).fill(all.length))",
    ending: "failed",
    ...SMALL,
  },
  {
    name: "fills Buffers",
    code: "const all = []; for (;;) all.push(Buffer.alloc(1 << 20, 1))",
    ending: "failed",
    ...SMALL,
  },
  {
    name: "fills its temporary folder",
    code: `const fs = require('fs'), file = require('os').tmpdir() + '/full';
      try { for (;;) fs.appendFileSync(file, Buffer.alloc(1 << 18)) }
      finally { fs.rmSync(file) }`,
    ending: "failed",
  },
  { name: "prints 10 MB", code: `console.log('x'.repeat(10 << 20)); return ${ANSWER}`, ending: "answered" },
  {
    name: "closes descriptors 0 to 2",
    code: `for (const fd of [0, 1, 2]) require('fs').closeSync(fd); process.stdout.destroy(); console.log('here'); return ${ANSWER}`,
    ending: "answered",
  },
  {
    name: "reads standard input",
    code: `const fs = require('fs');
      fs.readSync(0, Buffer.alloc(1)); fs.readFileSync(0, 'utf8');
      await new Promise((done) => fs.read(0, Buffer.alloc(1), 0, 1, null, done));
      process.stdin.resume(); return ${ANSWER}`,
    ending: "answered",
  },
  {
    name: "answers more than 6 MB",
    code: "return { statusCode: 200, body: 'x'.repeat(6291556) }",
    ending: "failed",
  },
  { name: "answers no JSON", code: "return 1n", ending: "failed" },
  { name: "answers no proxy result", code: "return 'text'", ending: "failed" },
  { name: "answers a circle", code: "const a = { statusCode: 200 }; return a.a = a", ending: "failed" },
  { name: "never answers", code: "await new Promise(() => {})", ending: "failed" },
  {
    name: "answers twice",
    code: `exports.handler = (e, c, callback) => { callback(null, ${ANSWER}); callback(null, 'again') }`,
    ending: "answered",
  },
  {
    name: "replaces what is global",
    code: `JSON.stringify = Promise.prototype.then = Array.prototype.push = setTimeout = setImmediate = () => { throw new Error('mine') }; return ${ANSWER}`,
    ending: "failed",
    ...SHORT,
  },
  {
    name: "leaves its folder",
    code: `try { process.chdir('/') } catch {} return ${ANSWER}`,
    ending: "answered",
  },
  {
    name: "leaves threads behind",
    code: `new (require('worker_threads').Worker)('setInterval(() => {}, 1000)', { eval: true }); return ${ANSWER}`,
    ending: "answered",
    failsInThread: true,
  },
];

export const good: BadHandler = {
  name: "is good",
  code: "return { statusCode: 200, body: 'good' }",
  ending: "answered",
};

/** Of its function and its route. */
export const nameOf = ({ name }: BadHandler): string => name.replaceAll(/\W+/g, "-");
