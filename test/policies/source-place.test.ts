import { expect } from "chai";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { transformSync } from "esbuild";
import { toDocument } from "../../policies";
import { findNotes, type SourcePlace } from "../../policies/document-notes";
import { sqs } from "../../policies/services/sqs";
import { locateSourcesWith } from "../../policies/source-place";

const root = join(__dirname, "..", "..");
const queue = "arn:aws:sqs:eu-west-1:111122223333:orders";
const placesOf = (...statements: Parameters<typeof toDocument>[1][]): (SourcePlace | undefined)[] =>
  findNotes(JSON.stringify(toDocument(...statements)))!.map(({ source }) => source);

/** The statement stands in line 6; types that are compiled away come before it. */
const PROGRAM = `interface Compiled {
  away: string;
}
type Line = 6;
export const line: Line = 6;
export const build = (sqs: any): unknown => sqs.allow("SendMessage").on({ queue: "${queue}" });
`;

describe("the place of a statement", () => {
  let folder: string;
  beforeEach(() => (folder = realpathSync(mkdtempSync(join(tmpdir(), "secure-serverless-api-")))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function write(path: string, text: string): string {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    return file;
  }

  /** Compiles the program to JavaScript, loads it, and has it write a statement. */
  function placeIn({ path = "program.js", sourcemap = "external" as "external" | "inline" } = {}) {
    const { code, map } = transformSync(PROGRAM, {
      loader: "ts",
      format: "cjs",
      sourcemap,
      sourcefile: "../program.ts",
    });
    const file = write(path, sourcemap === "inline" ? code : `${code}//# sourceMappingURL=program.js.map\n`);
    if (sourcemap === "external") write(join(dirname(path), "program.js.map"), map);
    const { build } = require(file) as { build: (service: typeof sqs) => Parameters<typeof toDocument>[1] };
    return placesOf(build(sqs))[0];
  }

  it("is the author's file and line, however it was loaded", () => {
    const [place] = placesOf(
      sqs
        .allow("SendMessage") // this is the line
        .on({ queue }),
    );

    const lines = readFileSync(__filename, "utf8").split("\n");
    const line = lines.findIndex((text) => text.endsWith("// this is the line")) + 1;
    expect(place).to.deep.equal({ file: relative(process.cwd(), __filename), line });
  });

  it("is that of each statement, not of the document", () => {
    const first = sqs.allow("SendMessage").on({ queue });
    const second = sqs.deny("DeleteQueue").on({ queue });
    const [one, two] = placesOf(first, second.when("aws:SecureTransport", "Bool", false));

    expect(two!.line).to.equal(one!.line + 1);
  });

  for (const sourcemap of ["external", "inline"] as const) {
    it(`is found in compiled JavaScript by its ${sourcemap} map, when Node maps nothing`, () => {
      process.setSourceMapsEnabled(false);
      try {
        expect(placeIn({ path: "dist/program.js", sourcemap })).to.deep.equal({
          file: join(folder, "program.ts"),
          line: 6,
        });
      } finally {
        process.setSourceMapsEnabled(true);
      }
    });

    it(`is found in compiled JavaScript by its ${sourcemap} map, when Node maps it`, () => {
      expect(placeIn({ path: "dist/program.js", sourcemap })).to.deep.equal({
        file: join(folder, "program.ts"),
        line: 6,
      });
    });
  }

  it("is the line that runs where a map is broken or missing", () => {
    process.setSourceMapsEnabled(false);
    try {
      for (const comment of ["", "//# sourceMappingURL=missing.map", "//# sourceMappingURL=broken.map"]) {
        write("broken.map", "{");
        const file = write(
          `plain${comment.length}.js`,
          `\nexports.build = (sqs) => sqs.allow("SendMessage").on({ queue: "${queue}" });\n${comment}`,
        );
        const { build } = require(file) as { build: (service: typeof sqs) => never };

        expect(placesOf(build(sqs))).to.deep.equal([{ file, line: 2 }]);
      }
    } finally {
      process.setSourceMapsEnabled(true);
    }
  });

  it("is the TypeScript line under ts-node, as Pulumi loads programs", () => {
    write("index.ts", PROGRAM);
    const script = `
      require(${JSON.stringify(join(root, "test", "register.js"))});
      const { toDocument } = require(${JSON.stringify(join(root, "policies"))});
      const { findNotes } = require(${JSON.stringify(join(root, "policies", "document-notes"))});
      const { sqs } = require(${JSON.stringify(join(root, "policies", "services", "sqs"))});
      process.setSourceMapsEnabled(false);
      delete require.extensions[".ts"];
      require(${JSON.stringify(join(root, "node_modules/@pulumi/pulumi/vendor/ts-node@7.0.1"))}).register({
        transpileOnly: true,
        skipProject: true,
        compiler: ${JSON.stringify(require.resolve("typescript"))},
        compilerOptions: { target: "es2022", module: "commonjs" },
      });
      const text = JSON.stringify(toDocument(require("./index.ts").build(sqs)));
      console.log(JSON.stringify(findNotes(text)[0].source));
    `;

    const { stdout, stderr } = spawnSync(process.execPath, ["-e", script], { cwd: folder, encoding: "utf8" });

    expect(stderr).to.equal("");
    expect(JSON.parse(stdout)).to.deep.equal({ file: "index.ts", line: 6 });
  });

  it("is what the loader says that keeps the maps to itself, for code that it knows", () => {
    locateSourcesWith(({ file }) => (file.endsWith("known.js") ? { file: "known.ts", line: 1 } : undefined));
    process.setSourceMapsEnabled(false);
    try {
      expect(placeIn({ path: "dist/known.js", sourcemap: "inline" })).to.deep.equal({
        file: "known.ts",
        line: 1,
      });
      expect(placeIn({ path: "dist/other.js", sourcemap: "inline" })).to.deep.equal({
        file: join(folder, "program.ts"),
        line: 6,
      });
    } finally {
      locateSourcesWith(() => undefined);
      process.setSourceMapsEnabled(true);
    }
  });

  it("is in the program, when a library writes the statement for it", () => {
    const library = write(
      "node_modules/library/index.js",
      `exports.build = (sqs) => sqs.allow("SendMessage").on({ queue: "${queue}" });`,
    );
    const { build } = require(library) as { build: (service: typeof sqs) => never };

    const [place] = placesOf(build(sqs));

    expect(place!.file).to.equal(relative(process.cwd(), __filename));
  });

  it("is unknown where stacks are no text, and nothing else changes", () => {
    const { prepareStackTrace, stackTraceLimit } = Error;
    Error.prepareStackTrace = (_, frames) => frames;
    try {
      expect(placesOf(sqs.allow("SendMessage").on({ queue }))).to.deep.equal([undefined]);
    } finally {
      Error.prepareStackTrace = prepareStackTrace!;
    }
    expect(Error.stackTraceLimit).to.equal(stackTraceLimit);
  });
});
