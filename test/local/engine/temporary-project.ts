import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

const root = join(__dirname, "../../..");
const folders: string[] = [];

/** Makes a Pulumi project of these files in a folder of its own. */
export function temporaryProject(files: Readonly<Record<string, string>>): string {
  const folder = temporaryFolder();
  const all = { "Pulumi.yaml": "name: sample\nruntime: nodejs\nmain: index.ts\n", ...files };
  for (const [path, text] of Object.entries(all)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  return folder;
}

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "secure-serverless-api-"));
  folders.push(folder);
  return folder;
}

/** To be called after each test. */
export function removeTemporaryFolders(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}

/** Lets processes that tests start load TypeScript. */
export function loadTypeScriptInChildren(): void {
  const option = `--require ${JSON.stringify(join(__dirname, "load-typescript.js"))}`;
  if (process.env.NODE_OPTIONS?.includes(option)) return;
  process.env.NODE_OPTIONS = `${process.env.NODE_OPTIONS ?? ""} ${option}`.trim();
}
