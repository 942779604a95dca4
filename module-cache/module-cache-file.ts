import { lstatSync } from "node:fs";
import { dirname, join } from "node:path";

/** Names another folder than the project's own; also to the processes and threads that work for a program. */
export const MODULE_CACHE_VARIABLE = "SECURE_SERVERLESS_API_MODULE_CACHE";

/**
 * Where a project keeps the modules that its processes load: beside its dependencies, which they are made of and with which
 * they go. A project without a `node_modules` folder of its own, or one above it, keeps them in `otherwise`.
 */
export function moduleCacheFolder(directory: string, otherwise: string): string {
  const given = process.env[MODULE_CACHE_VARIABLE];
  if (given) return given;
  const dependencies = findDependencies(directory);
  return dependencies === undefined ? otherwise : join(dependencies, ".cache", "secure-serverless-api");
}

/** One file for each kind of process or thread. What one version of Node compiled is of no use to another. */
export const moduleCacheFile = (folder: string, kind: string): string =>
  join(folder, `${kind}-${process.version}-${process.arch}.modules`);

/** The file in the folder that the environment names, if it does. */
export function passedModuleCacheFile(kind: string): string | undefined {
  const folder = process.env[MODULE_CACHE_VARIABLE];
  return folder ? moduleCacheFile(folder, kind) : undefined;
}

/** A link leads to the dependencies of somebody else. */
function findDependencies(directory: string): string | undefined {
  const folder = join(directory, "node_modules");
  const found = lstatSync(folder, { throwIfNoEntry: false });
  if (found) return found.isDirectory() ? folder : undefined;
  const parent = dirname(directory);
  return parent === directory ? undefined : findDependencies(parent);
}
