import { ConditionKeys, readActions, type ActionFacts, type ServiceFacts } from "./action-facts";
import { Glob, parseWildcards } from "./evaluate/glob";
import type { Service } from "./statement-types";
import type { ServiceTable } from "./service-table";
import { notePlace } from "./source-place";
import { StatementBuilder } from "./statement-builder";

export type { ServiceFacts } from "./action-facts";
export type { ActionRow } from "./service-table";
export type { Service } from "./statement-types";

/** A service at run time: what `Service` promises, and the facts that the lint asks for. */
export class ServiceDefinition {
  readonly prefix: string;
  /** The ARN of each resource type from the service on, with `*` for its variable parts. */
  readonly shapes: Readonly<Record<string, string>>;
  readonly #facts: ServiceFacts;
  #keys: ConditionKeys | undefined;
  #actions: ReadonlyMap<string, ActionFacts> | undefined;

  constructor(prefix: string, shapes: Readonly<Record<string, string>>, facts: ServiceFacts) {
    this.prefix = prefix;
    this.shapes = shapes;
    this.#facts = facts;
  }

  readonly allow = (...actions: WrittenAction[]): StatementBuilder =>
    this.#start("Allow", actions, this.allow);
  readonly deny = (...actions: WrittenAction[]): StatementBuilder => this.#start("Deny", actions, this.deny);
  matching(pattern: string): WrittenAction {
    return { pattern };
  }

  /** The condition keys that some action or resource of the service has. */
  get keys(): ConditionKeys {
    return (this.#keys ??= new ConditionKeys(this.#facts.keys));
  }

  /** The actions whose name matches a name or pattern, whatever its case. */
  findActions(pattern: string): readonly ActionFacts[] {
    const actions = (this.#actions ??= readActions(this.#facts, this.keys));
    const lowerCase = pattern.toLowerCase();
    const exact = actions.get(lowerCase);
    if (exact) return [exact];
    const glob = new Glob(parseWildcards(lowerCase));
    return [...actions].filter(([name]) => glob.matches(name)).map(([, facts]) => facts);
  }

  #start(
    effect: "Allow" | "Deny",
    written: readonly WrittenAction[],
    called: (...actions: WrittenAction[]) => StatementBuilder,
  ): StatementBuilder {
    const findSource = notePlace(called);
    const actions = written.map(
      (action) => `${this.prefix}:${typeof action === "string" ? action : action.pattern}`,
    );
    return new StatementBuilder({ service: this, effect, actions, conditions: [], notes: {}, findSource });
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
  facts: ServiceFacts,
): Service<T> {
  return new ServiceDefinition(
    name,
    shapes as Readonly<Record<string, string>>,
    facts,
  ) as unknown as Service<T>;
}
