import { relative } from "node:path";
import type { Message } from "esbuild";
import { CallbackError } from "../../callback-error";
import { DEPLOY_TIME, deployTimeRemedy } from "../../captures/deploy-time-packages";
import { inputsOf, outputOf, type BuildOutput } from "../build-output";
import { messageError } from "../build-error";
import type { BundleUnit } from "../bundle-entry";
import { packageNameOf } from "../bundled-files";
import { unitOfCallback } from "../virtual-modules";

/** Warnings about code that would do something else in a bundle, or fail. */
const REFUSED_WARNINGS: ReadonlyMap<string, string> = new Map([
  ["import-is-undefined", "Import a name that the module exports"],
  ["call-import-namespace", "Use the default import"],
  ["empty-import-meta", "Read what it needs when the program is deployed, and capture the value"],
  ["commonjs-variable-in-esm", "Use import and export"],
]);

export const isInPackage = ({ location }: Message): boolean =>
  location !== null && /(?:^|\/)node_modules\//.test(location.file);

export function refuseWarnings(unit: BundleUnit, index: number, { warnings, metafile }: BuildOutput): void {
  const inputs = inputsOf(metafile, index);
  for (const warning of warnings) {
    const remedy = REFUSED_WARNINGS.get(warning.id);
    // There it gets a meaning.
    const isGiven = warning.id === "empty-import-meta" && isInPackage(warning);
    if (remedy && !isGiven && warning.location && warning.location.file in inputs)
      throw messageError(unit, warning, remedy);
  }
}

/** A bundle with a package in it that belongs to the deployment is refused, with the imports that led there. */
export function refuseDeployTimeCode(unit: BundleUnit, index: number, { metafile }: BuildOutput): void {
  const { inputs, imports } = outputOf(metafile, index);
  const included = Object.keys(inputs).filter((input) => inputs[input]!.bytesInOutput > 0);
  for (const module of [...imports.filter(({ external }) => external).map(({ path }) => path), ...included]) {
    const [, directory, packageName] = /^(?:(.*\/node_modules)\/)?((?:@[^/]+\/)?[^/]+)/.exec(module)!;
    const isInPackage = directory !== undefined || !included.includes(module);
    const remedy = isInPackage && deployTimeRemedy(packageName!, directory && `/${directory}/${packageName}`);
    if (!remedy) continue;
    const chain = importChain(metafile, index, module).map((link) => displayName(unit, link));
    throw new CallbackError(unit.analyzed.name, {
      problem: `would take '${packageName}', a package for deploy time, into its bundle: ${chain.join(" → ")}`,
      remedy,
      place: { file: unit.analyzed.file, line: unit.analyzed.line },
    });
  }
}

/** The shortest way from the entry to a module, by imports. */
function importChain(metafile: BuildOutput["metafile"], index: number, to: string): string[] {
  const entry = outputOf(metafile, index).entryPoint!;
  const cameFrom = new Map<string, string | undefined>([[entry, undefined]]);
  for (const module of cameFrom.keys()) {
    if (module === to) break;
    for (const { path } of metafile.inputs[module]?.imports ?? [])
      if (!cameFrom.has(path)) cameFrom.set(path, module);
  }
  const chain: string[] = [];
  for (let module: string | undefined = to; module !== undefined; module = cameFrom.get(module))
    chain.unshift(module);
  // The entry itself is none of the author's modules.
  return chain.slice(1);
}

function displayName({ analyzed }: BundleUnit, module: string): string {
  if (unitOfCallback(module) !== undefined) return relative(process.cwd(), analyzed.file);
  if (DEPLOY_TIME.test(module)) return module;
  return (
    packageNameOf(`/${module}`) ??
    (module.startsWith("callback:")
      ? module.replace(/^callback:\d+\//, "")
      : relative(process.cwd(), `/${module}`))
  );
}
