import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { readCodePack, writeCodePack } from "../../../local/engine/code-pack";
import { loadTypeScriptInChildren, removeTemporaryFolders, temporaryFolder } from "./temporary-project";

const root = join(__dirname, "../../..");

/** Loads `main.js` of a folder in a process of its own, with the cache; answers with what it exports. */
function load(folder: string): unknown {
  const script = `
    process.setSourceMapsEnabled(false);
    const keep = require(${JSON.stringify(join(root, "local/engine/module-code-cache"))}).cacheModuleCode("code");
    Promise.resolve(require("./main.js")).then((answer) => { console.log(JSON.stringify(answer)); keep(); });`;
  writeFileSync(join(folder, "start.js"), script);
  return JSON.parse(
    execFileSync(process.execPath, ["start.js"], { cwd: folder, encoding: "utf8" }),
  ) as unknown;
}

function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = temporaryFolder();
  for (const [path, text] of Object.entries(files)) writeFileSync(join(folder, path), text);
  return folder;
}

describe("the cache of modules' compiled code", function () {
  this.timeout(20_000);
  before(loadTypeScriptInChildren);
  afterEach(removeTemporaryFolders);

  for (const [what, main, answer] of [
    [
      "its file and folder",
      "module.exports = [__filename, __dirname].map((path) => path.slice(-7).length)",
      [7, 7],
    ],
    [
      "require with all that belongs to it",
      "module.exports = Object.keys(require).sort()",
      ["cache", "extensions", "main", "resolve"],
    ],
    ["its exports as this", "exports.isThis = this === module.exports", { isThis: true }],
    ["other modules", "module.exports = require('./other').name", "other"],
    [
      "the position of an error in its first line",
      "module.exports = new Error().stack.match(/main.js:\\d+:\\d+/)[0]",
      "main.js:1:18",
    ],
    ["import()", "module.exports = import('node:path').then(({ sep }) => typeof sep)", "string"],
    [
      "import() behind a comment",
      "module.exports = import/* */('node:path').then(({ sep }) => typeof sep)",
      "string",
    ],
    ["a first line for the shell", "#!/usr/bin/env node\nmodule.exports = 1", 1],
  ] as const)
    // prettier-ignore
    it(`gives a module ${what}, with and without kept code`, () => {
      const folder = folderWith({ "main.js": main, "other.js": "exports.name = 'other'" });

      expect(load(folder)).to.deep.equal(answer);
      expect(existsSync(join(folder, "code")) || main.includes("import")).to.equal(true);
      expect(load(folder)).to.deep.equal(answer);
    });

  it("runs what a file says now, even if its length has not changed", () => {
    const folder = folderWith({ "main.js": "module.exports = 'before'" });
    expect(load(folder)).to.equal("before");

    writeFileSync(join(folder, "main.js"), "module.exports = 'behind'");

    expect(load(folder)).to.equal("behind");
  });

  it("leaves the file alone while it holds what is needed", () => {
    const folder = folderWith({ "main.js": "module.exports = 1" });
    load(folder);
    const kept = readFileSync(join(folder, "code"));
    load(folder);

    expect(readFileSync(join(folder, "code")).equals(kept)).to.equal(true);
  });

  it("does without a file that is damaged or cut off", () => {
    const folder = folderWith({ "main.js": "module.exports = 1" });
    load(folder);
    const file = join(folder, "code");
    const kept = readFileSync(file);
    const flipped = Buffer.from(kept);
    flipped[kept.length - 20]! ^= 1;
    for (const damaged of [flipped, kept.subarray(0, kept.length / 2), Buffer.alloc(0)]) {
      writeFileSync(file, damaged);
      expect(readCodePack(file).size).to.equal(0);
      expect(load(folder)).to.equal(1);
    }
  });

  it("names the line of a syntax error as Node does", () => {
    const folder = folderWith({ "main.js": "\nmodule.exports = ;" });
    expect(() => load(folder)).to.throw(/main\.js:2/);
  });

  it("reads what it wrote, and writes nothing where it may not", () => {
    const file = join(temporaryFolder(), "code");
    const pack = new Map([
      ["a", Buffer.from("one")],
      ["b", Buffer.alloc(17, 2)],
    ]);
    writeCodePack(file, pack);

    expect(new Map([...readCodePack(file)].map(([key, code]) => [key, Buffer.from(code)]))).to.deep.equal(
      pack,
    );
    expect(() => writeCodePack(join(file, "below"), pack)).not.to.throw();
  });
});
