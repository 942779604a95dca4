import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect } from "chai";
import { bundleCallback, CallbackError } from "../../callbacks";
import { runBundles } from "./run-bundles";

type Files = Readonly<Record<string, string>>;

interface Refused {
  readonly files: Files;
  readonly because: RegExp;
  readonly at: string;
  readonly remedy: RegExp;
}

const HANDLER = "export const handler = async (event: any) => ";
const USING = (name: string) => `import { use } from ${JSON.stringify(name)};\n${HANDLER}use(event.name);\n`;
const inPackage = (text: string): Files => ({
  "node_modules/some/package.json": '{ "name": "some", "type": "module", "exports": "./index.js" }',
  "node_modules/some/index.js": text,
  "entry.ts": USING("some"),
});
const inCommonPackage = (text: string): Files => ({
  "node_modules/some/package.json": '{ "name": "some" }',
  "node_modules/some/index.js": text,
  "entry.ts": USING("some"),
});
const inModule = (text: string): Files => ({ "entry.ts": USING("./used"), "used.ts": text });

const WORKING: Record<string, readonly [files: Files, answer: unknown]> = {
  "a module's literal require": [inModule('export const use = () => require("node:os").EOL;\n'), "\n"],
  "a require of one of two literal names": [
    {
      ...inModule('export const use = (name: string) => require(name === "a" ? "./a" : "./b").it;\n'),
      "a.ts": 'export const it = "a";\n',
      "b.ts": 'export const it = "b";\n',
    },
    "b",
  ],
  "a computed import that no function needs": [
    {
      ...inModule('export { use } from "./plain";\nexport { load } from "./loading";\n'),
      "plain.ts": "export const use = () => 1;\n",
      "loading.ts": "export const load = (name: string) => import(name);\n",
    },
    1,
  ],
  "a package that makes require of import.meta.url": [
    inPackage(
      'import { createRequire } from "node:module"; const require = createRequire(import.meta.url); export const use = () => require("node:os").EOL;',
    ),
    "\n",
  ],
  "a package that names its folder at the top": [
    inPackage(
      'import { fileURLToPath } from "node:url"; const here = fileURLToPath(new URL(".", import.meta.url)); export const use = () => typeof here;',
    ),
    "string",
  ],
  "a package that asks whether there is import.meta": [
    inPackage(
      'export const use = () => typeof import.meta === "object" && import.meta.env?.MODE === "test" ? 1 : 2;',
    ),
    2,
  ],
  "a package with a file beside it that no function needs": [
    inPackage(
      'export const use = () => 1; export const worker = () => new URL("./worker.js", import.meta.url);',
    ),
    1,
  ],
  "a package that loads what it is told to where nobody tells it": [
    inCommonPackage("exports.use = () => 1; exports.load = (name) => require(name);"),
    1,
  ],
  "a package that tries a file beside it": [
    inPackage(
      'import { createRequire } from "node:module"; const require = createRequire(import.meta.url); let x = 1; try { x = require("./x.json"); } catch {} export const use = () => x;',
    ),
    1,
  ],
  "a package whose unused function reads a file beside it": [
    inCommonPackage(
      'const fs = require("fs"); exports.use = () => 1; exports.font = () => fs.readFileSync(__dirname + "/x.afm"); exports.path = () => require.resolve("./x");',
    ),
    1,
  ],
  "a package's require that is made for it, where no function needs it": [
    inPackage(
      'import { createRequire } from "node:module"; export const use = () => 1; export const x = () => createRequire(import.meta.url)("./x.json");',
    ),
    1,
  ],
  "a module that asks whether there is require": [
    inModule('export const use = () => typeof require === "function" && require.main === module;\n'),
    false,
  ],
};

const decorated = (more: Files, options: object = { emitDecoratorMetadata: true }): Files => ({
  "tsconfig.json": JSON.stringify({ compilerOptions: { experimentalDecorators: true, ...options } }),
  "node_modules/reflect-metadata/package.json": '{ "name": "reflect-metadata", "main": "index.js" }',
  "node_modules/reflect-metadata/index.js": "globalThis.reads = true;",
  "service.ts": `import "reflect-metadata";
const injectable = (target: Function) => void target;
class Logger {}
@injectable
export class Service { constructor(readonly logger: Logger) {} }
`,
  "entry.ts": `import { Service } from "./service";\n${HANDLER}typeof Service;\n`,
  ...more,
});

const REFUSED: Record<string, Refused> = {
  "a computed require in a module": {
    files: inModule('export const use = (name: string) =>\n  require("./pick-" + name);\n'),
    because: /loads a module whose name is computed/,
    at: "used.ts:2",
    remedy: /literally/,
  },
  "a computed import in a module": {
    files: {
      ...inModule("export const use = (name: string) => import(`./lang-${name}`);\n"),
      "lang-x.ts": "",
    },
    because: /loads a module whose name is computed/,
    at: "used.ts:1",
    remedy: /literally/,
  },
  "a computed require in a file that drags in what cannot be bundled": {
    files: { "entry.ts": `${HANDLER}require("./" + event.name);\n`, "broken.ts": 'import "absent";\n' },
    because: /loads a module whose name is computed/,
    at: "entry.ts:1",
    remedy: /literally/,
  },
  "require.resolve in a module": {
    files: { ...inModule('export const use = () => require.resolve("./x");\n'), "x.ts": "" },
    because: /asks for the path of a module/,
    at: "used.ts:1",
    remedy: /deployed/,
  },
  "import.meta in a module": {
    files: inModule("export const use = () => import.meta.url;\n"),
    because: /import\.meta/,
    at: "used.ts:1",
    remedy: /deployed/,
  },
  "import.meta in a module beside a package that has it": {
    files: {
      ...inPackage("export const use = () => typeof import.meta.url;\n"),
      "used.ts": "export const here = () => import.meta.url;\n",
      "entry.ts": `import { use } from "some";\nimport { here } from "./used";\n${HANDLER}[use(), here()];\n`,
    },
    because: /import\.meta/,
    at: "used.ts:1",
    remedy: /deployed/,
  },
  "a file beside a package's module": {
    files: inPackage(
      'import { readFileSync } from "node:fs";\nexport const use = () => readFileSync(new URL("./x.txt", import.meta.url));\n',
    ),
    because: /reads the file ".\/x.txt" beside its module/,
    at: "node_modules/some/index.js:2",
    remedy: /external/,
  },
  "a file of a package by a require that is made for it": {
    files: inPackage(
      'import { createRequire } from "node:module";\nconst load = createRequire(import.meta.url);\nexport const use = () =>\n  load("./x.json");\n',
    ),
    because: /asks for the file ".\/x.json" beside its module/,
    at: "node_modules/some/index.js:4",
    remedy: /external.*layer/,
  },
  "a file of a package by a require that a compiler has made for it": {
    files: inCommonPackage(
      'const load = require("module").createRequire(typeof document === "undefined" ? require("u" + "rl").pathToFileURL(__filename).href : 0);\nexports.use = () => load("#font");\n',
    ),
    because: /asks for the file "#font"/,
    at: "node_modules/some/index.js:2",
    remedy: /external/,
  },
  "a file that a package with a source map reads when it is loaded": {
    files: {
      ...inCommonPackage(
        'exports.use = () => 1;\nrequire("fs").readFileSync(__dirname + "/x.txt");\n//# sourceMappingURL=index.js.map\n',
      ),
      "node_modules/some/index.js.map":
        '{ "version": 3, "sources": ["index.ts"], "names": [], "mappings": "AAAA;AACA" }',
    },
    because: /asks for the file "\/x.txt"/,
    at: "node_modules/some/index.js:2",
    remedy: /external/,
  },
  "the path of a file of a package by a require that is made for it": {
    files: inPackage(
      'import * as module from "node:module";\nexport const use = () => module.createRequire(import.meta.url).resolve("#font");\n',
    ),
    because: /asks for the file "#font"/,
    at: "node_modules/some/index.js:2",
    remedy: /external/,
  },
  "a file that a package reads when it is loaded": {
    files: inCommonPackage(
      '"use strict";\nconst { readFileSync } = require("fs"), path = require("path");\nconst style = readFileSync(path.resolve(__dirname, "../style.css"), "utf8");\nexports.use = () => style;\n',
    ),
    because: /asks for the file "..\/style.css"/,
    at: "node_modules/some/index.js:3",
    remedy: /external/,
  },
  "a file whose path a package asks for when it is loaded": {
    files: inCommonPackage('const worker = require.resolve("./worker.js");\nexports.use = () => worker;\n'),
    because: /asks for the file ".\/worker.js"/,
    at: "node_modules/some/index.js:1",
    remedy: /external/,
  },
  "a require by another name in a module": {
    files: inModule('const load = require;\nexport const use = (name: string) => load("./" + name);\n'),
    because: /hands 'require' on/,
    at: "used.ts:1",
    remedy: /Import the module/,
  },
  "a module's own require": {
    files: inModule('export const use = () => module.require("./x.json");\n'),
    because: /hands 'require' on/,
    at: "used.ts:1",
    remedy: /Import the module/,
  },
  "machine code": {
    files: {
      "entry.ts": USING("native"),
      "node_modules/native/index.js": 'exports.use = require("./native.node");\n',
      "node_modules/native/native.node": "",
    },
    because: /"\.node"/,
    at: "node_modules/native/index.js:1",
    remedy: /'external', and put it beside the function, as in a layer/,
  },
  "a module that waits": {
    files: inModule("const x = await Promise.resolve(1);\nexport const use = () => x;\n"),
    because: /Top-level await/,
    at: "used.ts:1",
    remedy: /CommonJS.*into the handler/,
  },
  "a decorated class that is told types": {
    files: decorated({}),
    because: /'Service', whose decorators are told types by 'emitDecoratorMetadata'/,
    at: "service.ts:4",
    remedy: /@inject/,
  },
  "a class with a decorated field that is told its type": {
    files: decorated({
      "base.json": '{ "compilerOptions": { "emitDecoratorMetadata": true, "experimentalDecorators": true } }',
      "tsconfig.json": '{ "extends": "./base.json" }',
      "service.ts":
        'import "reflect-metadata";\nconst field = (...all: unknown[]): any => all;\nexport class Service { @field name = ""; }\n',
    }),
    because: /'Service', whose decorators/,
    at: "service.ts:3",
    remedy: /emitDecoratorMetadata/,
  },
};

const DECORATED: Record<string, Files> = {
  "where the option is off": decorated({}, {}),
  "where nothing reads types": decorated({
    "service.ts":
      "const injectable = (target: Function) => void target;\n@injectable\nexport class Service { constructor(readonly name: string) {} }\n",
  }),
  "where no class is decorated": decorated({
    "service.ts": 'import "reflect-metadata";\nexport class Service {}\n',
  }),
};

describe("the modules of a bundle", () => {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "modules-")));
  after(() => rmSync(root, { recursive: true }));
  let count = 0;
  const bundle = (files: Files) => {
    const folder = join(root, String(count++));
    for (const [path, text] of Object.entries({ "package.json": '{ "name": "app" }', ...files })) {
      const file = join(folder, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
    return bundleCallback({ entry: join(folder, "entry.ts") }, { name: "GET /" });
  };

  const working = {
    ...WORKING,
    ...Object.fromEntries(
      Object.entries(DECORATED).map(([where, files]) => [
        `a decorated class ${where}`,
        [files, "function"] as const,
      ]),
    ),
  };
  for (const [what, [files, answer]] of Object.entries(working)) {
    it(`work: ${what}`, async () => {
      expect(await runBundles([await bundle(files)], { name: "x" })).to.deep.equal([{ answer }]);
    });
  }

  for (const [what, { files, because, at, remedy }] of Object.entries(REFUSED)) {
    it(`are refused: ${what}`, async () => {
      const error = await bundle(files).catch((reason: unknown) => reason);

      expect(error).to.be.instanceOf(CallbackError);
      const { message, place } = error as CallbackError;
      expect(message).to.match(because);
      expect(`${place!.file}:${place!.line}`).to.satisfy((found: string) => found.endsWith(`/${at}`));
      expect(message).to.match(remedy);
    });
  }
});
