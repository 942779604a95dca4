import { readFileSync } from "node:fs";
import { dirname } from "node:path";
import { CallbackError } from "../../callback-error";
import { STRICT } from "../../entry-text";
import { missingFactory } from "../../source/modules/missing-factory";
import { inputsOf, outputText, type BuildOutput } from "../build-output";
import type { BundleUnit } from "../bundle-entry";
import { isOfProject } from "../bundled-files";
import { unitOfCallback } from "../virtual-modules";

/**
 * Elements of JSX stand for a function that the file has to have: the bundler writes its name unseen.
 * @throws CallbackError
 */
export function refuseMissingFactories(unit: BundleUnit, index: number, output: BuildOutput): void {
  const { analyzed } = unit;
  const inputs = inputsOf(output.metafile, index);
  for (const input of Object.keys(inputs)) {
    const isCallback = unitOfCallback(input) === index;
    const file = isCallback ? analyzed.file : `/${input}`;
    const isOwn = isCallback ? analyzed.captures !== "" : isOfProject(file);
    if (!/\.[jt]sx$/.test(file) || !isOwn || inputs[input]!.bytesInOutput === 0) continue;
    const text = isCallback ? analyzed.entry.replace(STRICT, "") : readFileSync(file, "utf8");
    const missing = missingFactory(file, text, isCallback ? analyzed.directory : dirname(file));
    if (!missing || isMadeGlobal(output, index, missing.name)) continue;
    throw new CallbackError(analyzed.name, {
      problem: `has elements of JSX that stand for '${missing.name}', which their file does not have`,
      remedy: `Import '${missing.name}' there, or set 'jsx' to "react-jsx" in tsconfig.json`,
      place: { file, line: missing.line },
    });
  }
}

function isMadeGlobal(output: BuildOutput, index: number, name: string): boolean {
  const text = outputText(output, index);
  return text.includes(`globalThis.${name}=`) || text.includes(`global.${name}=`);
}
