import { readFileSync } from "node:fs";
import { relative } from "node:path";
import { findLateAsks, type LateAsk } from "../../source/modules/late-asks";
import { inputsOf, outputText, type BuildOutput } from "../build-output";
import { isOfProject, packageNameOf } from "../bundled-files";
import { NOT_FOLLOWED, type RequiringModules } from "../computed-requires";
import { firstInOutput } from "../refusals/first-in-output";

/** Of each build, what its modules ask for: many functions share them. */
const found = new WeakMap<BuildOutput, Map<string, readonly LateAsk[]>>();

/**
 * What packages in a bundle ask for that it does not have, if the function ever uses that part of them: a sentence for each
 * package. Whether it does cannot be told, so nothing of this is refused.
 */
export function lateNotes(output: BuildOutput, index: number, requiring: RequiringModules): string[] {
  const told = new Set(
    output.warnings.flatMap(({ id, location }) => (NOT_FOLLOWED.has(id) && location ? [location.file] : [])),
  );
  const inputs = inputsOf(output.metafile, index);
  const asksForFiles = /\b__dirname\b/.test(outputText(output, index));
  const notes = new Map<string, string>();
  for (const input of Object.keys(inputs)) {
    if (isOfProject(`/${input}`) || inputs[input]!.bytesInOutput === 0 || !/\.[cm]?js$/.test(input)) continue;
    if (!asksForFiles && !told.has(input)) continue;
    const name = packageNameOf(`/${input}`)!;
    if (notes.has(name)) continue;
    // Those of its names that a bundle can follow are followed.
    const isFollowed = requiring.has(`/${input}`);
    const asks = asksOf(output, input).filter(({ path }) => path !== undefined || !isFollowed);
    const ask = firstInOutput(asks, { output, index, input });
    if (ask) notes.set(name, noteOf(name, `/${input}`, ask));
  }
  return [...notes.values()];
}

function asksOf(output: BuildOutput, input: string): readonly LateAsk[] {
  const known = found.get(output) ?? new Map<string, readonly LateAsk[]>();
  found.set(output, known);
  let asks = known.get(input);
  if (!asks) known.set(input, (asks = findLateAsks(`/${input}`, readFileSync(`/${input}`, "utf8"))));
  return asks;
}

function noteOf(name: string, file: string, { path, start }: LateAsk): string {
  const place = `${relative(process.cwd(), file)}:${start.line + 1}`;
  const asks =
    path === undefined
      ? `can require a module by a name that is known only when it runs (${place})`
      : `can ask for ${JSON.stringify(path)} beside its module (${place}), which is not beside the bundle`;
  return `the package '${name}' ${asks}. If the function uses that part of it, name the package in 'external' and put it beside the function, as in a layer.`;
}
