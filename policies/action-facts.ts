import { Glob, parseWildcards } from "./evaluate/glob";

/** The access levels of the service authorization reference. */
export type AccessLevel = "read" | "list" | "write" | "tagging" | "permissions";

/** What is known about the actions of one service at run time, as compact as it can be read. */
export interface ServiceFacts {
  /** Names of the condition keys by kind (see `ServiceTable`), with `*` for a free part, numbered through. */
  readonly keys: Readonly<Record<string, string>>;
  /** Numbers of the keys that a resource brings along, by resource type. */
  readonly resources: Readonly<Record<string, string>>;
  /**
   * Actions that have the rest in common: resource types, `!` behind those of which a call needs all; numbers of the
   * keys that are sent whatever the resource; names. All of them are separated by spaces.
   */
  readonly actions: readonly (readonly [level: AccessLevel, types: string, keys: string, names: string])[];
}

export interface ActionFacts {
  readonly name: string;
  readonly level: AccessLevel;
  readonly acceptsArns: boolean;
  /** The resource types that it accepts. */
  readonly types: readonly string[];
  /** The resource types of which a call needs one each. */
  readonly neededTypes: readonly string[];
  /** True if it may send the condition key, whatever the key's case. */
  sends(key: string): boolean;
}

/** The condition keys of one service, by name in any case. */
export class ConditionKeys {
  readonly #keys: readonly { readonly glob: Glob; readonly kind: string }[];

  constructor(keys: ServiceFacts["keys"]) {
    this.#keys = Object.entries(keys).flatMap(([kind, names]) =>
      split(names).map((name) => ({ glob: new Glob(parseWildcards(name.toLowerCase())), kind })),
    );
  }

  /** What the key can hold: `S` for one text, `S*` for many … Undefined if the service has no such key. */
  findKind(key: string): string | undefined {
    return this.#keys.find(({ glob }) => glob.matches(key.toLowerCase()))?.kind;
  }

  isOneOf(numbers: readonly string[], key: string): boolean {
    return numbers.some((number) => this.#keys[Number(number)]!.glob.matches(key.toLowerCase()));
  }
}

/** The actions of one service, by name in lower case. */
export function readActions(
  { actions, resources }: ServiceFacts,
  keys: ConditionKeys,
): ReadonlyMap<string, ActionFacts> {
  const facts = new Map<string, ActionFacts>();
  for (const [level, typeNames, keyNumbers, names] of actions) {
    const written = split(typeNames);
    const types = written.map((type) => type.replace("!", ""));
    const neededTypes = types.filter((_, index) => written[index]!.endsWith("!"));
    const sent = [keyNumbers, ...types.map((type) => resources[type] ?? "")].flatMap(split);
    const sends = (key: string): boolean => keys.isOneOf(sent, key);
    for (const name of split(names)) {
      facts.set(name.toLowerCase(), {
        name,
        level,
        acceptsArns: types.length > 0,
        types,
        neededTypes,
        sends,
      });
    }
  }
  return facts;
}

const split = (names: string): string[] => names.split(" ").filter((name) => name !== "");
