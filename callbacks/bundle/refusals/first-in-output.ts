import type { LineAndCharacter } from "typescript";
import { readMappings } from "../../mappings";
import { outputText, type BuildOutput } from "../build-output";

/** A part of a module's text; both ends count from 0. */
export interface TextSpan {
  readonly start: LineAndCharacter;
  readonly end: LineAndCharacter;
}

interface InputOfBundle {
  readonly output: BuildOutput;
  readonly index: number;
  readonly input: string;
}

/** The first of a module's parts that a bundle holds: what a bundler leaves out has no place in the map. */
export function firstInOutput<Part extends TextSpan>(
  parts: readonly Part[],
  { output, index, input }: InputOfBundle,
): Part | undefined {
  if (parts.length === 0) return undefined;
  const { sources, mappings } = JSON.parse(outputText(output, index, ".js.map")) as {
    sources: string[];
    mappings: string;
  };
  const source = sources.findIndex((each) => each === input || each === `../${input}`);
  // The map names what a module was compiled from, if the module says so. Of a CommonJS module all is there.
  if (source === -1) return output.metafile.inputs[input]?.format === "cjs" ? parts[0] : undefined;
  const places: LineAndCharacter[] = [];
  readMappings(mappings, (segment) => {
    if (segment.source === source) places.push({ line: segment.sourceLine, character: segment.sourceColumn });
  });
  return parts.find(({ start, end }) =>
    places.some((place) => isBefore(start, place) && !isBefore(end, place)),
  );
}

const isBefore = (one: LineAndCharacter, other: LineAndCharacter): boolean =>
  one.line < other.line || (one.line === other.line && one.character <= other.character);
