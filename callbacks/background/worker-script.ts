import { existsSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { keepsNothing } from "../kept-results";
import { SIGNAL } from "./messages";

/**
 * Names a module that the worker loads before all others: whoever runs the program may keep there what the worker loads. It
 * exports {@link Preloaded}.
 */
export const PRELOAD_VARIABLE = "SECURE_SERVERLESS_API_WORKER_PRELOAD";

export interface Preloaded {
  /** Called when the worker's work is done. */
  keepModules(): void;
}

export interface WorkerScript {
  /** The program's text, to be evaluated. */
  readonly text: string;
  /** What the text reads as its worker's data. */
  readonly data: object;
}

/**
 * Compiled, the worker is the file beside this one. Where a loader runs the TypeScript sources there is no such file, and
 * the loader does not reach other threads: the worker then compiles this package's sources for itself.
 */
export function workerScript({ isEdited }: { readonly isEdited: boolean }): WorkerScript {
  const main = join(__dirname, "worker.js");
  const preload = process.env[PRELOAD_VARIABLE];
  const data = { preload, needsTypeScript: isEdited || keepsNothing("analysis") };
  if (existsSync(main)) return { text: `${BEGIN}${RUN_COMPILED}`, data: { ...data, main } };
  const root = dirname(__dirname);
  const sources = readdirSync(root, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => join(root, name));
  return {
    text: `${BEGIN}${RUN_SOURCES}`,
    data: { ...data, main: join(__dirname, "worker.ts"), root, sources },
  };
}

/** However it ends, it tells: who waits for an answer has no event loop to hear of it. */
const BEGIN = `
const { Module, createRequire } = require("node:module");
const { main, needsTypeScript, preload, root, sources, signals } = require("node:worker_threads").workerData;
process.once("exit", () => {
  Atomics.store(signals, ${SIGNAL.ended}, 1);
  Atomics.store(signals, ${SIGNAL.writing}, 0);
  Atomics.add(signals, ${SIGNAL.answers}, 1);
  Atomics.notify(signals, ${SIGNAL.answers});
  Atomics.notify(signals, ${SIGNAL.writing});
});
const requireFromMain = createRequire(main);
if (preload) requireFromMain(preload);
`;

const RUN_COMPILED = `requireFromMain(main);`;

/** esbuild is a process of its own: TypeScript is loaded at the same time. */
const RUN_SOURCES = `
const compiled = requireFromMain("esbuild").build({
  entryPoints: sources, outdir: root, outbase: root, write: false,
  format: "cjs", platform: "node", target: "node20", tsconfigRaw: {}, logLevel: "silent",
});
if (needsTypeScript) requireFromMain("typescript");
compiled.then(({ outputFiles }) => {
  const texts = new Map(outputFiles.map(({ path, text }) => [path.replace(/\\.js$/, ".ts"), text]));
  Module._extensions[".ts"] = (module, file) => module._compile(texts.get(file), file);
  requireFromMain(main);
});
`;
