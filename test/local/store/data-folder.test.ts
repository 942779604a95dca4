import { spawn } from "node:child_process";
import { once } from "node:events";
import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { openDataFolder } from "../../../local/store/data-folder";

/** No process has it: above every system's limit. */
const NO_PROCESS = 2 ** 30;

describe("the data folder", () => {
  let folder: string;
  beforeEach(() => void (folder = join(mkdtempSync(join(tmpdir(), "data-folder-")), "nested", "dev")));
  afterEach(() => rmSync(join(folder, "..", ".."), { recursive: true }));
  const open = () => openDataFolder(folder, randomBytes);

  it("makes its key once", () => {
    const first = open();
    first.close();
    const again = open();
    again.close();

    expect(first.masterKey).to.have.length(32);
    expect(again.masterKey.equals(first.masterKey)).to.equal(true);
  });

  it("shows its key to nobody else on the machine", () => {
    open().close();

    expect(statSync(folder).mode & 0o077).to.equal(0);
    expect(statSync(join(folder, "keys.json")).mode & 0o077).to.equal(0);
  });

  it("is for one process at a time", () => {
    const held = open();

    expect(() => open())
      .to.throw(`The data folder ${folder} is in use by process ${process.pid}`)
      .and.match(/--data/);
    held.close();
    open().close();
  });

  it("names the other process that has it", () => {
    open().close();
    writeFileSync(join(folder, "lock"), String(process.ppid));

    expect(() => open()).to.throw(`in use by process ${process.ppid}`);
    expect(readFileSync(join(folder, "lock"), "utf8")).to.equal(String(process.ppid));
  });

  for (const [what, content] of [
    ["a process that was killed", String(NO_PROCESS)],
    ["an earlier process of the same id", String(process.pid)],
    ["a crash while it was written", ""],
  ]) {
    it(`takes over the lock of ${what}`, () => {
      open().close();
      writeFileSync(join(folder, "lock"), content!);

      open().close();
    });
  }

  if (process.platform === "linux") {
    it("takes over the lock of a process that was killed and that nobody has waited for", async () => {
      const parent = spawn("sh", ["-c", "sleep 0 & echo $!; exec sleep 5"]);
      const [processId] = (await once(parent.stdout, "data")) as [Buffer];
      await new Promise((resolve) => setTimeout(resolve, 50));
      open().close();
      writeFileSync(join(folder, "lock"), String(processId).trim());

      try {
        open().close();
      } finally {
        parent.kill();
      }
    });
  }

  for (const content of ["", "{", '{"masterKey":"c2hvcnQ="}', "[]"]) {
    it(`refuses a key file that holds ${JSON.stringify(content)}, and leaves the folder free`, () => {
      open().close();
      writeFileSync(join(folder, "keys.json"), content);

      expect(() => open()).to.throw(/keys\.json does not hold a master key of 32 bytes.*--fresh/);
      expect(() => open()).to.throw(/keys\.json/);
    });
  }
});
