import { readActions, type ActionFacts, type ActionsByLevel } from "./action-facts";
import { Glob, parseWildcards } from "./evaluate/glob";
import type { Service } from "./statement-types";
import type { ServiceTable } from "./service-table";
import { StatementBuilder } from "./statement-builder";

export type { ActionRow } from "./service-table";
export type { Service } from "./statement-types";

/** A service at run time: what `Service` promises, and the facts that the lint asks for. */
export class ServiceDefinition {
  readonly prefix: string;
  /** The ARN of each resource type from the service on, with `*` for its variable parts. */
  readonly shapes: Readonly<Record<string, string>>;
  readonly #levels: ActionsByLevel;
  #actions: ReadonlyMap<string, ActionFacts> | undefined;

  constructor(prefix: string, shapes: Readonly<Record<string, string>>, levels: ActionsByLevel) {
    this.prefix = prefix;
    this.shapes = shapes;
    this.#levels = levels;
  }

  readonly allow = (...actions: WrittenAction[]): StatementBuilder => this.#start("Allow", actions);
  readonly deny = (...actions: WrittenAction[]): StatementBuilder => this.#start("Deny", actions);
  matching(pattern: string): WrittenAction {
    return { pattern };
  }

  /** The actions whose name matches a name or pattern, whatever its case. */
  findActions(pattern: string): readonly ActionFacts[] {
    const actions = (this.#actions ??= readActions(this.#levels));
    const lowerCase = pattern.toLowerCase();
    const exact = actions.get(lowerCase);
    if (exact) return [exact];
    const glob = new Glob(parseWildcards(lowerCase));
    return [...actions].filter(([name]) => glob.matches(name)).map(([, facts]) => facts);
  }

  #start(effect: "Allow" | "Deny", actions: readonly WrittenAction[]): StatementBuilder {
    const names = actions.map((action) => (typeof action === "string" ? action : action.pattern));
    return new StatementBuilder({ service: this, effect, actions: names, conditions: [] });
  }
}

type WrittenAction = string | { readonly pattern: string };

/**
 * Called by the generated modules. The types come from the table alone: at run time there are only the
 * builder and its facts.
 */
export function service<T extends ServiceTable>(
  name: T["name"],
  shapes: T["shapes"],
  levels: ActionsByLevel,
): Service<T> {
  return new ServiceDefinition(
    name,
    shapes as Readonly<Record<string, string>>,
    levels,
  ) as unknown as Service<T>;
}
