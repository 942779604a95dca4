import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import ts from "typescript";

const root = join(__dirname, "..");
const { exports: exported } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
  exports: Readonly<Record<string, { readonly types: string; readonly default: string } | string>>;
};

const CONSUMER = "/consumer/index.ts";
const INSTALLED = "/consumer/node_modules/secure-serverless-api/";

/** The package as it is installed, of which only the manifest and what is compiled from this repository's files are there. */
const disk: ts.ModuleResolutionHost = {
  fileExists: (path) => sourceOf(path) !== undefined,
  readFile: (path) => readFileSync(sourceOf(path)!, "utf8"),
};

function sourceOf(path: string): string | undefined {
  if (!path.startsWith(INSTALLED)) return undefined;
  const name = path.slice(INSTALLED.length);
  const [, module] = /^dist\/(.*)\.d\.ts$/.exec(name) ?? [];
  const file = join(root, module === undefined ? name : `${module}.ts`);
  return (module !== undefined || name === "package.json") && existsSync(file) ? file : undefined;
}

const RESOLUTIONS = {
  node: { moduleResolution: ts.ModuleResolutionKind.Node10 },
  node16: { moduleResolution: ts.ModuleResolutionKind.Node16, module: ts.ModuleKind.Node16 },
  bundler: { moduleResolution: ts.ModuleResolutionKind.Bundler, module: ts.ModuleKind.ESNext },
} as const satisfies Readonly<Record<string, ts.CompilerOptions>>;

describe("the types of the package", () => {
  for (const [path, target] of Object.entries(exported)) {
    if (typeof target === "string") continue;
    const service = (text: string): string => text.replace("*", "dynamodb");
    const specifier = service(path.replace(/^\./, "secure-serverless-api"));

    for (const [resolution, options] of Object.entries(RESOLUTIONS)) {
      it(`are found by moduleResolution "${resolution}" for ${specifier}`, () => {
        const { resolvedModule } = ts.resolveModuleName(specifier, CONSUMER, options, disk);

        expect(resolvedModule?.resolvedFileName).to.equal(join(INSTALLED, service(target.types)));
      });
    }

    it(`lie beside the code of ${specifier}`, () => {
      expect(target.default).to.equal(target.types.replace(/\.d\.ts$/, ".js"));
    });
  }
});
