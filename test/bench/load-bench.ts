import { join } from "node:path";
import { pathToFileURL } from "node:url";

/** A module of the benchmark, which is a package of its own without types. */
export const loadBench = <Exports>(file: string): Promise<Exports> =>
  import(pathToFileURL(join(__dirname, "..", "..", "bench", file)).href) as Promise<Exports>;
