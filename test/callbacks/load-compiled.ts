import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { basename, dirname, join, relative } from "node:path";
import { transformSync, type TransformOptions } from "esbuild";
import * as ts from "typescript";

export const FIXTURES = join(__dirname, "fixtures");
const NODE_MODULES = join(__dirname, "..", "..", "node_modules");

type Compile = (text: string, file: string) => string;

const esbuild =
  (options: TransformOptions): Compile =>
  (text, file) =>
    transformSync(text, {
      loader: "ts",
      format: "cjs",
      target: "node20",
      sourcefile: file,
      tsconfigRaw: {},
      ...options,
    }).code;

const typescript =
  (options: ts.CompilerOptions): Compile =>
  (text, fileName) =>
    ts.transpileModule(text, {
      fileName,
      compilerOptions: {
        module: ts.ModuleKind.CommonJS,
        target: ts.ScriptTarget.ES2022,
        esModuleInterop: true,
        ...options,
      },
    }).outputText;

/** How loaders compile TypeScript in memory. */
export const LOADERS = {
  "an esbuild hook": esbuild({ sourcemap: "inline" }),
  tsx: esbuild({ sourcemap: "inline", keepNames: true, minifyWhitespace: true }),
  "ts-node": typescript({ inlineSourceMap: true, inlineSources: true }),
  "ts-node for an old target": typescript({
    inlineSourceMap: true,
    inlineSources: true,
    target: ts.ScriptTarget.ES2017,
  }),
} as const satisfies Record<string, Compile>;

/** Loads fixtures, and what they import of their folder, through another loader than the tests' own. */
export function loadThrough<Result>(
  compile: Compile,
  load: (require: <Module>(fixture: string) => Module) => Result,
): Result {
  const extensions = require.extensions;
  const own = extensions[".ts"];
  const kept = forgetFixtures();
  extensions[".ts"] = (module, file) =>
    (module as NodeJS.Module & { _compile(code: string, file: string): void })._compile(
      compile(readFileSync(file, "utf8"), file),
      file,
    );
  try {
    return load(<Module>(fixture: string) => require(join(FIXTURES, fixture)) as Module);
  } finally {
    extensions[".ts"] = own;
    forgetFixtures();
    Object.assign(require.cache, kept);
  }
}

function forgetFixtures(): Record<string, NodeJS.Module> {
  const forgotten: Record<string, NodeJS.Module> = {};
  for (const [file, module] of Object.entries(require.cache)) {
    if (!file.startsWith(FIXTURES) || !module) continue;
    forgotten[file] = module;
    delete require.cache[file];
  }
  return forgotten;
}

/** Compiles all fixtures into a folder of JavaScript, as `tsc` does. */
export function compileFixtures(maps: "with maps" | "without maps"): {
  folder: string;
  load<Module>(fixture: string): Module;
  remove(): void;
} {
  const root = mkdtempSync(join(tmpdir(), "callbacks-"));
  const folder = join(root, "dist");
  symlinkSync(NODE_MODULES, join(root, "node_modules"));
  cpSync(FIXTURES, folder, { recursive: true, filter: (file) => !file.endsWith(".ts") });
  const sources = readdirSync(FIXTURES, { recursive: true, encoding: "utf8" });
  for (const name of sources.filter((each) => each.endsWith(".ts"))) {
    const source = join(FIXTURES, name);
    const compiled = join(folder, name.replace(/ts$/, "js"));
    const { outputText, sourceMapText } = ts.transpileModule(readFileSync(source, "utf8"), {
      fileName: basename(name),
      compilerOptions: {
        module: ts.ModuleKind.CommonJS,
        target: ts.ScriptTarget.ES2022,
        esModuleInterop: true,
        sourceMap: maps === "with maps",
        sourceRoot: relative(dirname(compiled), dirname(source)),
      },
    });
    writeFileSync(compiled, outputText);
    if (sourceMapText) writeFileSync(`${compiled}.map`, sourceMapText);
  }
  return {
    folder,
    load: <Module>(fixture: string) => createRequire(join(folder, "main.js"))(`./${fixture}`) as Module,
    remove: () => rmSync(root, { recursive: true }),
  };
}
