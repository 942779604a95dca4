import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect } from "chai";
import { bundleCallback, CallbackError } from "../../callbacks";
import { runBundles } from "./run-bundles";

type Files = Readonly<Record<string, string>>;

const ENTRY = `import { use } from "some";\nexport const handler = async (event: any) => use(event.name);\n`;
const some = (index: string, others: Files = {}): Files => ({
  "entry.ts": ENTRY,
  "node_modules/some/index.js": index,
  ...Object.fromEntries(Object.entries(others).map(([path, text]) => [`node_modules/some/${path}`, text])),
});
const LANGUAGES: Files = {
  "languages/de.js": 'require("../index.js").add("de"); module.exports = "hallo";',
  "languages/fr.json": '"bonjour"',
  "languages/it/index.js": 'module.exports = "ciao";',
  "languages/README.md": "# Languages",
};
/** Each is called with the name "de". */
const choosing = (expression: string): Files =>
  some(`exports.add = () => {};\nexports.use = (name) => ${expression};\n`, LANGUAGES);

const WORKING: Record<string, readonly [files: Files, answer: unknown]> = {
  "a file by a name in a sum": [choosing('require("./languages/" + name)'), "hallo"],
  "a file by a name in a template": [choosing("require(`./languages/${name}.js`)"), "hallo"],
  "a file by a part of its name": [choosing('require("./languages/d" + name[1])'), "hallo"],
  "a JSON file by a name without its ending": [choosing('name && require("./languages/" + "fr")'), "bonjour"],
  "a folder's index": [choosing('require("./languages/" + (name && "it"))'), "ciao"],
  "a file by a path from the module's folder": [
    choosing('require(require("path").join(__dirname, "languages", name))'),
    "hallo",
  ],
  "a file by its folder and a name": [choosing('require(__dirname + "/languages/" + name)'), "hallo"],
  "a file by a folder in a template": [choosing("require(`${__dirname}/languages/${name}`)"), "hallo"],
  "a file of a folder above": [
    {
      "entry.ts": ENTRY,
      "node_modules/some/package.json": '{ "main": "lib/index.js" }',
      "node_modules/some/lib/index.js": 'exports.use = (name) => require("../data/" + name);',
      "node_modules/some/data/de.js": "module.exports = 1;",
    },
    1,
  ],
  "a name that no file has, as Node fails": [
    choosing('{ try { return require("./languages/x" + name); } catch (error) { return error.code; } }'),
    "MODULE_NOT_FOUND",
  ],
  "a folder that is not there, where it is tried": [
    some('exports.use = (name) => { try { return require("./absent/" + name); } catch { return 2; } };'),
    2,
  ],
  "a file by another name for require": [
    some(
      `let load;
exports.use = (name) => {
  try { load = require; return load("./languages/" + name); } catch { return "english"; }
};
exports.add = () => {};`,
      LANGUAGES,
    ),
    "hallo",
  ],
  "a literal name by another name for require": [
    some('const load = require; exports.use = () => load("./other").it;', { "other.js": "exports.it = 3;" }),
    3,
  ],
  "a universal wrapper that hands require on": [
    some(
      `(function (factory) {
  if (typeof module === "object" && typeof module.exports === "object") {
    var v = factory(require, exports);
    if (v !== undefined) module.exports = v;
  } else if (typeof define === "function" && define.amd) define(["require", "exports", "./other"], factory);
})(function (require, exports) { exports.use = () => require("./other").it; });`,
      { "other.js": "exports.it = 4;" },
    ),
    4,
  ],
  "its own require in a function that is given another": [
    some(
      'const run = (require) => require("x"); exports.use = () => run((name) => name + require("os").EOL);',
    ),
    "x\n",
  ],
  "another package by a name that is computed when it is loaded": [
    {
      ...some(
        'const load = (name) => { try { return require(name); } catch { return 0; } }; const it = load("other"); exports.use = () => it;',
      ),
      "node_modules/other/index.js": "module.exports = 5;",
    },
    5,
  ],
  "another package by a name that is evaluated when it is loaded": [
    {
      ...some(
        'const load = (name) => { try { return eval("quire".replace(/^/, "re"))(name); } catch { return 0; } }; const it = load("other"); exports.use = () => it;',
      ),
      "node_modules/other/index.js": "module.exports = 6;",
    },
    6,
  ],
  "a package that it can do without and that is not installed": [
    some('let it = 7; const name = "absent"; try { it = require(name); } catch {} exports.use = () => it;'),
    7,
  ],
  "a file that it can do without": [
    some(
      'let it = 8; try { it = require("fs").readFileSync(__dirname + "/x" + ".txt"); } catch {} exports.use = () => it;',
      {
        "x.txt": "x",
      },
    ),
    8,
  ],
  "what needs a variable that only the function has": [
    some(
      'if (!process.env.AWS_SECRET_ACCESS_KEY) throw new Error("no key"); exports.use = () => __dirname.length > 0;',
    ),
    true,
  ],
};

interface Refused {
  readonly files: Files;
  readonly because: RegExp;
  readonly at: string;
}

const REFUSED: Record<string, Refused> = {
  "a file that is looked for in one folder after the other": {
    files: some(
      `const fs = require("fs"), path = require("path");
let bytes;
for (const folder of [".", "../data"])
  try { bytes = fs.readFileSync(path.join(__dirname, folder, "model.bin")); } catch {}
if (!bytes)
  throw new Error("no model");
exports.use = () => bytes.length;`,
      { "model.bin": "x" },
    ),
    because: /takes along 'some', which fails where its own files.*: no model/,
    at: "node_modules/some/index.js:6",
  },
  "a file in a folder that a variable may give": {
    files: some(
      `const fs = require("fs"), path = require("path");
const folder = path.resolve(__dirname, process.env.DATA || "../data");
const data = fs.openSync(path.join(folder, "countries.dat"), "r");
exports.use = () => data;`,
    ),
    because: /ENOENT.*'\/var\/data\/countries.dat'/,
    at: "node_modules/some/index.js:3",
  },
  "machine code that is looked for by platform": {
    files: some(
      `const names = require("fs").readdirSync(__dirname).filter((name) => name.endsWith(process.platform + ".node"));
if (names.length === 0) throw new Error("no build for " + process.platform);
exports.use = () => require("./" + names[0]);`.replace(
        "readdirSync(__dirname)",
        'readdirSync(__dirname + "/builds")',
      ),
    ),
    because: /ENOENT.*builds/,
    at: "node_modules/some/index.js:1",
  },
  "machine code that is looked for when it is used": {
    files: {
      ...some(
        `class Database {\n  constructor() { this.native = require("bindings")("database.node"); }\n}\nexports.use = () => new Database();`,
      ),
      "node_modules/bindings/index.js": "module.exports = (name) => { throw new Error(name); };",
    },
    because: /asks for the file "database.node" beside its module/,
    at: "node_modules/some/index.js:2",
  },
  "a module that is not there, by a name that is computed": {
    files: some(
      'const name = "./generated/" + "client" + ".cjs";\nconst it = require(name);\nexports.use = () => it;',
    ),
    because: /Cannot find module '\.\/generated\/client\.cjs'/,
    at: "node_modules/some/index.js:2",
  },
  "what a package of the package looks for": {
    files: {
      ...some('const other = require("other"); exports.use = () => other;'),
      "node_modules/other/index.js": 'require("fs").statSync(__dirname + "/x/" + "y");',
    },
    because: /takes along 'some', which fails.*ENOENT/,
    at: "node_modules/other/index.js:1",
  },
};

const NOTED: Record<string, readonly [files: Files, notes: readonly RegExp[]]> = {
  "a module that somebody names": [
    some("exports.use = () => 1;\nexports.engine = (name) => require(name);"),
    [
      /the package 'some' can require a module by a name that is known only when it runs \(.*some\/index\.js:2\)/,
    ],
  ],
  "a file for a worker": [
    some(
      'exports.use = () => 1;\nexports.start = () => new (require("worker_threads").Worker)(require("path").join(__dirname, "worker.js"));',
      { "worker.js": "" },
    ),
    [/the package 'some' can ask for "worker\.js" beside its module \(.*some\/index\.js:2\).*'external'/],
  ],
  "nothing that is tried": [
    some(
      "exports.use = () => 1;\nexports.load = (name) => { try { return require(name); } catch { return 0; } };",
    ),
    [],
  ],
  "nothing that is not there anyhow": [
    some('exports.use = () => 1;\nexports.own = () => require("path").join(__dirname, "settings.json");'),
    [],
  ],
  "nothing that is followed": [choosing('require("./languages/" + name)'), []],
  "nothing of a function that is given its require": [
    some("exports.use = () => 1;\nexports.run = (require, name) => require(name);"),
    [],
  ],
};

describe("packages of a bundle", function () {
  this.timeout(20_000);
  const root = realpathSync(mkdtempSync(join(tmpdir(), "packages-")));
  after(() => rmSync(root, { recursive: true }));
  let count = 0;
  const bundle = (
    files: Files,
    options: { readonly external?: string[]; readonly include?: string[] } = {},
  ) => {
    const folder = join(root, String(count++));
    for (const [path, text] of Object.entries({ "package.json": '{ "name": "app" }', ...files })) {
      const file = join(folder, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
    return bundleCallback({ entry: join(folder, "entry.ts") }, { name: "GET /", ...options });
  };

  for (const [what, [files, answer]] of Object.entries(WORKING)) {
    it(`find ${what}`, async () => {
      expect(await runBundles([await bundle(files)], { name: "de" })).to.deep.equal([{ answer }]);
    });
  }

  for (const [what, { files, because, at }] of Object.entries(REFUSED)) {
    it(`are refused if they cannot be loaded without ${what}`, async () => {
      const error = await bundle(files).catch((reason: unknown) => reason);

      expect(error).to.be.instanceOf(CallbackError);
      const { message, place } = error as CallbackError;
      expect(message).to.match(because);
      expect(message).to.match(/external.*layer/);
      expect(`${place!.file}:${place!.line}`).to.satisfy((found: string) => found.endsWith(`/${at}`));
    });

    it(`are left to what is beside the function: ${what}`, async () => {
      const { notes } = await bundle(files, { external: ["some"] });

      expect(notes).to.deep.equal([]);
    });
  }

  for (const [what, [files, notes]] of Object.entries(NOTED)) {
    it(`are noted for ${what}`, async () => {
      const built = await bundle(files);

      expect(built.notes).to.have.length(notes.length);
      notes.forEach((note, index) => expect(built.notes[index]).to.match(note));
    });
  }

  it("may leave packages beside the function that those in the bundle require", async () => {
    const files = {
      ...some(
        'const fs = require("fs"); fs.existsSync(__dirname); const beside = require("beside"); exports.use = () => beside;',
      ),
      "node_modules/beside/index.js": "module.exports = 1;",
    };

    for (const external of ["beside", "be*"])
      expect((await bundle(files, { external: [external] })).files["index.js"]).to.include(
        'require("beside")',
      );
  });

  it("are loaded without the project's own code", async () => {
    const told = join(root, "told");
    const files = {
      ...some('require("fs").existsSync(__dirname); exports.use = () => 1;'),
      "entry.ts": `import { writeFileSync } from "node:fs";\nwriteFileSync(${JSON.stringify(told)}, "");\n${ENTRY}`,
    };

    await bundle(files);

    expect(readdirSync(root)).to.not.include("told");
  });
});
