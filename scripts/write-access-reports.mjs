// Writes this repository's access reports anew: after a change of permissions that is meant, its checks compare with them.
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const REPORTS = [
  ["docs/access.dev.json", "dev", "json"],
  ["docs/access.prod.json", "prod", "json"],
  ["docs/access.md", "dev", "markdown"],
];
for (const [file, stack, format] of REPORTS) {
  const command = [join(root, "dist/cli/main.js"), "access", "--stack", stack, "--format", format];
  writeFileSync(join(root, file), execFileSync(process.execPath, command, { cwd: root }));
  console.log(`Wrote ${file}`);
}
