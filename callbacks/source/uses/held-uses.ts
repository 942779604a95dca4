import { EACH, ITEM, type Use } from "../source-analysis";

/** Uses as seen from an object, of which they use a property. */
export const prefixed = (uses: readonly Use[], step: Use["path"][number]): Use[] =>
  uses.map((use) => ({ ...use, path: [step, ...use.path] }));

/** What the uses of an array come to for one of its items; for any of them if its index is left out. */
export function itemUses(uses: readonly Use[], index?: string): Use[] {
  return uses.flatMap((use): Use[] => {
    const [first, ...rest] = use.path;
    if (first === undefined) return ofWhole(use, "text");
    if (isKnownCall(use)) return itemUses(use.further, index);
    if (typeof first !== "string") return [{ ...use, path: rest }];
    if (isIndex(first)) return index === undefined || first === index ? [{ ...use, path: rest }] : [];
    return first === "length" ? [] : [asValue(use)];
  });
}

/** What the uses of a plain object come to for the value of one of its properties. */
export function propertyUses(uses: readonly Use[], key: string): Use[] {
  return uses.flatMap((use): Use[] => {
    const [first, ...rest] = use.path;
    if (first === undefined) return ofWhole(use);
    if (first === ITEM) return [asValue(use)];
    return first === key || first === EACH ? [{ ...use, path: rest }] : [];
  });
}

/** What the uses of a Map come to for its values. */
export function mapValueUses(uses: readonly Use[]): Use[] {
  return uses.flatMap((use): Use[] => {
    const [first, ...rest] = use.path;
    if (first === undefined) return use.as === "json" ? [] : ofWhole(use);
    if (isKnownCall(use)) return mapValueUses(use.further);
    if (first === EACH) return [{ ...use, path: rest }];
    if (first === ITEM || isIndex(first)) return itemUses([{ ...use, path: rest }], "1");
    return first === "size" ? [] : [asValue(use)];
  });
}

/** What the uses of a Set come to for its items. */
export function setItemUses(uses: readonly Use[]): Use[] {
  return uses.flatMap((use): Use[] => {
    const [first, ...rest] = use.path;
    if (first === undefined) return use.as === "json" ? [] : ofWhole(use);
    // What these give of a Set, they do not give of an array or a Map.
    const isOfSets = /^(?:forEach|keys|entries)$/.test(String(first));
    if (isKnownCall(use) && !isOfSets) return setItemUses(use.further);
    if (typeof first !== "string" || isIndex(first)) return [{ ...use, path: rest }];
    return first === "size" ? [] : [asValue(use)];
  });
}

/** Uses with what follows where a value is handed on instead of the handing on. */
export const followed = (uses: readonly Use[]): readonly Use[] =>
  uses.some(isHandedOn) ? uses.flatMap((use) => (isHandedOn(use) ? use.further : [use])) : uses;

/** Uses of something that is handed on, and is there also as itself. */
export const alsoFollowed = (uses: readonly Use[]): readonly Use[] =>
  uses.some(isHandedOn)
    ? uses.flatMap((use) => (isHandedOn(use) ? [asValue(use), ...use.further] : [use]))
    : uses;

interface WithFurther extends Use {
  readonly further: readonly Use[];
}

const isHandedOn = (use: Use): use is WithFurther => use.path.length === 0 && isFollowed(use);

/** A call of a method of which it is known what it does with what the list or the Map holds. */
const isKnownCall = (use: Use): use is WithFurther =>
  use.path.length === 1 && use.as === "call" && isFollowed(use);

const isFollowed = (use: Use): use is WithFurther => use.further !== undefined;

const asValue = ({ line }: Use): Use => ({ path: [], as: "value", line });

/** What is done with all that a value holds when something is done with the value itself. */
function ofWhole(use: Use, also?: Use["as"]): Use[] {
  if (use.as === "value" || use.as === "call") return [asValue(use)];
  return use.as === "json" || use.as === also ? [use] : [];
}

export const isIndex = (step: Use["path"][number]): boolean =>
  typeof step === "string" && /^(?:0|[1-9]\d*)$/.test(step);

/** Uses without what is there twice. */
export function merged(uses: readonly Use[]): readonly Use[] {
  const seen = new Map<string, Use>();
  for (const use of uses) {
    const key = JSON.stringify([use.path, use.as, use.further]);
    if (!seen.has(key)) seen.set(key, use);
  }
  return [...seen.values()];
}

/** Uses that are right for some values and not for others, which is no fault. */
export function withoutBlame(use: Use): Use {
  const further = use.further && { further: use.further.map(withoutBlame) };
  const isToBlame = use.as !== "presence" && use.as !== "call";
  return { ...use, ...(isToBlame && { as: "value" as const }), ...further };
}
