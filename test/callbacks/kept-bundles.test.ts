import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect } from "chai";
import { bundleCallback, CACHE_VARIABLE } from "../../callbacks";
import { writeKept } from "../../callbacks/kept-results";
import { runBundles } from "./run-bundles";

type Files = Readonly<Record<string, string>>;

interface Edit {
  readonly files: Files;
  readonly edit: Files;
  readonly before: unknown;
  readonly after: unknown;
}

const PACKAGE = (more: object = {}) => JSON.stringify({ name: "app", version: "1.0.0", ...more });

/** Tells whether fields are defined or assigned: an assigned one calls the setter. */
const FIELDS = `class Base { set name(value: string) { (this as any).seen = "assigned"; } }
class Derived extends Base { name: any = 1; }
export const handler = async () => (new Derived() as any).seen ?? "defined";\n`;
const fields = (useDefineForClassFields: boolean) =>
  JSON.stringify({ compilerOptions: { useDefineForClassFields } });

const fieldsOf = (tsconfig: string, base: string): Edit => ({
  files: { "package.json": PACKAGE(), "tsconfig.json": tsconfig, "entry.ts": FIELDS, [base]: fields(true) },
  edit: { [base]: fields(false) },
  before: "defined",
  after: "assigned",
});

const importing = (specifier: string, files: Files, edit: Files): Edit => ({
  files: {
    "package.json": PACKAGE(),
    "src/entry.ts": `import { from } from ${JSON.stringify(specifier)};\nexport const handler = async () => from;\n`,
    ...files,
  },
  edit,
  before: "a",
  after: "b",
});

const IS = (from: string) => `export const from = ${JSON.stringify(from)};\n`;

const EDITS: Record<string, Edit> = {
  "the project's package.json maps an import to another file": importing(
    "#impl",
    { "package.json": PACKAGE({ imports: { "#impl": "./a.ts" } }), "a.ts": IS("a"), "b.ts": IS("b") },
    { "package.json": PACKAGE({ imports: { "#impl": "./b.ts" } }) },
  ),
  "a nearer package.json is added": importing(
    "./below/index",
    {
      "src/below/index.ts": 'export * from "app/impl";\n',
      "a.ts": IS("a"),
      "package.json": PACKAGE({ exports: { "./impl": "./a.ts" } }),
    },
    { "src/package.json": PACKAGE({ exports: { "./impl": "./b.ts" } }), "src/b.ts": IS("b") },
  ),
  "a file is put before a folder of its name": importing(
    "./impl",
    { "src/impl/index.ts": IS("a") },
    { "src/impl.ts": IS("b") },
  ),
  "a package is installed nearer": importing(
    "impl",
    { "node_modules/impl/index.js": 'exports.from = "a";', "src/package.json": PACKAGE() },
    { "src/node_modules/impl/index.js": 'exports.from = "b";' },
  ),
  "another package.json of the repository names another main file": importing(
    "../packages/impl",
    {
      "packages/impl/package.json": PACKAGE({ main: "a.ts" }),
      "packages/impl/a.ts": IS("a"),
      "packages/impl/b.ts": IS("b"),
    },
    { "packages/impl/package.json": PACKAGE({ main: "b.ts" }) },
  ),
  "a constant that is written out changes": importing(
    "./a",
    { "src/a.ts": IS("a") },
    { "src/a.ts": IS("b") },
  ),
  "a module that passes another one on passes on a third": importing(
    "./impl",
    { "src/impl.ts": 'export * from "./a";\n', "src/a.ts": IS("a"), "src/b.ts": IS("b") },
    { "src/impl.ts": 'export * from "./b";\n' },
  ),
  "what tsconfig.json extends changes": fieldsOf('{ "extends": "./base" }', "base.json"),
  "one of several that tsconfig.json extends changes": fieldsOf(
    '{\n  // as TypeScript 5 has it\n  "extends": ["./other.json", "./base.json",],\n}',
    "base.json",
  ),
  "a package that tsconfig.json extends changes": fieldsOf(
    '{ "extends": "@company/tsconfig/strict" }',
    "node_modules/@company/tsconfig/strict.json",
  ),
  "a package's tsconfig.json that is extended changes": fieldsOf(
    '{ "extends": "@company/tsconfig" }',
    "node_modules/@company/tsconfig/tsconfig.json",
  ),
  "what is extended by what tsconfig.json extends changes": {
    ...fieldsOf('{ "extends": "./middle" }', "base.json"),
    files: {
      ...fieldsOf('{ "extends": "./middle" }', "base.json").files,
      "middle.json": '{ "extends": "./base" }',
    },
  },
};

describe("a bundle that is kept is made anew when", () => {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "kept-")));
  let cache: string | undefined;
  before(() => {
    cache = process.env[CACHE_VARIABLE];
    process.env[CACHE_VARIABLE] = join(root, "cache");
  });
  after(() => {
    writeKept();
    if (cache === undefined) delete process.env[CACHE_VARIABLE];
    else process.env[CACHE_VARIABLE] = cache;
    rmSync(root, { recursive: true });
  });

  for (const [what, { files, edit, before, after }] of Object.entries(EDITS)) {
    it(what, async () => {
      const folder = join(root, what.replace(/\W+/g, "-"));
      const entry = join(folder, "src/entry.ts" in files ? "src/entry.ts" : "entry.ts");
      const answer = async () => {
        const bundle = await bundleCallback({ entry }, { name: "handler" });
        writeKept();
        return (await runBundles([bundle], {}))[0];
      };

      write(folder, files);
      expect(await answer()).to.deep.equal({ answer: before });
      expect(await answer()).to.deep.equal({ answer: before });
      write(folder, edit);
      expect(await answer()).to.deep.equal({ answer: after });
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
