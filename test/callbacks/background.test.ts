import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Worker, WorkerOptions } from "node:worker_threads";
import { expect } from "chai";
import { analyzeCallback, CACHE_VARIABLE } from "../../callbacks";
import { BackgroundWorker } from "../../callbacks/background/background-worker";
import { buildBundles, type BuiltBundle } from "../../callbacks/bundle/build-bundles";
import { unitOf, type BundleEntry, type BundleUnit } from "../../callbacks/bundle/bundle-entry";
import { EarlyBuild } from "../../callbacks/bundle/early-build";
import { RehearsedBuild } from "../../callbacks/bundle/rehearsed-build";
import { analyzeRequest, type AnalysisRequest } from "../../callbacks/source/kept-analysis";
import { closures } from "./fixtures/closures";
import { FIXTURES } from "./load-compiled";

const ROOT = join(__dirname, "..", "..");

const wrapped: Omit<BundleEntry, "analyzed"> = {
  wrap: (callback) => ({
    contents: `import { handler as callback } from ${JSON.stringify(callback)}; import check from "check:";
      import { GetCommand } from "@aws-sdk/lib-dynamodb";
      export const handler = async (event: unknown) => [check(await callback(event)), new GetCommand({} as never)];`,
    resolveDir: FIXTURES,
  }),
  modules: { "check:": "module.exports = (value) => value;" },
};

const unitsOf = (more?: Omit<BundleEntry, "analyzed">, count = 12): BundleUnit[] =>
  Object.entries(closures)
    .slice(0, count)
    .map(([name, { handler }]) => unitOf({ analyzed: analyzeCallback(handler, { name }), ...more }));

const ofProject = ({ files, inputs }: BuiltBundle): BuiltBundle => ({
  files,
  inputs: inputs.filter((input) => !input.includes("/node_modules/")),
});

/** Units that only an ordinary build can take, after a first one that any can. */
const unfit: Readonly<Record<string, readonly [BundleUnit[], { external?: string[] }]>> = (() => {
  const units = unitsOf();
  const broken: BundleUnit = {
    ...units[0]!,
    wrapper: { contents: 'import "./absent"; export const handler = 1;', resolveDir: FIXTURES },
  };
  const refusedLater: BundleUnit = {
    ...units[0]!,
    wrapper: { contents: 'export { output as handler } from "@pulumi/pulumi";', resolveDir: ROOT },
  };
  return {
    "packages are external": [units, { external: ["zod"] }],
    "a unit's module has an ordinary package's name": [
      [{ ...units[0]!, modules: { check: "" } }, ...units.slice(1)],
      {},
    ],
    "there are more callbacks than entries": [Array.from({ length: 65 }, () => units[0]!), {}],
    "an import cannot be resolved": [[broken], {}],
    "a bundle is refused": [[refusedLater], {}],
  };
})();

describe("a build that is begun before its callbacks are known", function () {
  this.timeout(10_000);

  for (const [kind, more] of Object.entries({ plain: undefined, wrapped })) {
    it(`gives the bundles of an ordinary one, byte for byte: ${kind} callbacks`, async () => {
      const units = unitsOf(more, more ? 3 : 12);
      const early = new EarlyBuild(units[0]!.analyzed);

      const bundles = await early.finish(units, {});

      expect(bundles).to.be.an("array");
      expect(bundles).to.deep.equal(await buildBundles(units, {}));
    });
  }

  for (const [reason, [wanted, options]] of Object.entries(unfit)) {
    it(`leaves it to an ordinary one if ${reason}`, async () => {
      expect(await new EarlyBuild(unitsOf()[0]!.analyzed).finish(wanted, options)).to.equal(undefined);
    });
  }
});

describe("a build that has been rehearsed with another callback", function () {
  this.timeout(10_000);
  const rehearsals: RehearsedBuild[] = [];
  const rehearse = async (last: BundleUnit): Promise<RehearsedBuild> => {
    const build = new RehearsedBuild(last);
    rehearsals.push(build);
    await build.rehearsed;
    return build;
  };
  afterEach(() => Promise.all(rehearsals.splice(0).map((build) => build.end())));

  for (const [kind, more] of Object.entries({ plain: undefined, wrapped })) {
    it(`gives the bundles of an ordinary one, byte for byte, each time: ${kind} callbacks`, async () => {
      const units = unitsOf(more, 4);
      const build = await rehearse(units.at(-1)!);

      for (const wanted of [units.slice(0, 1), units.slice(1), units]) {
        expect(await build.finish(wanted, {})).to.deep.equal(await buildBundles(wanted, {}));
      }
    });
  }

  const WORD = 'export default "before";';
  const changes: Readonly<Record<string, (folder: string) => void>> = {
    "a file that it imports": (folder) =>
      writeFileSync(join(folder, "word.ts"), 'export default "afterwards";'),
    "which file an import means": (folder) => {
      rmSync(join(folder, "word.ts"));
      mkdirSync(join(folder, "word"));
      writeFileSync(join(folder, "word", "index.ts"), 'export default "afterwards";');
    },
    "a package's main file": (folder) =>
      writeFileSync(join(folder, "node_modules", "words", "package.json"), '{ "main": "new.js" }'),
    "which forms a package has": (folder) =>
      writeFileSync(
        join(folder, "node_modules", "words", "package.json"),
        '{ "main": "new.js", "module": "old.js" }',
      ),
    "the project's tsconfig.json": (folder) =>
      writeFileSync(
        join(folder, "tsconfig.json"),
        '{ "compilerOptions": { "useDefineForClassFields": true } }',
      ),
  };
  for (const [what, change] of Object.entries(changes)) {
    it(`bundles as an ordinary one after a change of ${what}`, async () => {
      const folder = mkdtempSync(join(tmpdir(), "rehearsed-"));
      const words = join(folder, "node_modules", "words");
      mkdirSync(words, { recursive: true });
      writeFileSync(join(words, "package.json"), '{ "main": "old.js" }');
      for (const name of ["old", "new"])
        writeFileSync(join(words, `${name}.js`), `exports.word = "${name}";`);
      writeFileSync(join(folder, "word.ts"), WORD);
      writeFileSync(
        join(folder, "tsconfig.json"),
        '{ "compilerOptions": { "useDefineForClassFields": false, "target": "es2022" } }',
      );
      const [unit] = unitsOf();
      const contents = `import word from "./word"; import { word as other } from "words";
        class Field { declared = 1; } export const handler = () => [word, other, new Field()];`;
      const edited: BundleUnit = {
        ...unit!,
        analyzed: { ...unit!.analyzed, directory: folder },
        wrapper: { contents, resolveDir: folder },
      };
      try {
        const build = await rehearse(edited);
        const before = await build.finish([edited], {});
        change(folder);

        const bundles = await build.finish([edited], {});

        expect(bundles).to.deep.equal(await buildBundles([edited], {}));
        expect(bundles).not.to.deep.equal(before);
      } finally {
        rmSync(folder, { recursive: true });
      }
    });
  }

  for (const [reason, [wanted, options]] of Object.entries(unfit)) {
    it(`leaves it to an ordinary one if ${reason}`, async () => {
      expect(await (await rehearse(unitsOf()[0]!)).finish(wanted, options)).to.equal(undefined);
    });
  }

  it("leaves it to an ordinary one while it is not ready, and where the rehearsal failed", async () => {
    const [unit] = unitsOf();
    const [[broken]] = unfit["an import cannot be resolved"]!;
    const unready = new RehearsedBuild(unit!);
    rehearsals.push(unready);

    expect(await unready.finish([unit!], {})).to.equal(undefined);
    expect(await (await rehearse(broken!)).finish([unit!], {})).to.equal(undefined);
  });
});

describe("the background worker", function () {
  this.timeout(10_000);
  const worker = new BackgroundWorker();
  const file = join(FIXTURES, "greeting.ts");
  const text = readFileSync(file, "utf8");
  const line = text.split("\n").findIndex((each) => each.includes("greet"));
  const request: AnalysisRequest = {
    source: { file, text, hash: "" },
    at: { line, column: text.split("\n")[line]!.indexOf("greet") },
    shape: { parameters: 1, isAsync: false, isGenerator: false },
  };

  before(() => worker.start("everything"));
  after(() => worker.stop());

  it("analyses as this thread does", () => {
    const here = analyzeRequest(request);

    expect(here).to.be.an("object");
    expect(worker.analyze(request)).to.deep.equal({ analysis: here });
  });

  it("says that an analysis failed, and works on", () => {
    const impossible = { ...request, source: { file, text: null as unknown as string, hash: "impossible" } };

    expect(worker.analyze(impossible)).to.deep.equal({ failed: true });
    expect(worker.analyze(request)).to.have.property("analysis").that.is.an("object");
  });

  it("bundles as this thread does, and leaves alone what fails", async () => {
    const units = unitsOf(wrapped, 2);
    const failing: BundleUnit = { ...units[0]!, wrapper: { contents: "syntax error", resolveDir: ROOT } };
    worker.begin({ ...units[0]!.analyzed, environment: {}, stored: [] }, { isNew: true });

    const built = await buildBundles(units, {});
    const expected = built.map((outcome) =>
      outcome.status === "fulfilled" ? ofProject(outcome.value) : "failed",
    );

    expect(await worker.bundle(units, {})).to.deep.equal(expected);
    expect(await worker.bundle([failing, units[1]!], {})).to.deep.equal([undefined, expected[1]]);
  });

  it("begins to read with the first callback; after an edit, with the first that is new", () => {
    const [first, second] = unitsOf(undefined, 2).map(({ analyzed }) => ({
      ...analyzed,
      environment: {},
      stored: [],
    }));
    const afterEdit = new BackgroundWorker();
    afterEdit.start("what is new");

    afterEdit.begin(first!, { isNew: false });
    expect(afterEdit.hasBegun).to.equal(false);
    afterEdit.begin(second!, { isNew: true });
    expect(afterEdit.hasBegun).to.equal(true);
    afterEdit.stop();
  });

  it("rehearses the bundle that was made last, and then bundles as this thread does", async () => {
    const cache = mkdtempSync(join(tmpdir(), "bundle-cache-"));
    process.env[CACHE_VARIABLE] = cache;
    const units = unitsOf(wrapped, 3);
    const expected = (await buildBundles(units, {})).map(
      (outcome) => outcome.status === "fulfilled" && ofProject(outcome.value),
    );
    try {
      for (const wanted of [units.slice(0, 1), units]) {
        const ahead = new BackgroundWorker();
        ahead.start("what is new");
        ahead.rehearse();
        await ahead.bundle([], {});
        expect(await ahead.bundle(wanted, {})).to.deep.equal(expected.slice(0, wanted.length));
        ahead.stop();
      }
      expect(readdirSync(cache).filter((name) => name.startsWith("unit-"))).to.have.length(1);
    } finally {
      delete process.env[CACHE_VARIABLE];
      rmSync(cache, { recursive: true });
    }
  });

  it("answers nothing once it is stopped, also to those who wait", async () => {
    const stopped = new BackgroundWorker();
    stopped.start("everything");
    const waiting = stopped.bundle(unitsOf(), {});
    stopped.stop();

    expect(await waiting).to.equal(undefined);
    expect(stopped.analyze(request)).to.equal(undefined);
    expect(stopped.bundle(unitsOf(), {})).to.equal(undefined);
  });
});

/** Runs a program in a process of its own, with nothing kept. It must end by itself. */
function runElsewhere(prepare: string, program: string): string {
  const cache = mkdtempSync(join(tmpdir(), "bundle-cache-"));
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [
      "-e",
      `require(${JSON.stringify(join(ROOT, "test", "register.js"))}); ${prepare}
      const { bundleCallback } = require(${JSON.stringify(join(ROOT, "callbacks"))}); ${program}`,
    ],
    { cwd: ROOT, encoding: "utf8", timeout: 8_000, env: { ...process.env, [CACHE_VARIABLE]: cache } },
  );
  rmSync(cache, { recursive: true });
  expect(stderr).to.equal("");
  expect(status, "exit code").to.equal(0);
  return stdout;
}

describe("a process with a background worker", function () {
  this.timeout(10_000);

  it("ends by itself when nothing is analysed", () => {
    expect(runElsewhere("", "")).to.equal("");
  });

  it("hands it over to the same code that is loaded again, and stops it for any other", () => {
    const again = `for (const file of Object.keys(require.cache)) if (file.includes("callbacks")) delete require.cache[file];
      require(${JSON.stringify(join(ROOT, "callbacks"))});`;
    const said = runElsewhere(
      `process.env.SECURE_SERVERLESS_API_EDITED = "1";
      require("node:fs").writeFileSync(process.env.${CACHE_VARIABLE} + "/kept", "");`,
      `const shared = Symbol.for("secure-serverless-api.background");
      const { worker } = globalThis[shared];
      ${again}
      console.log(globalThis[shared].worker === worker, worker.isRunning);
      globalThis[shared] = { ...globalThis[shared], version: "another" };
      ${again}
      console.log(globalThis[shared].worker === worker, worker.isRunning, globalThis[shared].worker.isRunning);`,
    );

    expect(said).to.equal("true true\nfalse false true\n");
  });

  it("bundles in its own thread if the worker ends at once", () => {
    const files = runElsewhere(
      `const threads = require("node:worker_threads");
      threads.Worker = class extends threads.Worker { constructor(text, options) {
        super(options.workerData.signals ? \`\${text}; process.exit(1);\` : text, options);
      } };`,
      `const { handlers } = require(${JSON.stringify(join(FIXTURES, "handlers"))});
      bundleCallback(handlers.data, { name: "data" }).then(({ files }) => console.log(Object.keys(files).join()));`,
    );

    expect(files).to.equal("index.js,index.js.map\n");
  });
});

describe("a background worker leaves the work to this thread", function () {
  this.timeout(10_000);
  const threads = require("node:worker_threads") as { Worker: typeof Worker };
  const { Worker: Original } = threads;
  after(() => (threads.Worker = Original));

  const workers: Record<string, (text: string) => string> = {
    "if it cannot be started": () => {
      throw new Error("no threads here");
    },
    "if it fails when it is loaded": (text) => text.replace(/"esbuild"/, '"absent"'),
    "if it fails after its start": (text) =>
      `${text}; process.nextTick(() => { throw new Error("failed later"); });`,
  };
  for (const [what, change] of Object.entries(workers)) {
    it(what, async () => {
      threads.Worker = class extends Original {
        constructor(text: string | URL, options?: WorkerOptions) {
          super(change(String(text)), options);
        }
      };
      const worker = new BackgroundWorker();
      worker.start("everything");

      expect(await worker.bundle(unitsOf(undefined, 1), {})).to.equal(undefined);
      expect(worker.isRunning).to.equal(false);
      expect(worker.bundle(unitsOf(undefined, 1), {})).to.equal(undefined);
    });
  }
});
