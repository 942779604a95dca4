import { readFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { CallbackError } from "../../callback-error";
import { findProjectFiles, type ProjectFileUse } from "../../source/modules/project-files";
import { inputsOf, type BuildOutput } from "../build-output";
import type { BundleUnit } from "../bundle-entry";
import { isOfProject } from "../bundled-files";
import { firstInOutput } from "./first-in-output";
import { unitOfCallback } from "../virtual-modules";

/**
 * A function's zip is the bundle and what is included: no other file of the project is there.
 * @throws CallbackError
 */
export function refuseProjectFiles(unit: BundleUnit, index: number, output: BuildOutput): void {
  const { analyzed } = unit;
  const inputs = inputsOf(output.metafile, index);
  for (const input of Object.keys(inputs)) {
    const isCallback = unitOfCallback(input) === index;
    if (inputs[input]!.bytesInOutput === 0 || !(isCallback || isModule(input))) continue;
    const file = isCallback ? analyzed.file : `/${input}`;
    const uses = findProjectFiles(file, isCallback ? analyzed.entry : readFileSync(file, "utf8"));
    const missing = uses.filter((use) => !isIncluded(unit, use));
    const kept = firstInOutput(missing, { output, index, input });
    if (kept) throw refusal(unit, file, kept);
  }
}

const isModule = (input: string): boolean => /^[^:]+\.[cm]?[jt]sx?$/.test(input) && isOfProject(`/${input}`);

/** Of a path that is not written out, nobody knows where it leads. */
function isIncluded({ include }: BundleUnit, { path }: ProjectFileUse): boolean {
  if (path === undefined || path === ".") return include.length > 0;
  const contains = (folder: string, inside: string) => inside === folder || inside.startsWith(`${folder}/`);
  return include.some((each) => contains(each, path) || contains(path, each));
}

function refusal(
  { analyzed }: BundleUnit,
  file: string,
  { from, path, start }: ProjectFileUse,
): CallbackError {
  const place = { file, line: start.line + 1 };
  const named =
    path === undefined || path === "." ? "files of the project" : `the file ${JSON.stringify(path)}`;
  const wanted = path === undefined ? undefined : pathInProject(file, { from, path });
  const include =
    wanted === undefined
      ? "Give the function the files by 'include'"
      : `Give the function include: [${JSON.stringify(wanted)}]`;
  const readHere = "or read what it needs when the program is deployed, and capture the value";
  if (from === "process.cwd()") {
    return new CallbackError(analyzed.name, {
      problem: `names ${named} by the folder that the program runs in, where a function has only what is included`,
      remedy: `${include}, ${readHere}`,
      place,
    });
  }
  const written = `join(process.cwd(), ${wanted === undefined ? "…" : JSON.stringify(wanted)})`;
  return new CallbackError(analyzed.name, {
    problem: `names ${named} by '__dirname', which in a bundle is the bundle's own folder`,
    remedy: `${include} and name them by ${written}, ${readHere}`,
    place,
  });
}

/** The path that `include` takes; `undefined` for what lies outside. */
function pathInProject(
  file: string,
  { from, path }: { readonly from: string; readonly path: string },
): string | undefined {
  const folder = from === "__dirname" ? dirname(file) : process.cwd();
  const found = relative(process.cwd(), join(folder, path));
  return found === "" || found.startsWith("..") ? undefined : found.split(sep).join("/");
}
