import type { GlobalKeys } from "./global-keys";

/** One action: the resource types it accepts and the condition keys it sends. */
export interface ActionRow<Types extends string = never, Keys extends string = never> {
  types: Types;
  keys: Keys;
}

/**
 * What the generator writes for one service. Kinds of key: S string, A ARN, B bool, N number, D date, E date
 * or number, I IP address; a `*` behind the letter means many values.
 */
export interface ServiceTable {
  name: string;
  /** An ActionRow by action. */
  actions: object;
  /** The keys that a resource brings along, by resource type. */
  resources: object;
  /** The kind of each key. */
  keys: object;
  /** The ARN of each resource type from the service on, with `*` for its variable parts. */
  shapes: object;
}

export type ActionOf<T extends ServiceTable> = keyof T["actions"] & string;
type Row<T extends ServiceTable, Action> = Action extends keyof T["actions"] ? T["actions"][Action] : never;
type Accepts<R> = R extends ActionRow<infer Types, any> ? Types : never;
type Sends<R> = R extends ActionRow<any, infer Keys> ? Keys : never;

/** The resource types that an action accepts. */
export type ResourceOf<T extends ServiceTable, Action> = Accepts<Row<T, Action>>;
type KeysOfResource<T extends ServiceTable, Type> = Type extends keyof T["resources"]
  ? T["resources"][Type]
  : never;
type Sent<T extends ServiceTable, Action, Type> =
  Sends<Row<T, Action>> | KeysOfResource<T, Extract<ResourceOf<T, Action>, Type>>;

/** The keys that at least one of the actions sends for these resource types. */
export type AnyKey<T extends ServiceTable, Actions, Types> =
  // Global keys stay outside of Extract, which would look at each of them for every statement.
  Extract<Actions extends unknown ? Sent<T, Actions, Types> : never, string> | GlobalKey;

type GlobalKey = keyof GlobalKeys;

/** The actions that never send a key. */
export type Lacking<T extends ServiceTable, Actions, Types, Key> = [Key] extends [keyof GlobalKeys]
  ? never
  : Actions extends unknown
    ? Key extends Sent<T, Actions, Types>
      ? never
      : Actions
    : never;

/**
 * In brackets, or the compiler would look up each key that could be meant before it looks at the one that is. By `infer`, or it
 * would intersect the union of these with that of all keys: a third of what fifty statements take to check.
 */
export type KindOf<T extends ServiceTable, Key> = [Key] extends [infer Global extends keyof GlobalKeys]
  ? GlobalKeys[Global]
  : [Key] extends [infer Own extends keyof T["keys"]]
    ? T["keys"][Own]
    : never;

/** The actions that accept none of these resource types. */
export type Idle<T extends ServiceTable, Actions, Types> = Actions extends keyof T["actions"]
  ? [Extract<ResourceOf<T, Actions>, Types>] extends [never]
    ? Actions
    : never
  : never;

/** An action as IAM writes it: `service:Name`. */
export type FullName<T extends ServiceTable, Action> = `${T["name"]}:${Action & string}`;
