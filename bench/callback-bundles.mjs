import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { zipSync } from "fflate";
import { copyProject } from "./project-copy.mjs";

const PROJECT = join(import.meta.dirname, "..");
const COMPILED = join(PROJECT, "dist");
const TEN_CALLBACKS = join(import.meta.dirname, "programs/ten-callbacks");
const WITHIN_MS = 120_000;

/** A project of its own with the ten callbacks, as its author has it. */
export function copyTenCallbacks(folder) {
  const modules = join(PROJECT, "node_modules");
  copyProject({ from: TEN_CALLBACKS, parts: readdirSync(TEN_CALLBACKS), modules, to: folder });
  return folder;
}

/**
 * The ten callbacks bundled in a process of its own: how long it took, and the files to load by function.
 *
 * @param cache where results are kept for the next time; without it nothing is kept.
 */
export function bundleOwn(project, { cache } = {}) {
  const env = cache === undefined ? {} : { SECURE_SERVERLESS_API_BUNDLE_CACHE: cache };
  return runIn(project, ["bundle-own.js", COMPILED], env);
}

/** The same as `aws.lambda.CallbackFunction` does it. */
export const bundleByPulumi = (project) => runIn(project, ["bundle-by-pulumi.js"], {});

function runIn(project, args, env) {
  const output = execFileSync(process.execPath, args, {
    cwd: project,
    env: { PATH: process.env.PATH, HOME: project, ...env },
    encoding: "utf8",
    timeout: WITHIN_MS,
    maxBuffer: 1e8,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const { bundleMs, entries } = JSON.parse(output);
  const files = Object.entries(entries).map(([name, path]) => [
    name,
    { entry: join(project, path), env: {} },
  ]);
  return { bundleMs, functions: Object.fromEntries(files) };
}

/** The functions of the repository's own program, by route, with the variables that they read. */
export async function bundleApp(folder) {
  const require = createRequire(import.meta.url);
  const { startProgramChild } = require(join(COMPILED, "local/engine/run-in-child"));
  const { readCode } = require(join(COMPILED, "local/engine/function-code"));
  const child = startProgramChild({ directory: PROJECT, dataFolder: join(folder, "data"), log: () => {} });
  const request = { stack: "dev", seed: "bench", endpoint: "http://127.0.0.1:1", nowMs: 0 };
  const { deployment } = await child.run(request);
  await child.stop();
  const functions = deployment.resources.filter(({ type }) => type === "aws:lambda/function:Function");
  return Object.fromEntries(
    functions.map(({ name, inputs }) => {
      for (const [file, content] of Object.entries(readCode(inputs.code, PROJECT))) {
        const path = join(folder, name, file);
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, content);
      }
      const env = inputs.environment?.variables ?? {};
      return [name, { entry: join(folder, name, "index.js"), env }];
    }),
  );
}

/** Kilobytes of the zip of everything beside a function's entry. */
export function zipKb(entry) {
  const folder = dirname(entry);
  const files = readdirSync(folder, { recursive: true }).filter((file) =>
    statSync(join(folder, file)).isFile(),
  );
  const contents = files.map((file) => [file, readFileSync(join(folder, file))]);
  return zipSync(Object.fromEntries(contents), { level: 9 }).length / 1_000;
}
