import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { output, type Output } from "@pulumi/pulumi";
import { expect } from "chai";
import * as ts from "typescript";
import { analyzeCallback, bundleCallback, CallbackError } from "../../callbacks";
import { capturedOutput } from "../../callbacks/run-time/captured-output";
import { promiseOf } from "./run-bundles";

const promised = (value: unknown) => async () => value;
const held = (value: Output<unknown>) => async () => value.get();

describe("a captured value that turns out to be no plain data after its bundle was made", () => {
  const cases: Record<string, { capture: (later: Promise<unknown>) => Function; because: RegExp }> = {
    "a promise of a Map": { capture: promised, because: /instance of Map/ },
    "a promise that is rejected": {
      capture: (later) => promised(later.then(() => Promise.reject(new Error("no such zone")))),
      because: /no such zone/,
    },
    "an Output of a Map": {
      capture: (later) => held(output(1).apply(() => later)),
      because: /instance of Map/,
    },
  };
  for (const [name, { capture, because }] of Object.entries(cases)) {
    it(`fails where its variable is used, and not before: ${name}`, async () => {
      let settle: (value: unknown) => void;
      const callback = capture(new Promise((resolve) => (settle = resolve)));
      const { environment } = await bundleCallback(callback, { name: "GET /pets" });
      settle!(new Map());
      await new Promise((resolve) => setTimeout(resolve, 5));
      const error = await promiseOf(environment["CAP_VALUE"]!).catch((reason: unknown) => reason);

      expect(error).to.be.instanceOf(CallbackError);
      expect(error).to.include({ callback: "GET /pets", path: "value" });
      expect((error as CallbackError).message).to.match(because);
    });
  }
});

describe("a captured Output that the callback uses as it would while the program is deployed", () => {
  const uses: Record<string, (value: { apply(): unknown }) => unknown> = {
    "An Output as a text": (value) => `${value as unknown as string}`,
    "An Output as JSON": (value) => JSON.stringify([value]),
    "Output.apply": (value) => value.apply(),
  };
  for (const [what, use] of Object.entries(uses)) {
    it(`is refused with what to do instead: ${what}`, () => {
      const [value] = ["CAP_OUTS_0"].map(capturedOutput);

      expect(() => use(value as never)).to.throw(
        `${what} works only while the program is deployed; in a function use its get() (CAP_OUTS_0)`,
      );
    });
  }
});

describe("a captured Output in an element of JSX", () => {
  const folders: string[] = [];
  after(() => folders.forEach((folder) => rmSync(folder, { recursive: true })));
  const load = (text: string) => {
    const { folder, page } = loadPage(text);
    folders.push(folder);
    return page;
  };
  const places: Record<string, string> = {
    "inside it": "<p>{title}</p>",
    "inside a fragment": "<>{title}</>",
    "as an attribute": "<p id={title} />",
  };
  for (const [place, element] of Object.entries(places)) {
    it(`is refused: ${place}`, () => {
      const page = load(`const h = String;\nexport const page = (title) => async () =>\n  ${element};\n`);

      expect(() => analyzeCallback(page(output("Pets")), { name: "GET /" })).to.throw(
        CallbackError,
        /'title', an Output that is put into a text.*handler\.tsx:3\)/,
      );
    });
  }

  it("works where a component reads it", () => {
    const page = load(
      "const h = (component, props) => component(props);\nconst Title = ({ of }) => of.get();\n" +
        "export const page = (title) => async () => <Title of={title} />;\n",
    );

    expect(Object.keys(analyzeCallback(page(output("Pets")), { name: "GET /" }).environment)).to.deep.equal([
      "CAP_TITLE",
    ]);
  });
});

interface Page {
  readonly page: (title: Output<string>) => Function;
}

/** A compiled file with elements, beside its source. */
function loadPage(text: string): Page & { readonly folder: string } {
  const folder = mkdtempSync(join(tmpdir(), "elements-"));
  const compilerOptions = { jsx: "react", jsxFactory: "h", jsxFragmentFactory: "h" };
  const { outputText } = ts.transpileModule(text, {
    fileName: "handler.tsx",
    compilerOptions: {
      ...ts.convertCompilerOptionsFromJson({ ...compilerOptions, module: "commonjs" }, "/").options,
      target: ts.ScriptTarget.ES2022,
      inlineSourceMap: true,
      inlineSources: true,
    },
  });
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions }));
  writeFileSync(join(folder, "handler.tsx"), text);
  writeFileSync(join(folder, "handler.js"), outputText);
  return { folder, ...(createRequire(__filename)(join(folder, "handler.js")) as Page) };
}
