import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect } from "chai";
import { bundleCallback, CallbackError } from "../../callbacks";

const IMPORTS = `import * as fs from "node:fs"; import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises"; import path, { join, resolve, dirname } from "node:path";
class Client { constructor(readonly root: unknown) {} get() { return this.root; } }
`;
const KNOWN_LINE = IMPORTS.split("\n").length;

/** What a module of the project does, and how the refusal names the files. */
const MISSING: Readonly<Record<string, readonly [use: string, named: RegExp]>> = {
  "a file beside a module": ['readFileSync(join(__dirname, "x.txt"))', /the file "x\.txt" by '__dirname'/],
  "a file in a folder beside a module": ['path.resolve(__dirname, "a", "./x.txt")', /"a\/x\.txt"/],
  "a file above a module": ['resolve(__dirname, "../x.txt")', /"\.\.\/x\.txt"/],
  "a file whose name is added": ['readFileSync(__dirname + "/x.txt")', /"x\.txt"/],
  "a file whose name is added in two steps": ['__dirname + "/" + event.name', /files of the project/],
  "a file in a template": ["readFileSync(`${__dirname}/x.txt`)", /"x\.txt"/],
  "a file whose name is computed": ["join(__dirname, event.name)", /files of the project/],
  "a file beside __filename": ['join(dirname(__filename), "x.txt")', /"x\.txt"/],
  "a module's own text": ["readFileSync(__filename)", /files of the project/],
  "a folder by a constant's name": ['(() => { const here = __dirname; return join(here, "x"); })()', /"x"/],
  "an instance that is given a folder": ["new Client({ root: __dirname })", /files of the project/],
  "a require that is made for the module": [
    'require("node:module").createRequire(__filename)("./x.json")',
    /files of the project/,
  ],
  "a file of the folder that the program runs in": [
    'readFileSync(join(process.cwd(), "data/x.txt"))',
    /"data\/x\.txt" by the folder that the program runs in.*include: \["data\/x\.txt"\]/,
  ],
  "a file by a path that is relative": ['readFile("./data/x.txt", "utf8")', /"data\/x\.txt" by the folder/],
  "a path that resolve begins at that folder": ['path.resolve("data/x.txt")', /"data\/x\.txt" by the folder/],
  "a file that the whole module of the file system reads": ['fs.promises.readFile("x.txt")', /"x\.txt"/],
  "an instance that is given the folder that the program runs in": [
    "new Client(process.cwd())",
    /files of the project by the folder that the program runs in/,
  ],
};

const HARMLESS: Readonly<Record<string, string>> = {
  "a module that says where it is": "console.log(__filename, __dirname)",
  "a module that asks whether it has a folder": 'typeof __dirname === "string"',
  "a module that asks whether it was started itself": "require.main === module",
  "a folder in a sentence": "console.log(`in ${process.cwd()}: started`, __dirname + ': x')",
  "a folder that is cut off a stack": 'String(new Error().stack).replaceAll(process.cwd() + "/", "")',
  "a path that starts elsewhere": 'readFileSync(join("/tmp", event.name)) || readFileSync("/etc/hosts")',
  "a path that resolve begins elsewhere": 'path.resolve("/tmp", event.name) + Promise.resolve("x")',
  "an error that names the folder": "new Error(__dirname)",
  "a file that may be absent": '(() => { try { return readFileSync("./x.txt"); } catch { return 1; } })()',
  "a read function of another module": '({ readFile: (name: string) => name }).readFile("x.txt")',
};

/** What is included, and what then is there. */
const INCLUDED: Readonly<Record<string, readonly [include: readonly string[], use: string]>> = {
  "a file": [["data/x.txt"], 'readFileSync(join(process.cwd(), "data/x.txt"))'],
  "a file of a folder": [["data"], 'readFileSync("./data/x.txt")'],
  "a folder of files": [["data/x.txt"], 'fs.readdirSync(join(process.cwd(), "data"))'],
  "a file whose name is computed": [["data"], 'join(process.cwd(), "data", event.name)'],
  "a file by the zip's folder": [["data/x.txt"], 'join(__dirname, "data/x.txt")'],
};

const NOT_INCLUDED: Readonly<Record<string, readonly [include: readonly string[], use: string]>> = {
  "another file": [["data/y.txt"], 'readFileSync("data/x.txt")'],
  "a name that only begins the same": [["data"], 'readFileSync("data.txt")'],
  "what lies outside of the zip": [["x.txt"], 'join(__dirname, "../x.txt")'],
};

describe("files of the project that a function names", () => {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "project-files-")));
  after(() => rmSync(root, { recursive: true }));
  let count = 0;
  const write = (files: Readonly<Record<string, string>>): string => {
    const folder = join(root, String(count++));
    for (const [name, text] of Object.entries({ "package.json": '{ "name": "app" }', ...files })) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
    return folder;
  };
  const module = (use: string) => `${IMPORTS}export const use = (event: any): unknown => ${use};\n`;
  const USING = 'import { use } from "./used";\nexport const handler = async (event: any) => use(event);\n';
  const bundleModule = (use: string, include: readonly string[] = []) =>
    bundleCallback(
      { entry: join(write({ "entry.ts": USING, "used.ts": module(use) }), "entry.ts") },
      { name: "GET /", include },
    );
  const bundleEntry = (use: string) =>
    bundleCallback(
      { entry: join(write({ "entry.ts": module(use).replace("use =", "handler =") }), "entry.ts") },
      { name: "GET /" },
    );
  /** A callback that is captured in a program. */
  const bundleCaptured = (text: string, include: readonly string[] = []) => {
    const folder = write({ "main.ts": `${IMPORTS}${text}` });
    const { handler } = createRequire(join(folder, "main.js"))("./main") as { handler: Function };
    return bundleCallback(handler, { name: "GET /", include });
  };
  const refusalOf = async (bundle: Promise<unknown>): Promise<CallbackError> => {
    const reason = await bundle.catch((error: unknown) => error);
    expect(reason).to.be.instanceOf(CallbackError);
    return reason as CallbackError;
  };

  for (const [what, [use, named]] of Object.entries(MISSING)) {
    it(`are refused if the zip lacks them: ${what}`, async () => {
      for (const [file, bundle] of [
        ["used.ts", bundleModule(use)],
        ["entry.ts", bundleEntry(use)],
      ] as const) {
        const { message, place } = await refusalOf(bundle);

        expect(message)
          .to.match(named)
          .and.to.match(/Give the function .*when the program is deployed/);
        expect(place!.file).to.match(new RegExp(`/${file}$`));
        expect(place!.line).to.equal(KNOWN_LINE);
      }
    });
  }

  for (const [what, use] of Object.entries(HARMLESS)) {
    it(`do not stand in the way: ${what}`, async () => {
      expect(await bundleModule(use)).to.have.property("files");
    });
  }

  it("do not stand in the way where no function needs the code", async () => {
    const text = `${IMPORTS}export const use = () => 1; export const other = () => join(__dirname, "x.txt");\n`;
    const folder = write({ "entry.ts": USING, "used.ts": text });

    expect(await bundleCallback({ entry: join(folder, "entry.ts") }, { name: "GET /" })).to.have.property(
      "files",
    );
  });

  it("are a package's own matter in a package", async () => {
    const folder = write({
      "entry.ts": USING.replace("./used", "some"),
      "node_modules/some/package.json": '{ "name": "some" }',
      "node_modules/some/index.js":
        'exports.use = () => 1; exports.read = () => require("fs").readFileSync(require("path").join(__dirname, "x"));',
    });

    expect(await bundleCallback({ entry: join(folder, "entry.ts") }, { name: "GET /" })).to.have.property(
      "files",
    );
  });

  for (const [what, [include, use]] of Object.entries(INCLUDED)) {
    it(`are there if they are included: ${what}`, async () => {
      expect(await bundleModule(use, include)).to.have.property("files");
    });
  }

  for (const [what, [include, use]] of Object.entries(NOT_INCLUDED)) {
    it(`are refused if something else is included: ${what}`, async () => {
      expect((await refusalOf(bundleModule(use, include))).message).to.match(/include/);
    });
  }

  const CAPTURED: Readonly<Record<string, string>> = {
    "a callback": 'export const handler = async () => readFileSync("data/x.txt", "utf8");\n',
    "what is created again for a callback":
      "const client = new Client(process.cwd());\nexport const handler = async () => client.get();\n",
    "a function that what is created again calls":
      "const at = (name: string) => join(process.cwd(), name);\nconst client = new Client(at('x'));\nexport const handler = async () => client.get();\n",
  };
  for (const [what, text] of Object.entries(CAPTURED)) {
    it(`are refused in ${what}, unless they are included`, async () => {
      const { message, place } = await refusalOf(bundleCaptured(text));

      expect(message).to.match(/by the folder that the program runs in/);
      expect(place!.line).to.equal(KNOWN_LINE);
      expect(await bundleCaptured(text, ["data"])).to.have.property("files");
    });
  }

  it("may be named by what was known at deploy time", async () => {
    const text = 'const base = join(process.cwd(), "data");\nexport const handler = async () => base;\n';
    const { files } = await bundleCaptured(text);

    expect(files["index.js"]).to.contain(JSON.stringify(join(process.cwd(), "data")));
  });
});
