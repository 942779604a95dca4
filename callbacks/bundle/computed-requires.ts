import { readFileSync } from "node:fs";
import type { BuildFailure, Plugin } from "esbuild";
import { followRequires, type SeenRequires } from "../source/modules/follow-requires";
import type { BuildOutput } from "./build-output";
import { isOfProject } from "./bundled-files";

/** Packages' modules to write otherwise, with what is known of the names that they compute. */
export type RequiringModules = ReadonlyMap<string, SeenRequires>;

/** What a bundler says of a `require` that it does not follow. */
export const NOT_FOLLOWED = new Set(["indirect-require", "unsupported-require-call"]);

/** Lets the bundler follow what these modules require. */
export function computedRequires(modules: RequiringModules = new Map()): Plugin {
  return {
    name: "computed-requires",
    setup(build) {
      if (modules.size === 0) return;
      const files = [...modules.keys()].map((file) => file.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&"));
      build.onLoad({ filter: new RegExp(`^(?:${files.join("|")})$`), namespace: "file" }, ({ path }) => ({
        contents: written(path, modules.get(path)) ?? readFileSync(path),
        loader: "js",
      }));
    },
  };
}

const written = (file: string, seen: SeenRequires | undefined): string | undefined =>
  followRequires(file, readFileSync(file, "utf8"), seen);

/** Of a build, the packages' modules that a bundler would follow further if they were written otherwise. */
export function modulesToFollow(
  { warnings, metafile }: BuildOutput,
  known: RequiringModules,
): RequiringModules {
  const told = warnings.flatMap(({ id, location }) =>
    NOT_FOLLOWED.has(id) && location ? [location.file] : [],
  );
  // The bundler follows some names itself, but finds files by their whole names only.
  const computed = Object.entries(metafile.inputs).flatMap(([input, { imports }]) =>
    imports.some(({ path }) => path.includes("*")) ? [input] : [],
  );
  return thoseToFollow([...told, ...computed], known);
}

/** Where the bundler follows a name itself, what it finds may not be for it. */
export function modulesToFollowInstead(error: unknown, known: RequiringModules): RequiringModules {
  const errors = (error as Partial<BuildFailure>).errors ?? [];
  return thoseToFollow(
    errors.flatMap(({ location }) => (location ? [location.file] : [])),
    known,
  );
}

function thoseToFollow(inputs: readonly string[], known: RequiringModules): RequiringModules {
  const files = new Set(inputs.map((input) => `/${input}`));
  const more = [...files].filter(
    (file) =>
      /\.c?js$/.test(file) &&
      !isOfProject(file) &&
      !known.has(file) &&
      followRequires(file, readFileSync(file, "utf8")) !== undefined,
  );
  return new Map(more.map((file) => [file, {}]));
}
