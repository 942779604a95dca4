// Compiles the package when a source is newer than what was compiled last. Only looks at times: a few milliseconds.
// With --anew it compiles everything, and leaves nothing of files that are gone: what is published is made so.
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const config = join(root, "tsconfig.build.json");
const stamp = join(root, "dist", ".tsbuildinfo");

function modified(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** A folder's own time changes when a file in it is added or removed. */
function newest(folder) {
  const times = readdirSync(folder, { withFileTypes: true }).map((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? newest(path) : entry.name.endsWith(".ts") ? modified(path) : 0;
  });
  return Math.max(modified(folder), ...times);
}

if (process.argv.includes("--anew")) rmSync(join(root, "dist"), { recursive: true, force: true });
const { include } = JSON.parse(readFileSync(config, "utf8"));
const sources = include.map((folder) => newest(join(root, folder)));
const settings = ["tsconfig.build.json", "tsconfig.json", "package-lock.json"].map((file) =>
  modified(join(root, file)),
);
if (Math.max(...sources, ...settings) > modified(stamp)) {
  try {
    execFileSync(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), "-p", config], {
      cwd: root,
      stdio: "inherit",
    });
  } catch (error) {
    process.exit(error.status ?? 1);
  }
}
