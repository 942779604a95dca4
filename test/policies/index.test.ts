import { expect } from "chai";
import { spawnSync } from "node:child_process";
import { join } from "node:path";

const root = join(__dirname, "..", "..");

function loadedModules(program: string): string[] {
  const script = `require("./test/register.js"); ${program}; console.log(Object.keys(require.cache).join("\\n"));`;
  const { stdout, stderr, status } = spawnSync(process.execPath, ["-e", script], {
    cwd: root,
    encoding: "utf8",
  });
  expect(status, stderr).to.equal(0);
  return stdout.split("\n");
}

describe("policies", () => {
  it("decide, lint and build plain documents without loading Pulumi", () => {
    const modules = loadedModules(`
      const { evaluate, lint, toDocument } = require("./policies");
      const { sqs } = require("./policies/services/sqs");
      const document = toDocument(sqs.allow("SendMessage").on({ queue: "arn:aws:sqs:eu-west-1:111122223333:q" }));
      lint(document);
      evaluate({ principal: "anonymous", action: "sqs:SendMessage", resource: "*", context: {} }, { identity: [document] });
    `);

    expect(modules.filter((file) => file.includes("@pulumi"))).to.deep.equal([]);
    expect(modules.filter((file) => file.includes(join("policies", "evaluate")))).to.not.have.length(0);
  });

  it("load a service only when a document names it", () => {
    const modules = loadedModules(`
      const { lint } = require("./policies");
      lint({ Version: "2012-10-17", Statement: { Effect: "Allow", Action: "sns:Publish", Resource: "*" } });
    `);

    const services = modules
      .filter((file) => file.includes(join("policies", "services")))
      .map((file) => file.split(/[\\/]/).at(-1));

    expect(services).to.have.members(["service-prefixes.ts", "sns.ts"]);
  });
});
