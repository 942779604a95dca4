// Loaded first in a thread that works for a program. Installs the cache there.
import { cacheModules } from "./cache-modules";
import { passedModuleCacheFile } from "./module-cache-file";

const file = passedModuleCacheFile("background");

export const keepModules = file === undefined ? (): void => undefined : cacheModules(file);
