// The process in which a program runs, once. Arguments: the project folder and the data folder.
import { join } from "node:path";
import { loadPulumiLazily } from "./lazy-modules";
import { cacheModuleCode } from "./module-code-cache";
import type * as programRun from "./program-run";

// Positions are looked up when something is to be named; Node would read the map of every module that is loaded.
process.setSourceMapsEnabled(false);
/** Enough frames to find the author's line below those of libraries. */
Error.stackTraceLimit = 50;
// Nobody is left to tell: the local cloud was killed.
process.once("disconnect", () => process.exit(1));

const [, , directory = ".", dataFolder = ""] = process.argv;
const keepModuleCode = cacheModuleCode(join(dataFolder, "modules", "program.code"));
loadPulumiLazily();
const { runWhenAsked } = require("./program-run") as typeof programRun;
runWhenAsked({ directory, cacheFolder: join(dataFolder, "compiled"), afterwards: keepModuleCode });
