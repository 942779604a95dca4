import { existsSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

const known = new Map<string, string | undefined>();

/**
 * The `tsconfig.json` that the program itself was compiled by: class fields, decorators and JSX mean what they mean there. It
 * is the one that its loader was told to take, or else the nearest.
 */
export function findTsconfig(directory: string): string | undefined {
  if (!known.has(directory)) known.set(directory, givenTsconfig() ?? nearestTsconfig(directory));
  return known.get(directory);
}

/** Pulumi's loader is ts-node, and tells it which file to take. */
const LOADER_VARIABLES = () =>
  process.env["PULUMI_NODEJS_TYPESCRIPT"] === "true"
    ? ["PULUMI_NODEJS_TSCONFIG_PATH"]
    : ["PULUMI_NODEJS_TSCONFIG_PATH", "TS_NODE_PROJECT", "TSX_TSCONFIG_PATH"];

function givenTsconfig(): string | undefined {
  const [given] = LOADER_VARIABLES().flatMap((variable) => process.env[variable] || []);
  if (given === undefined) return undefined;
  // ts-node also takes the folder that the file is in.
  return [join(resolve(given), "tsconfig.json"), resolve(given)].find(
    (file) => existsSync(file) && statSync(file).isFile(),
  );
}

function nearestTsconfig(directory: string): string | undefined {
  const here = join(directory, "tsconfig.json");
  if (existsSync(here)) return here;
  const parent = dirname(directory);
  return parent === directory ? undefined : nearestTsconfig(parent);
}

/** For a process that goes on while a project is edited. */
export const forgetTsconfigs = (): void => known.clear();
