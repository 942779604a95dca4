import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Output } from "@pulumi/pulumi";
import type { Bundle } from "../../callbacks";

export type RunResult = { readonly answer: unknown } | { readonly error: string; readonly stack: string };

/** Calls bundles' handlers with one event, all in one fresh process that has nothing beside them. */
export async function runBundles(bundles: readonly Bundle[], event: unknown): Promise<RunResult[]> {
  // A name that must be written otherwise in a URL.
  const folder = mkdtempSync(join(tmpdir(), "bundles of été #-"));
  try {
    const functions = await Promise.all(
      bundles.map(async ({ files, environment }, index) => {
        const own = join(folder, String(index));
        mkdirSync(own);
        for (const [name, text] of Object.entries(files)) writeFileSync(join(own, name), text);
        return { file: join(own, "index.js"), environment: await valuesOf(environment) };
      }),
    );
    writeFileSync(join(folder, "run.js"), RUN);
    const { stdout, stderr, status } = spawnSync(
      process.execPath,
      ["--enable-source-maps", join(folder, "run.js")],
      {
        input: JSON.stringify({ functions, event }),
        encoding: "utf8",
        cwd: folder,
        env: {
          PATH: process.env["PATH"],
          AWS_ACCESS_KEY_ID: "A",
          AWS_SECRET_ACCESS_KEY: "S",
          AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
        },
      },
    );
    if (status !== 0) throw new Error(stderr);
    return JSON.parse(stdout) as RunResult[];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What the deployment would set. */
export async function valuesOf(environment: Bundle["environment"]): Promise<Record<string, string>> {
  const values = Object.entries(environment).map(
    async ([name, value]) => [name, await promiseOf(value)] as const,
  );
  return Object.fromEntries(await Promise.all(values));
}

export const promiseOf = <Value>(output: Output<Value>): Promise<Value> =>
  (output as unknown as { promise(): Promise<Value> }).promise();

const RUN = `
const { functions, event } = JSON.parse(require("node:fs").readFileSync(0, "utf8"));
(async () => {
  const results = [];
  for (const { file, environment } of functions) {
    Object.assign(process.env, environment);
    try {
      const answer = await require(file).handler(event);
      results.push({ answer: answer === undefined ? null : answer });
    } catch (error) {
      results.push({ error: error.message, stack: error.stack });
    }
    for (const name of Object.keys(environment)) delete process.env[name];
  }
  process.stdout.write(JSON.stringify(results));
})();
`;
