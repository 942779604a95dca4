import { compareTexts } from "./compare-texts";
import type { ResourceRecord } from "./resource-record";

/** A text with a random part, and what stands for it in a report. */
export interface StableName {
  readonly text: string;
  /** For example `${notes.arn}`. */
  readonly name: string;
}

/** What identifies a resource in documents. */
const PROPERTIES = ["arn", "executionArn", "id", "name", "keyId", "url"];

/**
 * Names for the ARNs and ids that a cloud makes up, so that two reports of one program are equal. What the program
 * itself chose stays as it is. Where two resources would get one name, their types tell them apart, then those of their
 * parents; what no name can tell apart keeps its text.
 */
export function stableNames(records: readonly ResourceRecord[]): StableName[] {
  const found = records.flatMap((record) =>
    computedTexts(record).map(({ property, text }) => ({
      text,
      candidates: candidateNames(record, property),
    })),
  );
  const texts = new Map<string, Set<string>>();
  for (const { text, candidates } of found)
    for (const name of candidates) texts.set(name, (texts.get(name) ?? new Set()).add(text));
  const names = found.flatMap(({ text, candidates }): StableName[] => {
    const name = candidates.find((candidate) => texts.get(candidate)!.size === 1);
    return name === undefined ? [] : [{ text, name: `\${${name}}` }];
  });
  const longestFirst = names.sort(
    (left, right) => right.text.length - left.text.length || compareTexts(left.name, right.name),
  );
  return longestFirst.filter(({ text }, index, all) => all.findIndex((one) => one.text === text) === index);
}

/** From short to long: `notes.arn`, `Table notes.arn`, `Api$Table notes.arn`. */
function candidateNames({ type, name, urn }: ResourceRecord, property: string): string[] {
  const shortType = (token: string): string => token.slice(token.lastIndexOf(":") + 1);
  const chain = urn?.split("::")[2]?.split("$").map(shortType).join("$");
  const short = `${name}.${property}`;
  return [short, `${shortType(type)} ${short}`, ...(chain === undefined ? [] : [`${chain} ${short}`])];
}

function computedTexts(record: ResourceRecord): { property: string; text: string }[] {
  const { type, inputs, outputs, id } = record;
  if (type.startsWith("pulumi:")) return [];
  const chosen = new Set(Object.values(inputs).filter((value) => typeof value === "string"));
  const values = { ...outputs, ...(id !== undefined && { id }) } as Readonly<Record<string, unknown>>;
  return PROPERTIES.flatMap((property) => {
    const text = values[property];
    if (typeof text !== "string" || text.length < MIN_LENGTH || chosen.has(text)) return [];
    return [{ property, text }];
  });
}

/** A shorter text is found by chance where it is not meant. */
const MIN_LENGTH = 6;

/** Puts the names in the place of the texts, wherever they stand whole. */
export function nameStably(text: string, names: readonly StableName[]): string {
  const parts = names.filter((one) => text.includes(one.text));
  let named = text;
  for (const { text: physical, name } of parts) named = replaceWhole(named, physical, name);
  return named;
}

function replaceWhole(text: string, physical: string, name: string): string {
  let result = "";
  let from = 0;
  for (let at = text.indexOf(physical); at >= 0; at = text.indexOf(physical, at + 1)) {
    if (at < from || !isWhole(text, at, at + physical.length)) continue;
    result += text.slice(from, at) + name;
    from = at + physical.length;
  }
  return result + text.slice(from);
}

const isWhole = (text: string, start: number, end: number): boolean =>
  !/[\w-]/.test(text[start - 1] ?? "") && !/[\w-]/.test(text[end] ?? "");
