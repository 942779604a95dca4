// Loaded for its effect, before the modules whose loading takes longest.
import { startWhereNeeded } from "./background";

startWhereNeeded(require.resolve("../index"));
