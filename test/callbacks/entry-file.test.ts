import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { analyzeCallback, bundleCallback, CallbackError } from "../../callbacks";
import { FIXTURES } from "./load-compiled";
import { runBundles } from "./run-bundles";

const FOLDER = join(FIXTURES, "entries");

const WRAP = "const wrap = (callback: any) => async (event: any) => callback(event);\n";
const CALLBACK = "async (event: any) => `hello ${event.name}`";

/** The file's name is given where it is not `entry.ts`. */
type Files = Readonly<Record<string, string>>;

const EXPORTING: Readonly<Record<string, Files>> = {
  "a const": { "entry.ts": `export const handler = ${CALLBACK};\n` },
  "a variable that is assigned further below": {
    "entry.ts": `${WRAP}export let handler: any;\nhandler = wrap(${CALLBACK});\n`,
  },
  "a variable that is undefined at first": {
    "entry.ts": `${WRAP}export let handler: any = undefined;\nhandler = wrap(${CALLBACK});\n`,
  },
  "a variable that a function assigns at once": {
    "entry.ts": `export let handler: any;\n(() => { handler = ${CALLBACK}; })();\n`,
  },
  "a variable that is assigned before anything is awaited": {
    "entry.ts": `export let handler: any;\n(async () => { handler = ${CALLBACK}; await 1; })();\n`,
  },
  "a variable that a pattern assigns": {
    "entry.ts": `export let handler: any;\n[handler] = [${CALLBACK}];\n`,
  },
  "a part of an object": { "entry.ts": `export const { handler } = { handler: ${CALLBACK} };\n` },
  "the default of another module": {
    "entry.ts": 'export { default as handler } from "./other";\n',
    "other.ts": `export default ${CALLBACK};\n`,
  },
  "an import by another name": {
    "entry.ts": 'import { other } from "./other";\nexport { other as handler };\n',
    "other.ts": `export const other = ${CALLBACK};\n`,
  },
  "export = in TypeScript": { "entry.ts": `const handler = ${CALLBACK};\nexport = { handler };\n` },
  "module.exports.handler": {
    "entry.js": "module.exports.handler = async (event) => `hello ${event.name}`;\n",
  },
  "module.exports with a handler": {
    "entry.cjs": "module.exports = { handler: async (event) => `hello ${event.name}` };\n",
  },
  "module.exports by another name": {
    "entry.cjs":
      "const all = (module.exports = {});\nall.handler = async (event) => `hello ${event.name}`;\n",
  },
  "module.exports of another module": {
    "entry.cjs": 'module.exports = require("./other.cjs");\n',
    "other.cjs": "exports.handler = async (event) => `hello ${event.name}`;\n",
  },
  "exports as a compiler writes them": {
    "entry.cjs": `"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.handler = void 0;
const handler = async (event) => \`hello \${event.name}\`;
exports.handler = handler;
`,
  },
};

const NOT_EXPORTING: Readonly<Record<string, readonly [files: Files, because: RegExp, at: string]>> = {
  "a variable that is never assigned": [
    { "entry.ts": "\nexport let handler: any;\n" },
    /is never assigned/,
    "entry.ts:2",
  ],
  "a variable that is assigned after a wait": [
    {
      "entry.ts": `export let handler: any;\n(async () => {\n  const name = await "x";\n  handler = async () => name;\n})();\n`,
    },
    /assigned only after the file has been loaded/,
    "entry.ts:4",
  ],
  "a variable that a timer assigns": [
    { "entry.ts": `export let handler: any;\nsetTimeout(() => { handler = ${CALLBACK}; });\n` },
    /assigned only after/,
    "entry.ts:2",
  ],
  "a variable that a promise assigns": [
    {
      "entry.ts": `export let handler: any;\nvoid Promise.resolve(1).then(() => { handler = ${CALLBACK}; });\n`,
    },
    /assigned only after/,
    "entry.ts:2",
  ],
  "a promise of a function": [
    { "entry.ts": `export const handler: any = (async () => ${CALLBACK})();\n` },
    /is a promise and no function/,
    "entry.ts:1",
  ],
  null: [{ "entry.ts": "export const handler: any = null;\n" }, /is null and no function/, "entry.ts:1"],
  undefined: [{ "entry.ts": "export const handler: any = undefined;\n" }, /is undefined/, "entry.ts:1"],
  "an instance": [
    { "entry.ts": "export const handler: any = new Map();\n" },
    /an instance of Map and no function/,
    "entry.ts:1",
  ],
  "an object by its constant's name": [
    { "entry.ts": "const settings = { a: 1 };\nexport const handler: any = settings;\n" },
    /an object and no function/,
    "entry.ts:1",
  ],
  "an enum": [{ "entry.ts": "export enum handler { a }\n" }, /an enum and no function/, "entry.ts:1"],
  "a module": [
    { "entry.ts": 'export * as handler from "./other";\n', "other.ts": "export const x = 1;\n" },
    /a module and no function/,
    "entry.ts:1",
  ],
  "a type": [
    { "entry.ts": "type handler = 1;\nexport type { handler };\n" },
    /does not export/,
    "entry.ts:1",
  ],
  "a default alone": [{ "entry.ts": `export default ${CALLBACK};\n` }, /does not export/, "entry.ts:1"],
  "something else in CommonJS": [
    { "entry.cjs": "exports.other = async () => 1;\n" },
    /does not export 'handler'/,
    "entry.cjs:1",
  ],
  "a function that is all of a CommonJS module": [
    { "entry.cjs": "module.exports = async () => 1;\n" },
    /does not export 'handler'/,
    "entry.cjs:1",
  ],
  "a number in CommonJS": [
    { "entry.cjs": "exports.handler = void 0;\nexports.handler = 1;\n" },
    /a number and no function/,
    "entry.cjs:2",
  ],
  "what another module lacks": [
    { "entry.ts": 'export { handler } from "./other";\n', "other.ts": "export const other = 1;\n" },
    /passes on 'handler' of "\.\/other", which does not export it.*export const handler/,
    "other.ts:1",
  ],
  "what another CommonJS module lacks": [
    { "entry.ts": 'export { handler } from "./other";\n', "other.js": "exports.other = 1;\n" },
    /does not export it/,
    "other.js:1",
  ],
  "a number of another module": [
    { "entry.ts": 'export * from "./other";\n', "other.ts": "\nexport const handler = 1;\n" },
    /passes on .* a number and no function/,
    "other.ts:2",
  ],
  "a number of a module behind another": [
    {
      "entry.ts": 'import { handler } from "./other";\nexport { handler };\n',
      "other.ts": 'import last from "./last";\nexport const handler = last;\n',
      "last.ts": "\n\nexport default 1;\n",
    },
    /passes on 'default' of "\.\/last", which is a number/,
    "last.ts:3",
  ],
};

describe("a handler that is a file", () => {
  const root = mkdtempSync(join(tmpdir(), "entries-"));
  after(() => rmSync(root, { recursive: true }));
  let count = 0;
  const bundleOf = async (files: Files) => {
    const folder = join(root, String(count++));
    mkdirSync(folder);
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    return bundleCallback({ entry: join(folder, Object.keys(files)[0]!) }, { name: "GET /" });
  };

  for (const [what, files] of Object.entries(EXPORTING)) {
    it(`may export ${what}`, async () => {
      expect(await runBundles([await bundleOf(files)], { name: "Ann" })).to.deep.equal([
        { answer: "hello Ann" },
      ]);
    });
  }

  for (const [what, [files, because, at]] of Object.entries(NOT_EXPORTING)) {
    it(`is refused if it exports ${what}`, async () => {
      const error = await bundleOf(files).catch((reason: unknown) => reason);

      expect(error).to.be.instanceOf(CallbackError);
      const { message, place } = error as CallbackError;
      expect(message).to.match(because);
      expect(`${place!.file}:${place!.line}`).to.match(new RegExp(`/${at}$`));
    });
  }

  const working: Record<string, readonly [entry: string, answer: unknown]> = {
    "an absolute path": [join(FOLDER, "exported.ts"), ["hello Ann", 1]],
    "a path relative to the project, without its extension": [
      "./test/callbacks/fixtures/entries/exported",
      ["hello Ann", 1],
    ],
    "an ES module": [join(FOLDER, "renamed.mjs"), "Ann of an ES module"],
    "a CommonJS module": [join(FOLDER, "common.cjs"), "Ann of CommonJS"],
    "a module that passes it on": [join(FOLDER, "passed-on.ts"), ["hello Ann", 1]],
  };
  for (const [what, [entry, answer]] of Object.entries(working)) {
    it(`may be ${what}`, async () => {
      const bundle = await bundleCallback({ entry }, { name: "GET /" });

      expect(await runBundles([bundle], { name: "Ann" })).to.deep.equal([{ answer }]);
    });
  }

  const refused: Record<string, readonly [entry: string, message: RegExp]> = {
    "is not there": [
      "./functions/absent.ts",
      /GET \/: .*"\.\/functions\/absent\.ts", and there is no \/.*absent\.ts\. Give a path/,
    ],
    "is a folder": [FOLDER, /there is no/],
    "exports a number": [
      join(FOLDER, "number.ts"),
      /whose 'handler' is a number and no function \(.*number\.ts:1\)/,
    ],
    "exports a class": [join(FOLDER, "class.ts"), /whose 'handler' is a class and no function/],
    "exports no handler": [
      join(FOLDER, "misnamed.ts"),
      /does not export 'handler' \(.*misnamed\.ts:1\)\. Write export const handler/,
    ],
  };
  for (const [what, [entry, message]] of Object.entries(refused)) {
    it(`is refused when it is analysed if it ${what}`, () => {
      expect(() => analyzeCallback({ entry }, { name: "GET /" })).to.throw(CallbackError, message);
    });
  }

  const refusedLater: Record<string, readonly [entry: string, message: RegExp]> = {
    "passes on a module without one": [
      join(FOLDER, "passed-on-without.ts"),
      /"handler".*Import a name that the module exports/,
    ],
    "takes Pulumi along": [join(FOLDER, "deploys.ts"), /'@pulumi\/pulumi', a package for deploy time/],
  };
  for (const [what, [entry, message]] of Object.entries(refusedLater)) {
    it(`is refused when it is bundled if it ${what}`, async () => {
      const outcome = await bundleCallback({ entry }, { name: "GET /" }).catch((error: unknown) => error);

      expect(outcome).to.be.instanceOf(CallbackError);
      expect((outcome as CallbackError).message).to.match(message);
    });
  }
});
