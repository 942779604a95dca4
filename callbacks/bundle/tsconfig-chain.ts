import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, isAbsolute, join, resolve } from "node:path";

interface Tsconfig {
  readonly extends?: unknown;
  readonly compilerOptions?: Readonly<Record<string, unknown>>;
}

/** Every file that decides what a `tsconfig.json` says: itself, what it extends, and the packages that those lie in. */
export function tsconfigChain(file: string): ReadonlySet<string> {
  const chain = new Set<string>();
  follow(file, chain);
  return chain;
}

/** A compiler option as it is in force: the file's own, or that of what it extends, where the last one counts. */
export function compilerOption(file: string, option: string, seen: ReadonlySet<string> = new Set()): unknown {
  if (seen.has(file)) return undefined;
  const config = read(file);
  const own = config.compilerOptions?.[option];
  if (own !== undefined) return own;
  const within = new Set([...seen, file]);
  return basesOf(config)
    .map((base) => placesOf(base, dirname(file)).find(isFile))
    .reduce<unknown>((value, base) => (base && compilerOption(base, option, within)) ?? value, undefined);
}

function follow(file: string, chain: Set<string>): void {
  if (chain.has(file)) return;
  chain.add(file);
  for (const base of basesOf(read(file))) {
    for (const place of placesOf(base, dirname(file))) {
      if (isFile(place)) {
        follow(place, chain);
        break;
      }
      // Were it there one day, it would come first.
      chain.add(place);
    }
  }
}

const basesOf = (config: Tsconfig): readonly string[] =>
  [config.extends].flat().filter((base) => typeof base === "string");

/** Where a base may lie, the first that is there being meant. */
function placesOf(base: string, directory: string): string[] {
  if (/^\.{1,2}(?:\/|$)/.test(base) || isAbsolute(base)) return withEndings(resolve(directory, base));
  const places: string[] = [];
  for (let folder = directory; ; folder = dirname(folder)) {
    const place = join(folder, "node_modules", base);
    const described = descriptionOf(join(place, "package.json"));
    places.push(
      ...(described === undefined ? [] : withEndings(join(place, described))),
      ...withEndings(place),
    );
    if (dirname(folder) === folder) return places;
  }
}

const withEndings = (path: string): string[] => [path, `${path}.json`, join(path, "tsconfig.json")];

/** A package may say which of its files is its `tsconfig.json`. */
function descriptionOf(file: string): string | undefined {
  const { tsconfig } = read(file) as { readonly tsconfig?: unknown };
  return typeof tsconfig === "string" ? tsconfig : undefined;
}

const isFile = (path: string): boolean => existsSync(path) && statSync(path).isFile();

/** JSON with comments and commas at ends; what cannot be read says nothing, as the bundler itself reports it. */
function read(file: string): Tsconfig {
  try {
    const text = readFileSync(file, "utf8").replace(/^\uFEFF/, "");
    const json = text
      .replace(/("(?:[^"\\]|\\.)*")|\/\/[^\n]*|\/\*[^]*?\*\//g, "$1")
      .replace(/("(?:[^"\\]|\\.)*")|,(?=\s*[\]}])/g, "$1");
    return Object(JSON.parse(json)) as Tsconfig;
  } catch {
    return {};
  }
}
