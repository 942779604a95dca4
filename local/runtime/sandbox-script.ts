import { existsSync } from "node:fs";
import { join } from "node:path";
import type * as Esbuild from "esbuild";

// Compiled, the entry of a sandbox is the file beside this one. Loaded from TypeScript by a hook (as the tests do) there
// is no such file, and the hook does not reach other threads: the entry and its imports are then bundled in memory.
let script: { readonly code: string; readonly isSource: boolean } | undefined;

/** What a sandbox runs: a file, or source text. */
export function sandboxScript(): { readonly code: string; readonly isSource: boolean } {
  script ??= findCompiled() ?? { code: bundleSource(), isSource: true };
  return script;
}

function findCompiled(): { code: string; isSource: boolean } | undefined {
  const file = join(__dirname, "worker", "main.js");
  return existsSync(file) ? { code: file, isSource: false } : undefined;
}

function bundleSource(): string {
  const { buildSync } = require("esbuild") as typeof Esbuild;
  const { outputFiles } = buildSync({
    entryPoints: [join(__dirname, "worker", "main.ts")],
    bundle: true,
    write: false,
    platform: "node",
    format: "cjs",
    target: "node20",
    tsconfigRaw: {},
  });
  return outputFiles.map((file) => file.text).join("\n");
}
