import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { transformSync } from "esbuild";
import { strFromU8, unzipSync } from "fflate";
import { zipFiles, type Bundle } from "../../callbacks";
import { valuesOf } from "./run-bundles";

/** {@link describeCalls} of the zips of bundles, unpacked in one fresh process where nothing else is. */
export async function callTwice(bundles: readonly Bundle[], event: unknown): Promise<unknown[]> {
  const folder = mkdtempSync(join(tmpdir(), "zips-"));
  try {
    const functions = await Promise.all(
      bundles.map(async ({ files, environment }, index) => {
        const own = join(folder, String(index));
        for (const [name, content] of Object.entries(unzipSync(zipFiles(files)))) {
          mkdirSync(dirname(join(own, name)), { recursive: true });
          writeFileSync(join(own, name), strFromU8(content));
        }
        return { file: join(own, "index.js"), environment: await valuesOf(environment) };
      }),
    );
    writeFileSync(join(folder, "run.js"), `${DESCRIBE_CALLS}\n${RUN}`);
    const { stdout, stderr, status } = spawnSync(process.execPath, [join(folder, "run.js")], {
      input: JSON.stringify({ functions, event }),
      encoding: "utf8",
      cwd: folder,
      maxBuffer: 1e8,
      env: { PATH: process.env["PATH"], AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true" },
    });
    if (status !== 0 || stderr !== "") throw new Error(stderr || `The process ended with ${status}`);
    return JSON.parse(stdout) as unknown[];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const DESCRIBE_CALLS = transformSync(readFileSync(join(__dirname, "describe-calls.ts"), "utf8"), {
  loader: "ts",
  format: "cjs",
}).code;

const RUN = `
const { functions, event } = JSON.parse(require("node:fs").readFileSync(0, "utf8"));
(async () => {
  const results = [];
  for (const { file, environment } of functions) {
    Object.assign(process.env, environment);
    try {
      results.push(await describeCalls(require(file).handler, event));
    } catch (error) {
      results.push({ cannotBeLoaded: error.stack });
    }
    for (const name of Object.keys(environment)) delete process.env[name];
  }
  process.stdout.write(JSON.stringify(results));
})();
`;
