import { cpSync, mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";

/** Copies files and folders of a project into a new folder, with its dependencies in reach, so that they can be edited. */
export function copyProject({ from, parts, modules = join(from, "node_modules"), to }) {
  mkdirSync(to, { recursive: true });
  for (const part of parts) cpSync(join(from, part), join(to, part), { recursive: true });
  symlinkSync(modules, join(to, "node_modules"));
}
