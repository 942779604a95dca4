import { expect } from "chai";
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";

const root = join(__dirname, "..", "..", "..");
const generate = (...options: string[]) =>
  spawnSync(process.execPath, [join(root, "policies", "generator", "main.mjs"), ...options], {
    encoding: "utf8",
  });

describe("the generated services", () => {
  it("are what the installed service authorization reference gives", () => {
    const { status, stderr } = generate("--check");

    expect(stderr).to.equal("");
    expect(status).to.equal(0);
  });

  it("each export one service, which knows its actions", () => {
    for (const file of readdirSync(join(root, "policies", "services"))) {
      if (file === "service-prefixes.ts") continue;
      const exported = Object.values(
        require(join(root, "policies", "services", file)) as Record<
          string,
          { findActions(name: string): unknown[] }
        >,
      );

      expect(exported, file).to.have.length(1);
      expect(exported[0]!.findActions("*"), file).to.not.have.length(0);
    }
  });

  it("cannot be asked for by a name that no service has", () => {
    const { status, stderr } = generate("no-such-service");

    expect(status).to.equal(1);
    expect(stderr).to.include("no-such-service is no service");
  });
});
