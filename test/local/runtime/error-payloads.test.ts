import { expect } from "chai";
import type { LambdaFunction } from "../../../local/cloud-state";
import { lambdaFunction, startRuntime, type RuntimeFixture } from "./runtime-fixture";

type Payload = { errorType: string; errorMessage: string | RegExp; trace?: (string | RegExp)[] };

const handler = (body: string) => `exports.handler = async () => { ${body} }`;
const MISSING =
  "Error: Cannot find module 'left-pad'\nRequire stack:\n- /var/task/index.js\n- /var/runtime/index.mjs";

const failures: {
  name: string;
  code: string | Record<string, string>;
  fn?: Partial<LambdaFunction>;
  payload: Payload;
}[] = [
  {
    name: "an error has its name, message and trace as lines of the zip's files",
    code: handler("throw new TypeError('x')"),
    payload: {
      errorType: "TypeError",
      errorMessage: "x",
      trace: ["TypeError: x", /^ {4}at .*\(?\/var\/task\/index\.js:1:39\)?$/],
    },
  },
  {
    name: "an error class keeps its own name",
    code: handler("const e = new Error('gone'); e.name = 'NotFound'; e.stack = 'NotFound: gone'; throw e"),
    payload: { errorType: "NotFound", errorMessage: "gone", trace: ["NotFound: gone"] },
  },
  {
    name: "what looks like an error is one",
    code: handler("throw { name: 'A', message: 'b', stack: 'c' }"),
    payload: { errorType: "A", errorMessage: "b", trace: ["c"] },
  },
  {
    name: "a string that is thrown is no Error",
    code: handler("throw 'no'"),
    payload: { errorType: "string", errorMessage: "no", trace: [] },
  },
  {
    name: "an object that is thrown is no Error",
    code: handler("throw { a: 1 }"),
    payload: { errorType: "object", errorMessage: "[object Object]", trace: [] },
  },
  {
    name: "undefined that is thrown is 'handled'",
    code: handler("throw undefined"),
    payload: { errorType: "string", errorMessage: "handled", trace: [] },
  },
  {
    name: "an unhandled rejection",
    code: handler("Promise.reject(new Error('lost')); await new Promise((r) => setTimeout(r, 1000))"),
    payload: {
      errorType: "Runtime.UnhandledPromiseRejection",
      errorMessage: "Error: lost",
      trace: ["Runtime.UnhandledPromiseRejection: Error: lost"],
    },
  },
  {
    name: "a timeout",
    code: handler("await new Promise((r) => setTimeout(r, 5000))"),
    fn: { timeoutSeconds: 0.1 },
    payload: {
      errorType: "Sandbox.Timedout",
      errorMessage: /^RequestId: [0-9a-f-]{36} Error: Task timed out after 0\.10 seconds$/,
    },
  },
  {
    name: "an exit",
    code: handler("process.exit(127)"),
    payload: {
      errorType: "Runtime.ExitError",
      errorMessage: /^RequestId: [0-9a-f-]{36} Error: Runtime exited with error: exit status 127$/,
    },
  },
  {
    name: "an exit with the code that was set before",
    code: handler("process.exitCode = 9; process.exit()"),
    payload: { errorType: "Runtime.ExitError", errorMessage: /exit status 9$/ },
  },
  {
    name: "an exit with 0",
    code: handler("process.exit(0)"),
    payload: {
      errorType: "Runtime.ExitError",
      errorMessage: /^RequestId: [0-9a-f-]{36} Error: Runtime exited without providing a reason$/,
    },
  },
  {
    name: "an exit while the code loads",
    code: "process.exit(2)",
    payload: { errorType: "Runtime.ExitError", errorMessage: /exit status 2$/ },
  },
  {
    name: "an answer over 6 MB, measured in bytes",
    code: handler("return 'é'.repeat(3145778)"),
    payload: {
      errorType: "Function.ResponseSizeTooLarge",
      errorMessage: "Response payload size exceeded maximum allowed payload size (6291556 bytes).",
    },
  },
  {
    name: "an answer that is not JSON",
    code: handler("return 1n"),
    payload: {
      errorType: "Error",
      errorMessage: "Unable to stringify response body",
      trace: [/^Error: Unable/],
    },
  },
  {
    name: "a module that is not in the zip",
    code: "require('left-pad')",
    payload: {
      errorType: "Runtime.ImportModuleError",
      errorMessage: MISSING,
      trace: [`Runtime.ImportModuleError: Error: Cannot find module 'left-pad'`],
    },
  },
  {
    name: "a handler's file that is not in the zip",
    code: { "other.js": "" },
    payload: { errorType: "Runtime.ImportModuleError", errorMessage: /^Error: Cannot find module 'index'\n/ },
  },
  {
    name: "an ES module, which is not covered",
    code: { "index.mjs": "export const handler = () => 1" },
    payload: { errorType: "Runtime.ImportModuleError", errorMessage: /bundle the function as CommonJS/ },
  },
  {
    name: "a syntax error",
    code: "exports.handler = (",
    payload: { errorType: "Runtime.UserCodeSyntaxError", errorMessage: /^SyntaxError: / },
  },
  {
    name: "an error while the code loads",
    code: "throw new RangeError('init')",
    payload: { errorType: "RangeError", errorMessage: "init", trace: ["RangeError: init"] },
  },
  {
    name: "a handler that is not exported",
    code: "exports.other = () => 1",
    payload: {
      errorType: "Runtime.HandlerNotFound",
      errorMessage: "index.handler is undefined or not exported",
      trace: ["Runtime.HandlerNotFound: index.handler is undefined or not exported"],
    },
  },
  {
    name: "a handler that is no function",
    code: "exports.handler = 1",
    payload: { errorType: "Runtime.HandlerNotFound", errorMessage: "index.handler is not a function" },
  },
  {
    name: "a handler without an export",
    code: "",
    fn: { handler: "index" },
    payload: { errorType: "Runtime.MalformedHandlerName", errorMessage: "Bad handler" },
  },
  {
    name: "a handler that climbs out of the zip",
    code: "",
    fn: { handler: "../index.handler" },
    payload: {
      errorType: "Runtime.MalformedHandlerName",
      errorMessage: /^'..\/index.handler' is not a valid/,
    },
  },
];

describe("the error payload of a function", () => {
  let fixture: RuntimeFixture;
  before(() => void (fixture = startRuntime()));
  after(() => fixture.runtime.close());

  for (const { name, code, fn, payload } of failures)
    it(name, async () => {
      const { failed, answer } = await fixture.call(lambdaFunction(code, fn));

      expect(failed).to.equal(true);
      expect(Object.keys(answer)).to.deep.equal(
        "trace" in answer ? ["errorType", "errorMessage", "trace"] : ["errorType", "errorMessage"],
      );
      expect(answer.errorType).to.equal(payload.errorType);
      expectText(answer.errorMessage, payload.errorMessage);
      if (payload.trace?.length === 0) expect(answer.trace).to.deep.equal([]);
      payload.trace?.forEach((line, index) => expectText(answer.trace[index], line));
      expect(JSON.stringify(answer)).not.to.contain(process.cwd());
    });

  for (const [name, fault] of [
    ["an exit", "process.exit(1)"],
    ["an uncaught error", "setImmediate(() => { throw 1 }); await new Promise(() => {})"],
    ["an unhandled rejection", "Promise.reject(1); await new Promise(() => {})"],
    ["a signal", "process.kill(process.pid)"],
  ] as const)
    it(`comes within 50 ms of ${name}`, async () => {
      const delays: number[] = [];
      for (let call = 0; call < 3; call++) {
        fixture.logs.clear();
        const { failed } = await fixture.call(
          lambdaFunction(handler(`console.log("at", Date.now()); ${fault}`)),
        );
        const answeredMs = Date.now();
        const printed = fixture.logs
          .get("/aws/lambda/pets")
          ?.find(({ message }) => message.includes("\tat "));
        delays.push(answeredMs - Number(printed?.message.split("at ")[1]));
        expect(failed).to.equal(true);
      }

      expect(Math.min(...delays)).to.be.within(0, 50);
    });
});

function expectText(actual: string, expected: string | RegExp): void {
  if (expected instanceof RegExp) expect(actual).to.match(expected);
  else expect(actual).to.equal(expected);
}
