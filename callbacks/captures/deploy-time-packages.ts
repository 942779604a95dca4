import { existsSync, readFileSync } from "node:fs";
import { createRequire, isBuiltin } from "node:module";
import { join } from "node:path";

const REMEDIES = {
  pulumi: "Read what it needs outside the callback, and capture the value or the Output",
  zod: "Describe the body in the route, whose validator is generated without zod, or import only its types",
} as const;

/** Imports of packages that are known by their names. */
export const DEPLOY_TIME = /^(?:@pulumi\/|zod(?:\/|$))/;

/** Why a package belongs to the deployment and not into a function; `undefined` if it may go in. */
export function deployTimeRemedy(
  packageName: string,
  packageDirectory: string | undefined,
): string | undefined {
  if (packageName.startsWith("@pulumi/")) return REMEDIES.pulumi;
  if (packageName === "zod") return REMEDIES.zod;
  return packageDirectory !== undefined && hasPulumiKey(packageDirectory) ? REMEDIES.pulumi : undefined;
}

/** The same for what an import names, as seen from the importing file. */
export function deployTimeImport(from: string, importer: string): string | undefined {
  if (/^[./]/.test(from) || isBuiltin(from)) return undefined;
  const packageName = from
    .split("/")
    .slice(0, from.startsWith("@") ? 2 : 1)
    .join("/");
  const roots = createRequire(importer).resolve.paths(packageName) ?? [];
  return deployTimeRemedy(
    packageName,
    roots.map((root) => join(root, packageName)).find((directory) => existsSync(directory)),
  );
}

const known = new Map<string, boolean>();

/** A package marks itself as part of the deployment by a `pulumi` key, as Pulumi's own packages do. */
function hasPulumiKey(directory: string): boolean {
  let has = known.get(directory);
  if (has === undefined) {
    const file = join(directory, "package.json");
    has = existsSync(file) && "pulumi" in (JSON.parse(readFileSync(file, "utf8")) as object);
    known.set(directory, has);
  }
  return has;
}
