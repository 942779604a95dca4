import { createRequire } from "node:module";
import { sep } from "node:path";

/** The exports of a module of the project that is already loaded; `undefined` for packages and for ES modules. */
export function loadedExports(from: string, importer: string): Readonly<Record<string, unknown>> | undefined {
  const module = loadedModule(from, importer);
  const exports: unknown = module?.exports;
  return typeof exports === "object" && exports !== null ? (exports as Record<string, unknown>) : undefined;
}

/** The exports of a loaded file itself. */
export function ownExports(file: string): Readonly<Record<string, unknown>> | undefined {
  const exports: unknown = createRequire(file).cache[file]?.exports;
  return typeof exports === "object" && exports !== null ? (exports as Record<string, unknown>) : undefined;
}

/** Whether loading a module loaded Pulumi: it then describes resources, and is no part of a function. */
export function loadsPulumi(from: string, importer: string): boolean {
  const visited = new Set<NodeModule>();
  const visit = (module: NodeModule | undefined): boolean => {
    if (!module || visited.has(module)) return false;
    visited.add(module);
    return module.filename.includes(`${sep}node_modules${sep}@pulumi${sep}`) || module.children.some(visit);
  };
  return from.startsWith("@pulumi/") || visit(loadedModule(from, importer));
}

/** Whether two modules of the project have loaded the same module of it, whose state both then see. Of ES modules none can tell. */
export function shareModules(one: string, other: string, importer: string): boolean {
  const [first, second] = [loadedModule(one, importer), loadedModule(other, importer)];
  if (!first || !second) return true;
  const ofFirst = modulesOfProject(first);
  return [...modulesOfProject(second)].some((module) => ofFirst.has(module));
}

function modulesOfProject(root: NodeModule): ReadonlySet<NodeModule> {
  const modules = new Set([root]);
  for (const module of modules)
    for (const child of module.children)
      if (!child.filename.includes(`${sep}node_modules${sep}`)) modules.add(child);
  return modules;
}

function loadedModule(from: string, importer: string): NodeModule | undefined {
  const require = createRequire(importer);
  try {
    const file = require.resolve(from);
    return from.startsWith(".") || !file.includes(`${sep}node_modules${sep}`)
      ? require.cache[file]
      : undefined;
  } catch {
    return undefined; // not resolvable from here, as in an ES module's world; then it is code like any import
  }
}
