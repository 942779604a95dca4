import { readFileSync } from "node:fs";
import type { BuildOptions } from "esbuild";
import { CallbackError } from "../callback-error";
import { inputsOf, outputText, type BuildOutput } from "./build-output";
import type { BundleUnit } from "./bundle-entry";
import { isInPackage } from "./refusals/refuse-output";

/** No name of a module, so that it stays as it is when others are shortened. */
export const URL_OF_BUNDLE = "urlOfThisBundle$";

/**
 * What `import.meta` of a package means in a bundle: the bundle's own file, as `__filename` of a CommonJS package does. Most
 * packages make `require` of it, or ask whether it is there.
 */
export const MODULE_URL = {
  define: {
    "import.meta.url": URL_OF_BUNDLE,
    "import.meta.dirname": "__dirname",
    "import.meta.filename": "__filename",
  },
  banner: `var ${URL_OF_BUNDLE}=require("node:url").pathToFileURL(__filename).href;`,
} as const satisfies { define: BuildOptions["define"]; banner: string };

/** Whether packages in a unit's bundle speak of `import.meta`, which is told only where it has no meaning. */
export function lacksModuleUrl({ warnings, metafile }: BuildOutput, index: number): boolean {
  const inputs = inputsOf(metafile, index);
  return warnings.some(
    (warning) =>
      warning.id === "empty-import-meta" &&
      isInPackage(warning) &&
      (inputs[warning.location!.file]?.bytesInOutput ?? 0) > 0,
  );
}

/** A file that lies beside the module, named so that bundlers could see it. */
const FILE_BESIDE = (url: string) =>
  new RegExp(String.raw`new URL\(\s*(["'\x60])((?:(?!\1|\$\{)[^\\])*[^\\/.])\1,\s*${url}\s*\)`);
const IN_BUNDLE = FILE_BESIDE(URL_OF_BUNDLE.replace("$", "\\$"));
const IN_SOURCE = FILE_BESIDE(String.raw`import\.meta\.url`);

/**
 * A file beside a package's module is not beside the bundle.
 * @throws CallbackError
 */
export function refuseFilesBeside({ analyzed }: BundleUnit, index: number, output: BuildOutput): void {
  const [, , name] = IN_BUNDLE.exec(outputText(output, index)) ?? [];
  if (name === undefined || /^[a-z][a-z\d+.-]+:/i.test(name)) return;
  const [file, line] = Object.keys(inputsOf(output.metafile, index)).flatMap((input) => {
    const source = input.includes("node_modules/") ? readFileSync(`/${input}`, "utf8") : "";
    const found = IN_SOURCE.exec(source);
    return found?.[2] === name ? [`/${input}`, source.slice(0, found.index).split("\n").length] : [];
  }) as [string?, number?];
  throw new CallbackError(analyzed.name, {
    problem: `takes along a package that reads the file ${JSON.stringify(name)} beside its module by 'import.meta.url', which a bundle does not have`,
    remedy: "Name the package in 'external' and put it beside the function, as in a layer",
    place: file === undefined ? { file: analyzed.file, line: analyzed.line } : { file, line: line! },
  });
}
