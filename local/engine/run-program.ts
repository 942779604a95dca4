import { createRequire } from "node:module";
import { join } from "node:path";
import type { ProgramLog } from "./engine-service";
import { ProgramFiles } from "./program-files";
import { loadProject } from "./project-files";
import { loadPulumiSdk } from "./pulumi-sdk";
import type { ResourceModel } from "./registered-resource";
import type { ProgramRun } from "./run-in-engine";
import { runInEngine } from "./run-in-engine";
import { SourcePositions } from "./source-positions";

export interface ProgramOptions {
  /** The folder of Pulumi.yaml. */
  readonly directory: string;
  readonly stack: string;
  /** Made once the configuration is known, because it holds the region. */
  readonly model: (config: Readonly<Record<string, string>>) => ResourceModel;
  readonly preview?: boolean;
  readonly organization?: string;
  readonly log?: ProgramLog;
  /** Of the loader in use; without one, positions are those of the files as Node runs them. */
  readonly positions?: SourcePositions;
  /** Told once, also when the program fails: {@link FinishedProgram.files} so far. */
  readonly onFiles?: (files: readonly string[]) => void;
}

export interface FinishedProgram extends ProgramRun {
  readonly project: string;
  readonly config: Readonly<Record<string, string>>;
  /** Configuration files, and the files of the program that were loaded or bundled, dependencies left out. */
  readonly files: readonly string[];
}

/**
 * Runs the program of a project folder. It runs in this process and in this process's current folder; TypeScript
 * needs a loader (see typescript-loader.ts).
 */
export async function runProgram(options: ProgramOptions): Promise<FinishedProgram> {
  const { directory, stack, log = () => undefined } = options;
  const project = loadProject(directory, stack, log);
  const before = new Set(Object.keys(require.cache));
  const programFiles = new ProgramFiles();
  const filesSoFar = (): string[] => [...new Set([...project.files, ...programFiles.all])];
  const requireFromProject = createRequire(join(directory, "package.json"));
  try {
    const run = await runInEngine({
      sdk: loadPulumiSdk(directory),
      project: project.name,
      stack,
      directory,
      config: project.config,
      secretConfig: project.secretConfig,
      preview: options.preview ?? false,
      organization: options.organization ?? "local",
      model: options.model(project.config),
      log,
      positions: options.positions ?? new SourcePositions(directory),
      program: () => requireFromProject(project.main) as unknown,
    });
    return { ...run, project: project.name, config: project.config, files: filesSoFar() };
  } catch (error) {
    programFiles.addMissing(error);
    throw error;
  } finally {
    programFiles.close();
    options.onFiles?.(filesSoFar());
    // The next run must evaluate the program anew.
    for (const file of loadedSince(before)) delete require.cache[file];
  }
}

function loadedSince(before: ReadonlySet<string>): string[] {
  return Object.keys(require.cache).filter(
    (file) => !before.has(file) && !/[\\/]node_modules[\\/]/.test(file),
  );
}
