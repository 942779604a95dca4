import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { lockFolder } from "../store/folder-lock";

/**
 * Erases all that an earlier local cloud kept in a folder.
 *
 * @throws Error when another one uses it, or when the folder is not one that a local cloud made: a wrong --data must not
 *   cost somebody their files.
 */
export function eraseDataFolder(folder: string): void {
  if (!existsSync(folder)) return;
  const isOurs = readdirSync(folder).length === 0 || existsSync(join(folder, "keys.json"));
  if (!isOurs)
    throw new Error(
      `${folder} was not made by the local cloud, and --fresh would erase it: choose another folder`,
    );
  const unlock = lockFolder(folder);
  unlock();
  rmSync(folder, { recursive: true, force: true });
}
