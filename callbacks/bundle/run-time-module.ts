import { extname, join } from "node:path";

/** A module of this package that runs in functions. */
export const runTimeModule = (name: string): string =>
  join(__dirname, "..", "run-time", `${name}${extname(__filename)}`);
