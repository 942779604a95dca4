/** The access levels of the service authorization reference. */
export type AccessLevel = "read" | "list" | "write" | "tagging" | "permissions";

/**
 * Names of actions by level, separated by spaces: first those that accept ARNs, then those that only know
 * `*`.
 */
export type ActionsByLevel = {
  readonly [level in AccessLevel]?: readonly [onArns: string, onEverything: string];
};

export interface ActionFacts {
  readonly name: string;
  readonly level: AccessLevel;
  readonly acceptsArns: boolean;
}

/** The actions of one service, by name in lower case. */
export function readActions(levels: ActionsByLevel): ReadonlyMap<string, ActionFacts> {
  const facts = new Map<string, ActionFacts>();
  for (const level of Object.keys(levels) as AccessLevel[]) {
    const [onArns = "", onEverything = ""] = levels[level] ?? [];
    for (const name of split(onArns)) facts.set(name.toLowerCase(), { name, level, acceptsArns: true });
    for (const name of split(onEverything))
      facts.set(name.toLowerCase(), { name, level, acceptsArns: false });
  }
  return facts;
}

const split = (names: string): string[] => names.split(" ").filter((name) => name !== "");
