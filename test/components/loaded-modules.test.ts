import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect } from "chai";

describe("a program that does not use them", function () {
  this.timeout(60_000);

  it("loads neither the resource classes nor the policy modules of a function's settings", () => {
    const program = join(__dirname, "fixtures", "load-shop.ts");
    const register = join(__dirname, "..", "register.js");
    const loaded = JSON.parse(
      execFileSync(process.execPath, ["--require", register, program], { encoding: "utf8" }),
    ) as string[];
    const unwanted = loaded.filter((file) =>
      /\/(@pulumi\/aws|policies\/services)\/(ec2|secretsmanager|sns|sqs|ssm)\b/.test(file),
    );

    expect(loaded.length).to.be.greaterThan(100);
    expect(unwanted).to.deep.equal([]);
  });
});
