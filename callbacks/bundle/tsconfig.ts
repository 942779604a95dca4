import { existsSync, readFileSync } from "node:fs";
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

/** A `tsconfig.json` and those that it extends, also one that is not there. */
export function withExtended(tsconfig: string | undefined): string[] {
  if (tsconfig === undefined) return [];
  if (!existsSync(tsconfig)) return [tsconfig];
  const [, base] = /"extends"\s*:\s*"(\.[^"]*)"/.exec(readFileSync(tsconfig, "utf8")) ?? [];
  if (base === undefined) return [tsconfig];
  return [tsconfig, ...withExtended(join(dirname(tsconfig), base.endsWith(".json") ? base : `${base}.json`))];
}

/** For a process that goes on while a project is edited. */
export const forgetTsconfigs = (): void => known.clear();
