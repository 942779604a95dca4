// Runs the program once after an installation, so that the first start of a developer finds the dependencies compiled.
// Nothing else of this run is kept: what it serves and bundles lies in a folder that is removed.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const DEADLINE_MS = 60_000;
/** The local cloud keeps its modules half a second after it is ready. */
const KEEPING_MS = 1_000;

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const cache = join(root, "node_modules", ".cache", "secure-serverless-api");
if (!existsSync(cache)) await fill();

async function fill() {
  console.log("Compiling the dependencies once");
  const data = mkdtempSync(join(tmpdir(), "fill-module-cache-"));
  const command = [join(root, "dist/cli/main.js"), "local", "--port", "0", "--data", data, "--no-watch"];
  const child = spawn(process.execPath, command, { cwd: root, stdio: ["ignore", "pipe", "ignore"] });
  const ended = new Promise((resolve) => child.once("close", resolve).once("error", resolve));
  const deadline = setTimeout(() => child.kill(), DEADLINE_MS);
  createInterface({ input: child.stdout }).on("line", (line) => {
    if (line.startsWith("Ready ")) setTimeout(() => child.kill(), KEEPING_MS);
  });
  // A program that does not run says so when it is started: an installation need not fail for it.
  await ended;
  clearTimeout(deadline);
  rmSync(data, { recursive: true, force: true });
}
