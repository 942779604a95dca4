import { readFileSync } from "node:fs";
import { inputsOf, outputText, type BuildOutput } from "../build-output";
import { isOfProject } from "../bundled-files";
import { NOT_FOLLOWED } from "../computed-requires";
import { MODULE_URL, URL_OF_BUNDLE } from "../module-url";
import { isInPackage } from "../refusals/refuse-output";
import { LINK_SOURCE_MAP } from "../source-map";

/** What code says that asks for more than its imports. */
const ASKS_FOR_MORE =
  /\b__(?:dir|file)name\b|\bcreateRequire\b|\brequire\.resolve\b|\bimport\.meta\b|\beval\(/;

type Metafile = BuildOutput["metafile"];

/**
 * The packages' modules that a bundle's own code imports, and that lead to one that asks for files or modules in ways that a
 * bundler does not follow. Most bundles have none.
 */
export function packageEntries(output: BuildOutput, index: number): string[] {
  const { metafile, warnings } = output;
  const inputs = inputsOf(metafile, index);
  const isKept = (input: string) => (inputs[input]?.bytesInOutput ?? 0) > 0;
  const told = warnings.filter((each) => NOT_FOLLOWED.has(each.id) && isInPackage(each));
  const asking = new Set(told.map(({ location }) => location!.file).filter(isKept));
  const own = outputText(output, index).replace(LINK_SOURCE_MAP, "").replace(MODULE_URL.banner, "");
  if (ASKS_FOR_MORE.test(own) || own.includes(URL_OF_BUNDLE)) {
    for (const input of Object.keys(inputs))
      if (isKept(input) && isOfPackage(input) && ASKS_FOR_MORE.test(readFileSync(`/${input}`, "utf8")))
        asking.add(input);
  }
  if (asking.size === 0) return [];
  const entries = Object.keys(inputs)
    .filter((input) => isKept(input) && !isOfPackage(input))
    .flatMap((input) => importsOf(metafile, input))
    .filter((entry) => isOfPackage(entry) && entry in inputs && leadsTo(metafile, entry, asking));
  return [...new Set(entries)].sort().map((entry) => `/${entry}`);
}

const isOfPackage = (input: string): boolean => !isOfProject(`/${input}`);

const importsOf = (metafile: Metafile, input: string): string[] =>
  (metafile.inputs[input]?.imports ?? []).flatMap(({ path, external }) => (external ? [] : [path]));

function leadsTo(metafile: Metafile, entry: string, wanted: ReadonlySet<string>): boolean {
  const reached = new Set([entry]);
  for (const input of reached) {
    if (wanted.has(input)) return true;
    for (const path of importsOf(metafile, input)) reached.add(path);
  }
  return false;
}
