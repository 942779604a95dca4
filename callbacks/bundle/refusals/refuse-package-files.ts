import { readFileSync } from "node:fs";
import { CallbackError } from "../../callback-error";
import { findPackageFiles, type PackageFileUse } from "../../source/modules/package-files";
import { inputsOf, outputText, type BuildOutput } from "../build-output";
import type { BundleUnit } from "../bundle-entry";
import { isOfProject } from "../bundled-files";
import { firstInOutput } from "./first-in-output";

/** What is left of such code in a bundle. Most bundles have none of it, and their packages need not be read. */
const MAY_ASK = /\bcreateRequire\b|\brequire\.resolve\(|\b__dirname\b/;
/** Looks for machine code. */
const BINDINGS = /(?:^|\/)node_modules\/bindings\//;

/** Of each build, what its modules ask for: many functions share them. */
const found = new WeakMap<BuildOutput, Map<string, readonly PackageFileUse[]>>();

/**
 * A package's own files are not beside the bundle.
 * @throws CallbackError
 */
export function refusePackageFiles({ analyzed }: BundleUnit, index: number, output: BuildOutput): void {
  const inputs = inputsOf(output.metafile, index);
  if (!MAY_ASK.test(outputText(output, index)) && !Object.keys(inputs).some((input) => BINDINGS.test(input)))
    return;
  for (const input of Object.keys(inputs)) {
    const isModule = /\.[cm]?js$/.test(input) && !isOfProject(`/${input}`);
    if (!isModule || inputs[input]!.bytesInOutput === 0) continue;
    const use = firstInOutput(usesOf(output, input), { output, index, input });
    if (!use) continue;
    throw new CallbackError(analyzed.name, {
      problem: `takes along a package that asks for the file ${JSON.stringify(use.path)} beside its module, which is not beside the bundle`,
      remedy: "Name the package in 'external' and put it beside the function, as in a layer",
      place: { file: `/${input}`, line: use.start.line + 1 },
    });
  }
}

function usesOf(output: BuildOutput, input: string): readonly PackageFileUse[] {
  const known = found.get(output) ?? new Map<string, readonly PackageFileUse[]>();
  found.set(output, known);
  let uses = known.get(input);
  if (!uses) known.set(input, (uses = findPackageFiles(`/${input}`, readFileSync(`/${input}`, "utf8"))));
  return uses;
}
