import { expect } from "chai";
import { lambdaFunction, startRuntime, type RuntimeFixture } from "./runtime-fixture";

const LATER = (statement: string) => `setTimeout(() => ${statement}, 5)`;

const answers: { name: string; code: string; answer: unknown; failed?: true }[] = [
  { name: "an async handler's value", code: "async (event) => event.a", answer: 1 },
  { name: "a promise's value", code: "() => new Promise((r) => setTimeout(r, 5, 'later'))", answer: "later" },
  { name: "any thenable's value", code: "() => ({ then: (resolve) => resolve('then') })", answer: "then" },
  { name: "null for undefined", code: "async () => undefined", answer: null },
  { name: "nothing for what JSON has no form for", code: "async () => () => 1", answer: undefined },
  { name: "text of all scripts", code: "async () => 'ü 漢 😀'", answer: "ü 漢 😀" },
  { name: "6 MB", code: "async () => 'x'.repeat(6291554)", answer: "x".repeat(6_291_554) },
  { name: "a callback's value", code: "(event, context, callback) => callback(null, event.a)", answer: 1 },
  {
    name: "a later callback's value",
    code: `(e, c, callback) => { ${LATER("callback(null, 'ok')")} }`,
    answer: "ok",
  },
  {
    name: "a callback's error",
    code: "(e, c, callback) => callback('no')",
    answer: { errorType: "string", errorMessage: "no", trace: [] },
    failed: true,
  },
  { name: "the first of several callbacks", code: "(e, c, cb) => { cb(null, 1); cb(null, 2) }", answer: 1 },
  { name: "context.succeed", code: `(e, context) => { ${LATER("context.succeed('ok')")} }`, answer: "ok" },
  { name: "context.done", code: "(e, context) => context.done(null, 'ok')", answer: "ok" },
  {
    name: "context.fail",
    code: "(e, context) => context.fail('no')",
    answer: { errorType: "string", errorMessage: "no", trace: [] },
    failed: true,
  },
  { name: "null when a plain handler never answers", code: "() => 'ignored'", answer: null },
  {
    name: "a callback's value after the event loop is empty",
    code: "(e, c, cb) => { cb(null, globalThis.seen = []); setTimeout(() => globalThis.seen.push('late'), 20) }",
    answer: ["late"],
  },
  {
    name: "a callback's value at once when the context says so",
    code: `(e, context, cb) => {
      context.callbackWaitsForEmptyEventLoop = false;
      setTimeout(() => {}, 60_000);
      cb(null, "at once");
    }`,
    answer: "at once",
  },
  {
    name: "a handler of a module in a folder",
    code: "async () => require('./lib/pets').name",
    answer: "rex",
  },
  { name: "a JSON file of the zip", code: "async () => require('./data').ids", answer: [1, 2] },
  { name: "a package inside the zip", code: "async () => require('kept')", answer: "kept" },
  { name: "a built-in module", code: "async () => require('node:path').join('a', 'b')", answer: "a/b" },
  { name: "a dynamic import", code: "async () => (await import('./lib/pets')).name", answer: "rex" },
  {
    name: "a dynamic import of a built-in module",
    code: "async () => (await import('node:path')).join('a', 'b')",
    answer: "a/b",
  },
];

const FILES = {
  "lib/pets/index.js": "exports.name = require('../name')",
  "lib/name.js": "module.exports = 'rex'",
  "data.json": '{"ids":[1,2]}',
  "node_modules/kept/package.json": '{"main":"./main"}',
  "node_modules/kept/main.js": "module.exports = 'kept'",
};

for (const kind of ["worker", "fork"] as const)
  describe(`a function in a ${kind} answers`, () => {
    let fixture: RuntimeFixture;
    before(() => void (fixture = startRuntime({ kind })));
    after(() => fixture.runtime.close());

    for (const { name, code, answer, failed } of answers)
      it(name, async () => {
        const fn = lambdaFunction({ ...FILES, "index.js": `exports.handler = ${code}` });

        for (let call = 0; call < 2; call++)
          expect(await fixture.call(fn, { a: 1 })).to.deep.equal({ failed: failed ?? false, answer });
      });

    it("from a handler in a folder, under a nested export", async () => {
      const code =
        "const { relative } = require('path'); exports.api = { get: async () => relative(process.cwd(), __filename) }";
      const fn = lambdaFunction({ "src/pets.js": code }, { handler: "src/pets.api.get" });

      expect((await fixture.call(fn)).answer).to.equal("src/pets.js");
    });

    it("with what its module kept, once per environment", async () => {
      const fn = lambdaFunction("let calls = 0; exports.handler = async () => ++calls");

      expect([(await fixture.call(fn)).answer, (await fixture.call(fn)).answer]).to.deep.equal([1, 2]);
    });
  });

describe("a function of a runtime without callbacks", () => {
  let fixture: RuntimeFixture;
  before(() => void (fixture = startRuntime()));
  after(() => fixture.runtime.close());
  const call = (code: string) =>
    fixture.call(lambdaFunction(`exports.handler = ${code}`, { runtime: "nodejs24.x" }));

  it("answers what it returns, also without a promise", async () => {
    expect((await call("() => 'returned'")).answer).to.equal("returned");
  });

  it("fails with what it throws, and with a promise that never settles", async () => {
    expect((await call("() => { throw new Error('no') }")).answer.errorMessage).to.equal("no");
    expect((await call("async () => new Promise(() => {})")).answer.errorMessage).to.match(/never settled/);
  });

  it("gets nothing of what callbacks needed", async () => {
    const seen = await call(
      "async (...args) => [args.length, 'done' in args[1], 'callbackWaitsForEmptyEventLoop' in args[1]]",
    );

    expect(seen.answer).to.deep.equal([2, false, false]);
  });

  it("is refused when it takes a callback", async () => {
    const { answer } = await call("(event, context, callback) => callback(null, 1)");

    expect(answer.errorType).to.equal("Runtime.CallbackHandlerDeprecated");
  });
});
