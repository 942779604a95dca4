import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

const known = new Map<string, string | undefined>();

/** The project's own `tsconfig.json`: class fields, decorators and JSX mean what they mean there. */
export function findTsconfig(directory: string): string | undefined {
  if (!known.has(directory)) {
    const here = join(directory, "tsconfig.json");
    const parent = dirname(directory);
    known.set(directory, existsSync(here) ? here : parent === directory ? undefined : findTsconfig(parent));
  }
  return known.get(directory);
}

/** For a process that goes on while a project is edited. */
export const forgetTsconfigs = (): void => known.clear();
