import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { expect } from "chai";
import { readModulePack, writeModulePack } from "../../module-cache/module-pack";
import {
  loadTypeScriptInChildren,
  removeTemporaryFolders,
  temporaryFolder,
} from "../local/engine/temporary-project";

const root = join(__dirname, "../..");

/** Loads `main.js` of a folder in a process of its own, with the cache; answers with what it exports. */
function load(folder: string): unknown {
  const script = `
    process.setSourceMapsEnabled(false);
    const keep = require(${JSON.stringify(join(root, "module-cache/cache-modules"))}).cacheModules("modules");
    Promise.resolve(require("./main.js")).then((answer) => { console.log(JSON.stringify(answer)); keep(); });`;
  writeFileSync(join(folder, "start.js"), script);
  return JSON.parse(
    execFileSync(process.execPath, ["start.js"], { cwd: folder, encoding: "utf8" }),
  ) as unknown;
}

function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = temporaryFolder();
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

const OWN = "main.js";
const DEPENDENCY = "node_modules/dependency/index.js";

/** A folder whose module at `path` has this text, and is what is loaded. */
const folderOf = (path: string, text: string): string =>
  folderWith({
    "main.js": "module.exports = require('dependency')",
    [path]: text,
    [join(dirname(path), "other.js")]: "exports.name = 'other'",
  });

describe("the cache of modules", function () {
  this.timeout(20_000);
  before(loadTypeScriptInChildren);
  afterEach(removeTemporaryFolders);

  for (const path of [OWN, DEPENDENCY]) {
    for (const [what, text, answer] of [
      [
        "its file and folder",
        "module.exports = [require('node:path').relative(__dirname, __filename), typeof __dirname]",
        [path.split("/").at(-1), "string"],
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
        "module.exports = new Error().stack.match(/js:\\d+:\\d+/)[0]",
        "js:1:18",
      ],
      ["import()", "module.exports = import('node:path').then(({ sep }) => typeof sep)", "string"],
      [
        "import() behind a comment",
        "module.exports = import/* */('node:path').then(({ sep }) => typeof sep)",
        "string",
      ],
      ["a first line for the shell", "#!/usr/bin/env node\nmodule.exports = 1", 1],
      ["letters beyond Latin", "module.exports = 'naïve 漢字 🙂'", "naïve 漢字 🙂"],
      ["more than a megabyte", `module.exports = 2;//${" ".repeat(1_000_000)}`, 2],
    ] as const) {
      it(`gives ${path} ${what}, with and without what was kept`, () => {
        const folder = folderOf(path, text);

        expect(load(folder)).to.deep.equal(answer);
        expect(load(folder)).to.deep.equal(answer);
      });
    }

    it(`runs what ${path} says now, even if its length and time have not changed`, () => {
      const folder = folderOf(path, "module.exports = 'before'");
      const file = join(folder, path);
      utimesSync(file, 1, 1);
      expect(load(folder)).to.equal("before");

      writeFileSync(file, "module.exports = 'behind'");
      utimesSync(file, 1, 1);

      expect(load(folder)).to.equal("behind");
    });

    it(`names the line of a syntax error in ${path} as Node does`, () => {
      const folder = folderOf(path, "\nmodule.exports = ;");
      expect(() => load(folder)).to.throw(new RegExp(`${path}:2`));
    });
  }

  it("runs another file that was put in the place of a dependency's", () => {
    const folder = folderOf(DEPENDENCY, "module.exports = 'before'");
    const file = join(folder, DEPENDENCY);
    load(folder);

    writeFileSync(`${file}.new`, "module.exports = 'behind'");
    const { atimeMs, mtimeMs } = statSync(file);
    utimesSync(`${file}.new`, atimeMs / 1000, mtimeMs / 1000);
    renameSync(`${file}.new`, file);

    expect(load(folder)).to.equal("behind");
  });

  it("neither reads nor compiles a dependency that it has", () => {
    const folder = folderOf(DEPENDENCY, "module.exports = 1");
    load(folder);
    writeFileSync(
      join(folder, "main.js"),
      `const read = require("node:fs").readFileSync;
       const files = [];
       require("node:fs").readFileSync = (...args) => (files.push(String(args[0])), read(...args));
       require("dependency");
       module.exports = files.filter((file) => file.endsWith("dependency/index.js")).length;`,
    );

    expect(load(folder)).to.equal(0);
  });

  it("keeps the modules of one program when another has been run", () => {
    const folder = folderOf(DEPENDENCY, "module.exports = 1");
    load(folder);
    writeFileSync(join(folder, "main.js"), "module.exports = 'another program'");
    load(folder);

    expect([...readModulePack(join(folder, "modules")).keys()]).to.include.members([
      join(folder, DEPENDENCY),
      join(folder, "main.js"),
    ]);
  });

  it("leaves its file alone while it holds what is needed", () => {
    const folder = folderOf(DEPENDENCY, "module.exports = 1");
    load(folder);
    const kept = readFileSync(join(folder, "modules"));
    load(folder);

    expect(readFileSync(join(folder, "modules")).equals(kept)).to.equal(true);
  });

  it("does without a file that is damaged or cut off", () => {
    const folder = folderOf(DEPENDENCY, "module.exports = 1");
    load(folder);
    const file = join(folder, "modules");
    const kept = readFileSync(file);
    const flipped = Buffer.from(kept);
    flipped[kept.length - 20]! ^= 1;
    for (const damaged of [flipped, kept.subarray(0, kept.length / 2), Buffer.alloc(0)]) {
      writeFileSync(file, damaged);
      expect(readModulePack(file).size).to.equal(0);
      expect(load(folder)).to.equal(1);
    }
  });

  it("reads what it wrote, and writes nothing where it may not", () => {
    const file = join(temporaryFolder(), "modules");
    const pack = new Map([
      ["/a.js", { stamp: "1", text: "one 漢字", code: Buffer.from("code") }],
      ["/b.js", { stamp: "2", text: "", code: Buffer.alloc(17, 2) }],
    ]);
    writeModulePack(file, pack);

    const read = [...readModulePack(file)].map(([path, { stamp, text, code }]) => [
      path,
      { stamp, text, code: Buffer.from(code) },
    ]);
    expect(read).to.deep.equal([...pack]);
    expect(existsSync(file)).to.equal(true);
    expect(() => writeModulePack(join(file, "below"), pack)).not.to.throw();
  });
});
