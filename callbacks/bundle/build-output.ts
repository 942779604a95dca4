import type { BuildResult } from "esbuild";

/** What a build leaves in memory. */
export type BuildOutput = BuildResult<{ write: false; metafile: true }>;
