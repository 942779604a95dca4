import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect } from "chai";
import * as testing from "../../testing";

const load = (code: string): string =>
  execFileSync(process.execPath, ["-r", join(__dirname, "../register.js"), "-e", code], {
    cwd: join(__dirname, "../.."),
    encoding: "utf8",
  });

describe("secure-serverless-api/testing", () => {
  it("exports this and nothing else", () => {
    expect(Object.keys(testing).sort()).to.deep.equal([
      "MisuseError",
      "ResourceRecorder",
      "graph",
      "iam",
      "readLocalCloud",
      "rendered",
    ]);
  });

  it("is loaded without chai and without Pulumi: whoever needs neither pays for neither", () => {
    const code = `require("./testing/index.ts");
      const loaded = Object.keys(require.cache).filter((file) => /node_modules.(chai|@pulumi)./.test(file));
      console.log(loaded.length);`;

    expect(load(code).trim()).to.equal("0");
  });

  it("is registered by one import", () => {
    const code = `require("./testing/register.ts");
      const { Assertion } = require("chai");
      console.log(["allow", "grantExactly"].every((name) => name in Assertion.prototype));`;

    expect(load(code).trim()).to.equal("true");
  });
});
