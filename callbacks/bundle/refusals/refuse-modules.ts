import { readFileSync } from "node:fs";
import { CallbackError } from "../../callback-error";
import { outlineOf } from "../../entry-file";
import { findComputedImport, findMetadata, type ModuleFault } from "../../source/modules/module-faults";
import { inputsOf, type BuildOutput } from "../build-output";
import type { BundleUnit } from "../bundle-entry";
import { isOfProject } from "../bundled-files";
import { findTsconfig } from "../tsconfig";
import { compilerOption } from "../tsconfig-chain";
import { unitOfCallback } from "../virtual-modules";

/** Where it is not loaded, decorators have nothing to be told types by. */
const READS_METADATA =
  /(?:^|\/)node_modules\/(?:reflect-metadata|core-js|core-js-pure|@abraham\/reflection)\//;

/**
 * Refuses what a bundler takes from the project's own modules without a word, and leaves unusable.
 * @throws CallbackError
 */
export function refuseModules(unit: BundleUnit, index: number, { metafile }: BuildOutput): void {
  const inputs = inputsOf(metafile, index);
  const kept = Object.keys(inputs).filter((input) => inputs[input]!.bytesInOutput > 0);
  const own = kept.filter((input) => isScript(input) && !input.includes("node_modules/"));
  for (const input of own) refuse(unit, `/${input}`, findComputedImport(`/${input}`, textOf(`/${input}`)));
  if (!hasMetadata(unit) || !Object.keys(inputs).some((input) => READS_METADATA.test(input))) return;
  for (const input of own) refuse(unit, `/${input}`, findMetadata(`/${input}`, textOf(`/${input}`)));
  const isKept = kept.some((input) => unitOfCallback(input) === index);
  const { file, entry } = unit.analyzed;
  if (isKept) refuse(unit, file, findMetadata(file, entry));
}

const isScript = (input: string): boolean => /^[^:]+\.[cm]?[jt]sx?$/.test(input);

/** Where a computed import drags in what cannot be bundled, that is to blame. */
export function refuseEntryModule(unit: BundleUnit): void {
  const { file, captures } = unit.analyzed;
  // Of a callback's file, only a part is kept.
  if (captures === "") refuse(unit, file, findComputedImport(file, textOf(file)));
}

/**
 * A handler that an entry file passes on is looked at where it comes from.
 * @throws CallbackError
 */
export function refusePassedOn({ analyzed }: BundleUnit, { metafile }: BuildOutput): void {
  let { passedOn, file } = analyzed;
  for (const visited = new Set([file]); passedOn;) {
    const { from, name } = passedOn;
    const input = metafile.inputs[file.slice(1)]?.imports.find(({ original }) => original === from)?.path;
    if (input === undefined || !isScript(input) || !isOfProject(`/${input}`)) return;
    file = `/${input}`;
    if (visited.size === visited.add(file).size) return;
    const { mayExport, fault, passedOn: further } = outlineOf(file, name);
    const what = `passes on '${name}' of ${JSON.stringify(from)}`;
    if (!mayExport || fault) {
      throw new CallbackError(analyzed.name, {
        problem: fault ? `${what}, which is ${fault.is}` : `${what}, which does not export it`,
        remedy: `Write export ${name === "default" ? "default" : `const ${name} =`} async (event) => … there`,
        place: { file, line: fault?.line ?? 1 },
      });
    }
    passedOn = further;
  }
}

function hasMetadata({ analyzed }: BundleUnit): boolean {
  const tsconfig = findTsconfig(analyzed.directory);
  return (
    tsconfig !== undefined &&
    compilerOption(tsconfig, "emitDecoratorMetadata") === true &&
    compilerOption(tsconfig, "experimentalDecorators") === true
  );
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return ""; // the author's file need not have been published
  }
}

function refuse({ analyzed }: BundleUnit, file: string, fault: ModuleFault | undefined): void {
  if (!fault) return;
  const { problem, remedy, line } = fault;
  throw new CallbackError(analyzed.name, { problem, remedy, place: { file, line } });
}
