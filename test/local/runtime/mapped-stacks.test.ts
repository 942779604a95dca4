import { readFileSync } from "node:fs";
import { transformSync } from "esbuild";
import { expect } from "chai";
import { bundleCallback } from "../../../callbacks";
import { lambdaFunction, startRuntime, type RuntimeFixture } from "./runtime-fixture";

const SOURCE = `interface Numbers {
  readonly by: number;
}

exports.handler = async (numbers: Numbers) => {
  const own: string = "not used";
  throw new RangeError(\`divided by \${numbers.by}\`);
};
`;
const { code, map } = transformSync(SOURCE, {
  loader: "ts",
  sourcefile: "functions/divide.ts",
  sourcemap: "external",
  minify: true,
});
const linked = `${code}//# sourceMappingURL=index.js.map\n`;
const inline = `${code}//# sourceMappingURL=data:application/json;base64,${Buffer.from(map).toString("base64")}\n`;
const on = { NODE_OPTIONS: "--no-deprecation --enable-source-maps" };
const MAPPED = /\/var\/task\/functions\/divide\.ts:7:9\)?$/;
const AS_IT_RUNS = /\/var\/task\/index\.js:1:\d+\)?$/;

describe("a stack trace", () => {
  let fixture: RuntimeFixture;
  before(() => void (fixture = startRuntime()));
  after(() => fixture.runtime.close());

  const CASES: readonly [string, Record<string, string>, Record<string, string>, RegExp][] = [
    [
      "names the author's line where NODE_OPTIONS asks for it",
      { "index.js": linked, "index.js.map": map },
      on,
      MAPPED,
    ],
    ["reads a map that lies in the code itself", { "index.js": inline }, on, MAPPED],
    [
      "is of the code as it runs without the option",
      { "index.js": linked, "index.js.map": map },
      {},
      AS_IT_RUNS,
    ],
    ["is of the code as it runs where the map is missing", { "index.js": linked }, on, AS_IT_RUNS],
    [
      "is of the code as it runs where the map is none",
      { "index.js": linked, "index.js.map": "{" },
      on,
      AS_IT_RUNS,
    ],
    ["is of the code as it runs where there is no map", { "index.js": code }, on, AS_IT_RUNS],
  ];
  for (const [what, files, environment, place] of CASES) {
    it(what, async () => {
      const { failed, answer } = await fixture.call(lambdaFunction(files, { environment }), { by: 0 });

      expect(failed).to.equal(true);
      expect(answer.errorMessage).to.equal("divided by 0");
      expect(answer.trace[0]).to.equal("RangeError: divided by 0");
      expect(answer.trace[1]).to.match(place);
    });
  }

  it("names the author's line in what bundleCallback made", async () => {
    const { files } = await bundleCallback(
      async () => {
        throw new Error("on purpose"); // thrown here
      },
      { name: "GET /" },
    );
    const lines = readFileSync(__filename, "utf8").split("\n");
    const line = lines.findIndex((text) => text.endsWith("// thrown here")) + 1;

    const { answer } = await fixture.call(lambdaFunction(files, { environment: on }), {});

    expect(answer.trace[1]).to.contain(`/var/task/test/local/runtime/mapped-stacks.test.ts:${line}:`);
  });

  it("is true of an error without a name, and of what a function prepares itself", async () => {
    const odd = `exports.handler = async () => {
      const error = new Error("odd");
      Object.defineProperty(error, "name", { get() { throw new Error("no name"); } });
      const first = error.stack.split("\\n")[0];
      Error.prepareStackTrace = (_, frames) => frames.length;
      return [first, typeof new Error("own").stack];
    };`;
    const { answer } = await fixture.call(lambdaFunction(odd, { environment: on }));

    expect(answer).to.deep.equal(["<error>", "number"]);
  });
});
