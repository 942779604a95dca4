import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect } from "chai";
import { bundleCallback } from "../../callbacks";
import { runBundles } from "./run-bundles";

type Files = Readonly<Record<string, string>>;

const described = (more: object) => JSON.stringify({ name: "some", version: "1.0.0", ...more });

/** Whoever loads it can tell which form it is; only the CommonJS form can be called. */
const COMMON =
  'module.exports = function some() { return "common"; }; module.exports.form = "common"; module.exports.only = 1;';
const ES = 'export default { es: true }; export const form = "es";';

const inPackage = (name: string, files: Files): Files =>
  Object.fromEntries(Object.entries(files).map(([path, text]) => [`node_modules/${name}/${path}`, text]));

const PACKAGES: Readonly<Record<string, Files>> = {
  "with a module field": inPackage("dual", {
    "package.json": described({ main: "lib/common", module: "es.js" }),
    "lib/common.js": COMMON,
    "es.js": ES,
  }),
  "with a module field and an implied main file": inPackage("dual", {
    "package.json": described({ module: "es.js" }),
    "index.js": COMMON,
    "es.js": ES,
  }),
  "with exports for import and require": inPackage("dual", {
    "package.json": described({ exports: { ".": { import: "./es.mjs", require: "./common.js" } } }),
    "common.js": COMMON,
    "es.mjs": ES,
  }),
  "with exports for import and all others": inPackage("dual", {
    "package.json": described({ exports: { import: "./es.mjs", default: "./common.js" } }),
    "common.js": COMMON,
    "es.mjs": ES,
  }),
  "with exports for bundlers": inPackage("dual", {
    "package.json": described({
      exports: { ".": { module: "./es.js", import: "./es.mjs", default: "./common.js" } },
    }),
    "common.js": COMMON,
    "es.js": ES,
    "es.mjs": ES,
  }),
};

/** What a program may do with such a package. */
const USES: Readonly<Record<string, Files>> = {
  "a default import": {
    "main.ts": 'import dual from "dual";\nexport const handler = async () => [dual(), dual.form];\n',
  },
  "named imports of what only one form has": {
    "main.ts": 'import { only, form } from "dual";\nexport const handler = async () => [only, form];\n',
  },
  "import = require": {
    "main.ts": 'import dual = require("dual");\nexport const handler = async () => dual();\n',
  },
  require: {
    "main.ts": 'const dual = require("dual");\nexport const handler = async () => dual();\n',
  },
  "require inside": {
    "main.ts": 'export const handler = async () => require("dual")();\n',
  },
  "an import in another module of the project": {
    "main.ts": 'import { use } from "./use";\nexport const handler = async () => use();\n',
    "use.ts": 'import dual from "dual";\nexport const use = () => dual();\n',
  },
  "a dependency that requires it": {
    "main.ts": 'import { use } from "dependent";\nexport const handler = async () => use();\n',
    ...inPackage("dependent", {
      "package.json": described({}),
      "index.js": 'exports.use = () => require("dual")();',
    }),
  },
  "an import and a dependency that requires it, with one state": {
    "main.ts":
      'import dual from "dual";\nimport { same } from "dependent";\nexport const handler = async () => same(dual);\n',
    ...inPackage("dependent", {
      "package.json": described({}),
      "index.js": 'exports.same = (other) => require("dual") === other;',
    }),
  },
};

/** A wrapper that hands `require` on: its file beside it would not be in the bundle. */
const UNIVERSAL: Files = inPackage("dual", {
  "package.json": described({ main: "universal.js", module: "es.js" }),
  "universal.js": `(function (factory) { factory(require, exports); })(function (require, exports) {
    exports.__esModule = true; exports.default = require("./beside").beside; });`,
  "beside.js": 'exports.beside = () => "beside";',
  "es.js": 'export { beside as default } from "./es-beside.js";',
  "es-beside.js": 'export const beside = () => "beside";',
});

interface Program {
  readonly folder: string;
  readonly files: Files;
}

const PROGRAMS: Record<string, Program> = Object.fromEntries([
  ...Object.entries(PACKAGES).flatMap(([what, files], index) =>
    Object.entries(USES).map(([use, using], count) => [
      `a package ${what}: ${use}`,
      { folder: `${index}/${count}`, files: { ...files, ...using } },
    ]),
  ),
  [
    "a package whose CommonJS form cannot be bundled",
    {
      folder: "universal",
      files: {
        ...UNIVERSAL,
        "main.ts": 'import dual from "dual";\nexport const handler = async () => dual();\n',
      },
    },
  ],
]);

describe("a function has the form of a package that its program has:", () => {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "forms-")));
  const results = new Map<string, { readonly here: unknown; readonly there: unknown }>();
  after(() => rmSync(root, { recursive: true }));
  before(async () => {
    const handlers = Object.values(PROGRAMS).map(({ folder, files }) => {
      write(join(root, folder), { "package.json": described({ name: "app" }), ...files });
      return (createRequire(join(root, folder, "main.js"))("./main") as { handler: () => Promise<unknown> })
        .handler;
    });
    const bundles = await Promise.all(
      handlers.map((handler) => bundleCallback(handler, { name: "handler" })),
    );
    const there = await runBundles(bundles, {});
    const here = await Promise.all(handlers.map(async (handler) => ({ answer: await handler() })));
    Object.keys(PROGRAMS).forEach((name, index) =>
      results.set(name, { here: here[index], there: there[index] }),
    );
  });

  for (const name of Object.keys(PROGRAMS)) {
    it(name, () => {
      const { here, there } = results.get(name)!;

      expect(there).to.deep.equal(here);
    });
  }
});

function write(folder: string, files: Files): void {
  for (const [path, text] of Object.entries(files)) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}
