import { outputOf, outputText, type BuildOutput } from "./build-output";
import { OUTPUT_FOLDER } from "./build-settings";
import type { BundleUnit } from "./bundle-entry";
import { isOfProject } from "./bundled-files";
import { namedFiles, ownSourceMap, SOURCE_MAP } from "./source-map";

export interface BuiltBundle {
  readonly files: Readonly<Record<string, string>>;
  /** Absolute paths of everything that was read for it. */
  readonly inputs: readonly string[];
  /** What its author should know, without its name. */
  readonly notes: readonly string[];
}

/** A unit's part of a build. */
export function bundleOf(
  units: readonly BundleUnit[],
  index: number,
  output: BuildOutput,
): Omit<BuiltBundle, "notes"> {
  const map = ownSourceMap(outputText(output, index, ".js.map"), namedFiles(units, OUTPUT_FOLDER));
  return {
    files: { "index.js": outputText(output, index), [SOURCE_MAP]: map },
    inputs: filesOf(output, index),
  };
}

/**
 * Of packages, what is in the output; of the project, all that is imported. A module whose constants were written into those
 * that import it has left nothing of itself in the output.
 */
export function filesOf({ metafile }: BuildOutput, index: number): string[] {
  const { entryPoint: entry, inputs } = outputOf(metafile, index);
  const modules = new Set([entry!, ...Object.keys(inputs)]);
  for (const module of modules) {
    if (!isOfProject(module)) continue;
    for (const { path } of metafile.inputs[module]?.imports ?? [])
      if (isOfProject(path) && path in metafile.inputs) modules.add(path);
  }
  return [...modules].filter((module) => !/^[a-z-]+:/.test(module)).map((module) => `/${module}`);
}
