import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect } from "chai";
import * as ts from "typescript";
import { bundleCallback, CallbackError, type Bundle } from "../../callbacks";
import { callTwice } from "./call-twice";
import { describeCalls } from "./describe-calls";

interface Project {
  /** Texts by path; what begins with `→` is a link to that path. */
  readonly files: Readonly<Record<string, string>>;
  /** The module that exports `handler`. */
  readonly main: string;
  /** What both calls answer. */
  readonly answer: unknown;
}

const PACKAGE = (name: string, more: object = {}) => JSON.stringify({ name, version: "1.0.0", ...more });

const HANDLER = `import { format } from "shared";
import { suffix } from "./suffix";
interface Event { readonly name: string }
const prefix: string = "dear";
const seen = new Map<string, number>();
export const make = (word: string) => async ({ name }: Event) => {
  seen.set(name, (seen.get(name) ?? 0) + 1);
  return [format(\`\${prefix} \${word} \${name}\`), suffix, seen.get(name)];
};
export const handler = make("miss");
`;
const SUFFIX = 'export const suffix: string = "!";\n';
const SHARED = "exports.format = (text) => text.toUpperCase();\n";

function compiled(text: string, maps: "inline" | "none"): string {
  return ts.transpileModule(text, {
    fileName: "handler.ts",
    compilerOptions: {
      module: ts.ModuleKind.CommonJS,
      target: ts.ScriptTarget.ES2022,
      ...(maps === "inline" && { inlineSourceMap: true, inlineSources: true }),
    },
  }).outputText;
}

const H = `export const h = (tag: string, props: object | null, ...children: unknown[]) => [tag, props, children];
export const Frag = "fragment";
export default { createElement: h, Fragment: "own fragment" };
export const jsx = (tag: string, props: object) => ["automatic", tag, props];\n`;
const ELEMENTS = "export const handler = async () => [<div id='a'>b</div>, <><i /></>];\n";

/** A project whose handler has elements of JSX, loaded by ts-node. */
function withElements(text: string, options: Readonly<Record<string, string>>, answer: unknown): Project {
  const { outputText } = ts.transpileModule(text, {
    fileName: "handler.tsx",
    compilerOptions: {
      ...ts.convertCompilerOptionsFromJson({ ...options, module: "commonjs" }, "/").options,
      target: ts.ScriptTarget.ES2022,
      esModuleInterop: true,
      inlineSourceMap: true,
      inlineSources: true,
    },
  });
  return {
    files: {
      "package.json": PACKAGE("app"),
      "tsconfig.json": JSON.stringify({ compilerOptions: options }),
      "handler.js": outputText,
      "handler.tsx": text,
      "h.ts": H,
      "node_modules/own/package.json": PACKAGE("own"),
      "node_modules/own/jsx-runtime.js":
        'exports.jsx = exports.jsxs = (tag, props) => ["automatic", tag, props]; exports.Fragment = "fragment";',
    },
    main: "handler.js",
    answer: [answer, answer],
  };
}

const CLASSIC = [
  ["div", { id: "a" }, ["b"]],
  ["fragment", null, [["i", null, []]]],
];
const AUTOMATIC = [
  ["automatic", "div", { id: "a", children: "b" }],
  ["automatic", "fragment", { children: ["automatic", "i", {}] }],
];

const ANSWER = [
  ["DEAR MISS ANN", "!", 1],
  ["DEAR MISS ANN", "!", 2],
];

const PROJECTS: Record<string, Project> = {
  "an npm project": {
    files: {
      "package.json": PACKAGE("app"),
      "node_modules/shared/package.json": PACKAGE("shared"),
      "node_modules/shared/index.js": SHARED,
      "src/handler.ts": HANDLER,
      "src/suffix.ts": SUFFIX,
    },
    main: "src/handler.ts",
    answer: ANSWER,
  },
  "a pnpm project": {
    files: {
      "package.json": PACKAGE("app"),
      "node_modules/.pnpm/shared@1.0.0/node_modules/shared/package.json": PACKAGE("shared"),
      "node_modules/.pnpm/shared@1.0.0/node_modules/shared/index.js":
        'const { upper } = require("deep"); exports.format = upper;\n',
      "node_modules/.pnpm/shared@1.0.0/node_modules/deep": "→node_modules/.pnpm/deep@1.0.0/node_modules/deep",
      "node_modules/.pnpm/deep@1.0.0/node_modules/deep/package.json": PACKAGE("deep"),
      "node_modules/.pnpm/deep@1.0.0/node_modules/deep/index.js":
        "exports.upper = (text) => text.toUpperCase();\n",
      "node_modules/shared": "→node_modules/.pnpm/shared@1.0.0/node_modules/shared",
      "handler.ts": HANDLER,
      "suffix.ts": SUFFIX,
    },
    main: "handler.ts",
    answer: ANSWER,
  },
  "workspaces, one of them in TypeScript": {
    files: {
      "package.json": PACKAGE("root", { workspaces: ["packages/*"] }),
      "packages/shared/package.json": PACKAGE("shared", { main: "index.ts" }),
      "packages/shared/index.ts": "export const format = (text: string): string => text.toUpperCase();\n",
      "node_modules/shared": "→packages/shared",
      "packages/app/package.json": PACKAGE("app"),
      "packages/app/handler.ts": HANDLER,
      "packages/app/suffix.ts": SUFFIX,
    },
    main: "packages/app/handler.ts",
    answer: ANSWER,
  },
  "a handler in a package, compiled with a source map": {
    files: {
      "package.json": PACKAGE("app"),
      "node_modules/shared/package.json": PACKAGE("shared"),
      "node_modules/shared/index.js": SHARED,
      "node_modules/handlers/package.json": PACKAGE("handlers"),
      "node_modules/handlers/handler.js": compiled(HANDLER, "inline"),
      "node_modules/handlers/suffix.js": compiled(SUFFIX, "inline"),
    },
    main: "node_modules/handlers/handler.js",
    answer: ANSWER,
  },
  "a handler in a package, compiled without one": {
    files: {
      "package.json": PACKAGE("app"),
      "node_modules/shared/package.json": PACKAGE("shared"),
      "node_modules/shared/index.js": SHARED,
      "node_modules/handlers/package.json": PACKAGE("handlers"),
      "node_modules/handlers/handler.js": compiled(HANDLER, "none"),
      "node_modules/handlers/suffix.js": compiled(SUFFIX, "none"),
    },
    main: "node_modules/handlers/handler.js",
    answer: ANSWER,
  },
  "ES modules": {
    files: {
      "package.json": PACKAGE("app", { type: "module" }),
      "node_modules/shared/package.json": PACKAGE("shared", { type: "module", exports: "./index.js" }),
      "node_modules/shared/index.js": "export const format = (text) => text.toUpperCase();\n",
      "handler.mjs": HANDLER.replace(/^interface.*\n/m, "")
        .replace(/: (string|Event)\b/g, "")
        .replace("<string, number>", "")
        .replace('"./suffix"', '"./suffix.js"'),
      "suffix.js": 'export const suffix = "!";\n',
    },
    main: "handler.mjs",
    answer: ANSWER,
  },
  "a file with a byte order mark, of lines that end as on Windows": {
    files: {
      "package.json": PACKAGE("app"),
      "node_modules/shared/package.json": PACKAGE("shared"),
      "node_modules/shared/index.js": SHARED,
      "handler.ts": `\uFEFF${HANDLER.replace(/\n/g, "\r\n")}`,
      "suffix.ts": SUFFIX,
    },
    main: "handler.ts",
    answer: ANSWER,
  },
  "a strict file in a project without a tsconfig": {
    files: {
      "package.json": PACKAGE("app"),
      "handler.js":
        '"use strict";\nconst fixed = Object.freeze({ a: 1 });\nfunction own() { return this === undefined; }\n' +
        "exports.handler = async () => { try { fixed.a = 2; } catch (error) { return [error.name, own()]; } };\n",
    },
    main: "handler.js",
    answer: [
      ["TypeError", true],
      ["TypeError", true],
    ],
  },
  "elements of JSX by the factory of tsconfig.json": withElements(
    `import { h, Frag } from "./h";\n${ELEMENTS}`,
    { jsx: "react", jsxFactory: "h", jsxFragmentFactory: "Frag" },
    CLASSIC,
  ),
  "elements of JSX by the factory that the file names": withElements(
    `/** @jsx own.h */\n/** @jsxFrag own.Frag */\nimport * as own from "./h";\n${ELEMENTS}`,
    { jsx: "react" },
    CLASSIC,
  ),
  "elements of JSX by React": withElements(
    `import React from "./h";\n${ELEMENTS}`,
    { jsx: "react" },
    JSON.parse(JSON.stringify(CLASSIC).replace('"fragment"', '"own fragment"')),
  ),
  "elements of JSX by the namespace of tsconfig.json": withElements(
    `import own from "./h";\n${ELEMENTS}`,
    { jsx: "react", reactNamespace: "own" },
    JSON.parse(JSON.stringify(CLASSIC).replace('"fragment"', '"own fragment"')),
  ),
  "elements of JSX whose factory's name another function has for itself": withElements(
    `import { h } from "./h";
const plain = (() => { const h = { a: "own" }; return () => h.a; })();
export const handler = async () => [plain(), <b />];\n`,
    { jsx: "react", jsxFactory: "h" },
    ["own", ["b", null, []]],
  ),
  "elements of JSX whose factory only a function within has": withElements(
    `import { h as real } from "./h";
const h = { a: "own" };
const make = () => { const { h } = { h: real }; const give = (x: unknown) => [x, h.length]; return async () => give(h("b", null)); };
const other = () => h.a;
export const handler = async () => [other(), await make()()];\n`,
    { jsx: "react", jsxFactory: "h" },
    ["own", [["b", null, []], 2]],
  ),
  "elements of JSX inside what a callback reaches": withElements(
    `import { h } from "./h";\nconst greet = (name: string) => <b>{name}</b>;\nexport const handler = async () => greet("x");\n`,
    { jsx: "react", jsxFactory: "h" },
    ["b", null, ["x"]],
  ),
  "elements of JSX that the compiler imports for": withElements(
    ELEMENTS,
    { jsx: "react-jsx", jsxImportSource: "own" },
    AUTOMATIC,
  ),
  "elements of JSX that the compiler imports for as the file says": withElements(
    `/** @jsxImportSource own */\n${ELEMENTS}`,
    { jsx: "react-jsx" },
    AUTOMATIC,
  ),
  "an import by a name that is no identifier": {
    files: {
      "package.json": PACKAGE("app"),
      "handler.ts": 'import { "a-b" as ab } from "./named";\nexport const handler = async () => ab;\n',
      "named.ts": 'const x = 1;\nexport { x as "a-b" };\n',
    },
    main: "handler.ts",
    answer: [1, 1],
  },
  "a sloppy file in a project without a tsconfig": {
    files: {
      "package.json": PACKAGE("app"),
      "handler.js":
        "const fixed = Object.freeze({ a: 1 });\nfunction own() { return this === globalThis; }\n" +
        "exports.handler = async () => { fixed.a = 2; return [fixed.a, own()]; };\n",
    },
    main: "handler.js",
    answer: [
      [1, true],
      [1, true],
    ],
  },
};

interface RefusedProject {
  readonly project: Project;
  readonly because: RegExp;
  readonly at: string;
}

const withView = (view: string, options: Readonly<Record<string, string>>): Project => {
  const project = withElements(
    'import { view } from "./view";\nexport const handler = async () => view();\n',
    options,
    null,
  );
  return {
    ...project,
    files: { ...project.files, "view.js": "exports.view = () => 1;\n", "view.tsx": view },
  };
};

const REFUSED_ELEMENTS: Record<string, RefusedProject> = {
  "lack their factory": {
    project: withElements(`\n${ELEMENTS}`, { jsx: "react", jsxFactory: "h" }, null),
    because: /stand for 'h', which their file does not have.*Import 'h' there/,
    at: "handler.tsx:2",
  },
  "lack a fragment's factory": {
    project: withElements(`import { h } from "./h";\n${ELEMENTS}`, { jsx: "react", jsxFactory: "h" }, null),
    because: /stand for 'React'/,
    at: "handler.tsx:2",
  },
  "are in a module without React": {
    project: withView("export const view = () =>\n  <b />;\n", { jsx: "react" }),
    because: /stand for 'React'/,
    at: "view.tsx:2",
  },
  "name a factory in a comment that the module lacks": {
    project: withView("/** @jsxRuntime classic */\n/** @jsx own.h */\nexport const view = () => <b />;\n", {
      jsx: "react-jsx",
    }),
    because: /stand for 'own'/,
    at: "view.tsx:3",
  },
  "stand for two variables of one name": {
    project: withElements(
      `import { h } from "./h";
const outer = () => <b />;
const make = () => { const h = (...all: unknown[]) => ["inner", ...all]; return async () => [<i />, outer()]; };
export const handler = make();\n`,
      { jsx: "react", jsxFactory: "h" },
      null,
    ),
    because: /stand for different variables named 'h'.*Give 'h' one meaning/,
    at: "handler.tsx:3",
  },
};
describe("a callback is the same function in", () => {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "projects-")));
  after(() => rmSync(root, { recursive: true }));
  let count = 0;

  for (const [what, { files, main, answer }] of Object.entries(PROJECTS)) {
    it(what, async () => {
      const names = ["first/project", "second/place/of the/project"].map((name) => `${++count}/${name}`);
      const folders = names.map((name) => write(join(root, name), files));
      const bundles = await Promise.all(folders.map((folder) => bundleOf(join(folder, main))));
      const [calls] = await callTwice([bundles[0]!], { name: "Ann" });

      expect(bundles[1]!.files).to.deep.equal(bundles[0]!.files);
      expect(Object.values(bundles[0]!.files).join()).not.to.contain(root);
      expect(calls).to.deep.equal(await describedAnswers(answer as unknown[]));
    });
  }

  it("a folder that is reached by a link, as the temporary folder of macOS", async () => {
    const { files, main } = PROJECTS["an npm project"]!;
    const folder = write(join(root, "private", "project"), files);
    symlinkSync(join(root, "private"), join(root, "linked"));

    const direct = await bundleOf(join(folder, main));
    const linked = await bundleCallback(
      { entry: join(root, "linked", "project", main) },
      { name: "handler" },
    );
    const entry = await bundleCallback({ entry: join(folder, main) }, { name: "handler" });

    expect(linked.files).to.deep.equal(entry.files);
    expect(Object.values(direct.files).join()).not.to.contain("private");
  });
});

describe("a callback's elements of JSX are refused if they", () => {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "elements-")));
  after(() => rmSync(root, { recursive: true }));

  for (const [what, { project, because, at }] of Object.entries(REFUSED_ELEMENTS)) {
    it(what, async () => {
      const folder = write(join(root, what.replace(/\W/g, "-")), project.files);
      const error = await bundleOf(join(folder, project.main)).catch((reason: unknown) => reason);

      expect(error).to.be.instanceOf(CallbackError);
      const { message, place } = error as CallbackError;
      expect(message).to.match(because);
      expect(`${place!.file}:${place!.line}`).to.match(new RegExp(`/${at}$`));
    });
  }
});

function write(folder: string, files: Project["files"]): string {
  for (const [path, text] of Object.entries(files)) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    if (text.startsWith("→")) symlinkSync(join(folder, text.slice(1)), file);
    else writeFileSync(file, text);
  }
  return folder;
}

async function bundleOf(file: string): Promise<Bundle> {
  const module = file.endsWith(".mjs")
    ? await importModule(pathToFileURL(file).href)
    : (require(file) as { handler: Function });
  return bundleCallback(module.handler, { name: "handler" });
}

/** As Node itself imports; the tests' compiler would make a `require` of `import()`. */
const importModule = new Function("url", "return import(url)").bind(null) as (
  url: string,
) => Promise<{ handler: Function }>;

async function describedAnswers(answers: readonly unknown[]): Promise<unknown> {
  const rest = [...answers];
  return describeCalls(async () => rest.shift(), {});
}
