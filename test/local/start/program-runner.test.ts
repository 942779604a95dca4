import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { expect } from "chai";
import { ProgramRunner } from "../../../local/start/program-runner";
import {
  loadTypeScriptInChildren,
  removeTemporaryFolders,
  temporaryFolder,
  temporaryProject,
} from "../engine/temporary-project";

const REQUEST = { stack: "dev", seed: "seed", endpoint: "http://127.0.0.1:4510", nowMs: 0 };
/** A process that has waited for less than two seconds was started for this very run. */
const WAITED_MS = 3_500;

/** This process's that run programs; the compiler that tests are loaded with has one too. */
const childProcesses = (): number =>
  execFileSync("ps", ["-A", "-o", "ppid=,args="], { encoding: "utf8" })
    .split("\n")
    .filter((line) => line.trim().startsWith(`${process.pid} `) && line.includes("program-process")).length;

describe("a program that is edited again and again", function () {
  this.timeout(60_000);
  let directory: string;
  let runner: ProgramRunner;

  const edit = (text: string): void => writeFileSync(join(directory, "index.ts"), text);
  const outputs = async () => (await runner.run(REQUEST, () => undefined)).outputs;

  /** Packages in a folder of its own, each a link. */
  const ownPackages = (): void => {
    const modules = join(directory, "node_modules");
    const shared = join(__dirname, "../../../node_modules");
    rmSync(modules);
    mkdirSync(modules);
    for (const name of readdirSync(shared))
      if (!name.startsWith(".")) symlinkSync(join(shared, name), join(modules, name));
  };

  before(loadTypeScriptInChildren);
  beforeEach(() => {
    directory = temporaryProject({ "index.ts": "export const value = 0;" });
    runner = new ProgramRunner({ directory, dataFolder: temporaryFolder(), log: () => undefined });
  });
  afterEach(async () => {
    await runner.stop();
    removeTemporaryFolders();
  });

  it("runs in a process that waits for the next edit, once there has been one", async () => {
    ownPackages();
    const processes = childProcesses();
    await outputs();
    await wait(WAITED_MS / 2);
    expect(childProcesses(), "after the start").to.equal(processes);

    edit("export const value = 1; export const born = performance.timeOrigin;");
    expect(await outputs()).to.include({ value: 1 });
    await wait(WAITED_MS);
    expect(childProcesses(), "after an edit").to.equal(processes + 1);

    edit("export const value = 2; export const born = performance.timeOrigin;");
    const waited = await outputs();
    expect(waited).to.include({ value: 2 });
    expect(Date.now() - Number(waited.born), "its age").to.be.greaterThan(WAITED_MS / 2);

    await wait(WAITED_MS);
    mkdirSync(join(directory, "node_modules/added"));
    writeFileSync(join(directory, "node_modules/added/index.js"), "exports.value = 3;");
    edit('export const { value } = require("added"); export const born = performance.timeOrigin;');
    const anew = await outputs();
    expect(anew, "with another package").to.include({ value: 3 });
    expect(Date.now() - Number(anew.born), "its age").to.be.lessThan(WAITED_MS / 2);

    await runner.stop();
    expect(childProcesses(), "at the end").to.equal(processes);
  });

  it("is refused as ever where the process has waited", async () => {
    await outputs();
    edit("export const value: number = 1;");
    await outputs();
    await wait(WAITED_MS);

    edit("export const value = 1;\nthrow new Error('out of petunias');");
    const failure = await outputs().catch((error: Error) => error.message);

    expect(failure).to.equal("index.ts:2: out of petunias");
  });

  it("is compiled as its tsconfig.json says when the edit comes", async () => {
    const text = "class A { f; } export const keys = Object.keys(new A());";
    await outputs();
    edit(text);
    expect(await outputs()).to.deep.equal({ keys: ["f"] });
    await wait(WAITED_MS);

    writeFileSync(
      join(directory, "tsconfig.json"),
      '{ "compilerOptions": { "useDefineForClassFields": false } }',
    );
    expect(await outputs()).to.deep.equal({ keys: [] });

    writeFileSync(join(directory, "tsconfig.json"), '{ "extends": "./base.json" }');
    for (const isDefined of [true, false]) {
      const options = { useDefineForClassFields: isDefined };
      writeFileSync(join(directory, "base.json"), JSON.stringify({ compilerOptions: options }));
      expect(await outputs(), `what it extends: ${isDefined}`).to.deep.equal({
        keys: isDefined ? ["f"] : [],
      });
    }
  });
});
