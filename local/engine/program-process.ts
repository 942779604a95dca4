// The process in which a program runs, once. Argument: the project folder.
import { join } from "node:path";
import { cacheModules } from "../../module-cache/cache-modules";
import { MODULE_CACHE_VARIABLE, moduleCacheFile } from "../../module-cache/module-cache-file";
import { loadLazily } from "./lazy-modules";
import type * as programRun from "./program-run";

// Positions are looked up when something is to be named; Node would read the map of every module that is loaded.
process.setSourceMapsEnabled(false);
/** Enough frames to find the author's line below those of libraries. */
Error.stackTraceLimit = 50;
// Nobody is left to tell: the local cloud was killed.
process.once("disconnect", () => process.exit(1));

const [, , directory = "."] = process.argv;
const cacheFolder = process.env[MODULE_CACHE_VARIABLE]!;
const keepModules = cacheModules(moduleCacheFile(cacheFolder, "program"));
loadLazily();
const { runWhenAsked } = require("./program-run") as typeof programRun;
runWhenAsked({ directory, cacheFolder: join(cacheFolder, "compiled"), afterwards: keepModules });
