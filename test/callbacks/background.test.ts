import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Worker, WorkerOptions } from "node:worker_threads";
import { expect } from "chai";
import { CACHE_VARIABLE } from "../../callbacks";
import { BackgroundWorker } from "../../callbacks/background/background-worker";
import { buildBundles } from "../../callbacks/bundle/build-bundles";
import type { BuiltBundle } from "../../callbacks/bundle/built-bundle";
import type { BundleUnit } from "../../callbacks/bundle/bundle-entry";
import { analyzeRequest, type AnalysisRequest } from "../../callbacks/source/kept-analysis";
import { unitsOf, wrapped } from "./closure-units";
import { FIXTURES } from "./load-compiled";

const ROOT = join(__dirname, "..", "..");

const ofProject = ({ inputs, ...built }: BuiltBundle): BuiltBundle => ({
  ...built,
  inputs: inputs.filter((input) => !input.includes("/node_modules/")),
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
