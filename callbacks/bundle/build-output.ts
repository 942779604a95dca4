import type { BuildResult } from "esbuild";

/** What a build leaves in memory. */
export type BuildOutput = BuildResult<{ write: false; metafile: true }>;

/** A unit's code, or its source map. */
export const outputText = (
  { outputFiles }: BuildOutput,
  index: number,
  suffix: ".js" | ".js.map" = ".js",
): string => outputFiles.find(({ path }) => path.endsWith(`/${index}${suffix}`))!.text;

/** What esbuild tells of a unit's code. */
export const outputOf = ({ outputs }: BuildOutput["metafile"], index: number) =>
  Object.entries(outputs).find(([path]) => path.endsWith(`/${index}.js`))![1];

/** The modules that a unit's code was made of, with what is left of each. */
export const inputsOf = (metafile: BuildOutput["metafile"], index: number) =>
  outputOf(metafile, index).inputs;
