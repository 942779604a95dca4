import { strToU8, zipSync } from "fflate";

/** The earliest time a zip can state. Its parts are read in local time, so it is the same in every time zone. */
const FIXED_TIME = new Date(1980, 0, 1);
const READABLE = 0o644;
const UNIX = 3;

/** A zip with the same bytes for the same files, whenever and wherever it is made. */
export function zipFiles(files: Readonly<Record<string, string>>): Uint8Array {
  const names = Object.keys(files).sort();
  const entry = (text: string) =>
    [strToU8(text), { mtime: FIXED_TIME, os: UNIX, attrs: READABLE << 16 }] as const;
  return zipSync(Object.fromEntries(names.map((name) => [name, [...entry(files[name]!)]])), { level: 9 });
}
