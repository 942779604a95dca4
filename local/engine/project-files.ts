import { existsSync, readFileSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { DeploymentError } from "../deployment";
import type { StackConfig } from "./config-reader";
import { ConfigReader } from "./config-reader";
import type { ProgramLog } from "./engine-service";
import type { Yaml } from "./yaml-file";
import { asObject, readYaml, text } from "./yaml-file";

export interface Project extends StackConfig {
  readonly name: string;
  /** The program's file or folder, as an absolute path. */
  readonly main: string;
  /** The files that say how the program is configured, found and compiled, also those that do not exist yet. */
  readonly files: readonly string[];
}

/**
 * Reads Pulumi.yaml and the stack's own file as the Pulumi CLI does. Values in the environment variable
 * `PULUMI_CONFIG` (a JSON object by full name) win.
 *
 * @throws DeploymentError naming the file and the key.
 */
export function loadProject(directory: string, stack: string, log: ProgramLog): Project {
  const projectFile = join(directory, "Pulumi.yaml");
  if (!existsSync(projectFile)) {
    throw new DeploymentError(
      `there is no Pulumi.yaml in ${directory}: run this in the folder of a Pulumi project`,
    );
  }
  const project = readYaml(projectFile);
  const name = project.name;
  if (typeof name !== "string" || name === "") throw new DeploymentError(`${projectFile}: name is missing`);
  requireNode(project, projectFile);
  const stackFile = join(directory, text(project.stackConfigDir) ?? "", `Pulumi.${stack}.yaml`);
  const stackYaml = existsSync(stackFile) ? readYaml(stackFile) : {};
  if (!existsSync(stackFile) && hasOtherStacks(project, directory)) {
    log("warning", `there is no ${stackFile}: the stack ${stack} has no configuration of its own`);
  }
  if (stackYaml.environment !== undefined) {
    throw new DeploymentError(
      `${stackFile}: environments of Pulumi Cloud are not covered: put the values under config`,
    );
  }
  const reader = new ConfigReader({ project: name, stackFile, stackYaml, log });
  reader.addProject(asObject(project.config, `${projectFile}: config`));
  reader.addStack(asObject(stackYaml.config, `${stackFile}: config`));
  reader.requireDeclared(asObject(project.config, `${projectFile}: config`), stack);
  return {
    name,
    main: findMain(directory, text(project.main)),
    ...reader.result(),
    files: [projectFile, stackFile, join(directory, "tsconfig.json"), packageFileOf(directory, project)],
  };
}

/** The program's entry as `loadProject` finds it; undefined for a project that it refuses. */
export function peekMain(directory: string): string | undefined {
  try {
    return findMain(directory, text(readYaml(join(directory, "Pulumi.yaml")).main));
  } catch {
    return undefined;
  }
}

function packageFileOf(directory: string, project: Yaml): string {
  const main = resolve(directory, text(project.main) ?? ".");
  return join(existsSync(main) && statSync(main).isDirectory() ? main : directory, "package.json");
}

function hasOtherStacks(project: Yaml, directory: string): boolean {
  return project.config !== undefined || existsSync(join(directory, "Pulumi.dev.yaml"));
}

function requireNode(project: Yaml, file: string): void {
  const runtime =
    typeof project.runtime === "string" ? project.runtime : (project.runtime as Yaml | undefined)?.name;
  if (runtime !== "nodejs") {
    throw new DeploymentError(`${file}: runtime is ${String(runtime)}; the local cloud runs nodejs programs`);
  }
}

/** The program's entry, found as the Pulumi CLI finds it: `main` of Pulumi.yaml, else the package's own entry. */
function findMain(directory: string, main: string | undefined): string {
  const folder = resolve(directory, main ?? ".");
  if (!existsSync(folder))
    throw new DeploymentError(`Pulumi.yaml: main is ${main}, but there is no ${folder}`);
  const packageFile = join(folder, "package.json");
  if (!statSync(folder).isDirectory() || !existsSync(packageFile)) return folder;
  const packageJson = JSON.parse(readFileSync(packageFile, "utf8")) as {
    main?: string;
    exports?: unknown;
    type?: string;
  };
  if (packageJson.type === "module") {
    throw new DeploymentError(
      `${packageFile}: ES module programs ("type": "module") are not covered by the local cloud`,
    );
  }
  const entry = packageEntry(packageJson.exports) ?? packageJson.main;
  const file = entry === undefined ? undefined : join(folder, entry);
  return file !== undefined && existsSync(file) ? file : folder;
}

function packageEntry(exports: unknown): string | undefined {
  if (typeof exports === "string") return exports;
  const root = (exports as Yaml | undefined)?.["."];
  if (typeof root === "string") return root;
  const conditions = root as Yaml | undefined;
  return text(conditions?.default) ?? text(conditions?.require) ?? text(conditions?.import);
}
