import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { lambdaFunction, startRuntime } from "./runtime-fixture";

const root = join(__dirname, "../../..");

/** A module that some dependency of this package has for the machine that runs this. */
async function findAddon(): Promise<Buffer | undefined> {
  const prebuilt = join(root, "node_modules/classic-level/prebuilds", `${process.platform}-${process.arch}`);
  for (const name of [
    "classic-level.node",
    "node.napi.node",
    "classic-level.glibc.node",
    "node.napi.glibc.node",
  ])
    if (existsSync(join(prebuilt, name))) return readFile(join(prebuilt, name));
  return undefined;
}

describe("native code", () => {
  const code = "exports.handler = async () => Object.keys(require('./addon.node')).includes('db_init')";
  const withAddon = async () => {
    const fn = lambdaFunction({ "index.js": code, "addon.node": "" });
    return { ...fn, files: { ...fn.files, "addon.node": (await findAddon()) ?? Buffer.alloc(0) } };
  };

  it("runs in a process of its own", async function () {
    if (!(await findAddon())) this.skip();
    const { runtime, call } = startRuntime({ kind: "fork" });

    const { answer } = await call(await withAddon());
    await runtime.close();

    expect(answer).to.equal(true);
  });

  it("is refused in a thread, with the remedy", async () => {
    const { runtime, call } = startRuntime();

    const { answer } = await call(await withAddon());
    await runtime.close();

    expect(answer.errorMessage).to.match(/addon\.node is native code.*--runtime fork$/);
  });

  it("ends with the processes that it started", async () => {
    const { runtime, call } = startRuntime({ kind: "fork" });
    const fn = lambdaFunction(
      "exports.handler = async () => require('child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']).pid",
    );
    const { answer: processId } = await call(fn);

    await runtime.close();

    await untilGone(processId as number);
  });
});

describe("a file of the zip that is no module", () => {
  for (const kind of ["worker", "fork"] as const)
    it(`is beside the code, where a function in a ${kind} reads it`, async () => {
      const { runtime, call } = startRuntime({ kind });
      const fn = lambdaFunction(
        {
          "src/index.js":
            "exports.handler = async () => ['fs', __dirname + '/../assets/a.txt', process.env.LAMBDA_TASK_ROOT + '/assets/a.txt'].slice(1).map((file) => require('fs').readFileSync(file, 'utf8'))",
          "assets/a.txt": "an asset",
        },
        { handler: "src/index.handler" },
      );

      const { answer } = await call(fn);
      await runtime.close();

      expect(answer).to.deep.equal(["an asset", "an asset"]);
    });

  it("stays inside the folder of its zip", async () => {
    const { runtime, call } = startRuntime();
    const fn = lambdaFunction({ "index.js": "", "../outside.txt": "x" });

    const error = await call(fn).catch((thrown: Error) => thrown.message);
    await runtime.close();

    expect(error).to.equal("../outside.txt lies outside of its zip");
  });
});

async function untilGone(processId: number): Promise<void> {
  for (;;) {
    try {
      process.kill(processId, 0);
      if (/^State:\s+Z/m.test(await readFile(`/proc/${processId}/status`, "utf8").catch(() => ""))) return;
      await new Promise((resolve) => setTimeout(resolve, 10));
    } catch {
      return;
    }
  }
}
