import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { installFolder } from "../install-folder.mjs";

const REQUIREMENTS = join(import.meta.dirname, "requirements.txt");
const INSTALL_WITHIN_MS = 300_000;

let installed;

/**
 * A Python with MiniStack and moto, installed once by pip with its own configuration and exactly the files that
 * requirements.txt names: `{ python }`, or `{ missing }`, the reason why there is none.
 */
export function installPythonPeers() {
  return (installed ??= install());
}

function install() {
  const stamp = createHash("sha256").update(readFileSync(REQUIREMENTS)).digest("hex").slice(0, 16);
  const folder = join(installFolder, `python-${stamp}`);
  const python = join(folder, "bin", "python");
  if (existsSync(join(folder, "complete"))) return { python };
  process.stderr.write("Installing MiniStack and moto for Python, once\n");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(installFolder, { recursive: true });
  try {
    run("python3", ["-m", "venv", folder]);
    run(python, ["-m", "pip", "install", "--quiet", "--require-hashes", "-r", REQUIREMENTS]);
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    return { missing: `pip could not install it: ${lastLine(error)}` };
  }
  mkdirSync(join(folder, "complete"));
  return { python };
}

const run = (command, args) =>
  execFileSync(command, args, {
    stdio: ["ignore", "ignore", "pipe"],
    encoding: "utf8",
    timeout: INSTALL_WITHIN_MS,
  });

const lastLine = ({ stderr, message }) => (stderr || message).trim().split("\n").at(-1);
