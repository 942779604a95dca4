import type { Arn, GlobType, On } from "./arn-types";
import type { Advice, Bare, Misfit, Operator, Scalar } from "./condition-types";
import type { WarningCheck } from "./lint/warning-checks";
import type { Closest, Other, Problem, ProblemNear } from "./problem";
import type { Input } from "./pulumi-output";
import type { ActionOf, AnyKey, FullName, KindOf, Lacking, ResourceOf, ServiceTable } from "./service-table";

declare const matches: unique symbol;

/** A pattern such as `Get*`, with the actions that it covers today. */
export interface Wildcard<Actions> {
  readonly pattern: string;
  readonly [matches]: Actions;
}

type Choice<T extends ServiceTable> = ActionOf<T> | Wildcard<ActionOf<T>> | Other;
type CheckedAction<T extends ServiceTable, X> = X extends ActionOf<T> | Wildcard<ActionOf<T>>
  ? unknown
  : X extends string
    ? ProblemNear<`${T["name"]} has no action ${X}; closest:`, Closest<ActionOf<T>, X>>
    : never;
type Exact<X> = X extends string ? X : never;
type Covered<X> = X extends Wildcard<infer Actions> ? Actions : never;
type Matching<T extends ServiceTable, P extends string> = Extract<ActionOf<T>, GlobType<P>>;
type Start<T extends ServiceTable> = <const X extends readonly [Choice<T>, ...Choice<T>[]]>(
  ...actions: { [I in keyof X]: X[I] & CheckedAction<T, X[I]> }
) => Pending<T, Exact<X[number]>, Covered<X[number]>>;

/**
 * Who a resource's policy or a role's trust policy speaks of. `"*"` is everyone: the lint wants a condition
 * with it.
 */
export type Principal =
  | "*"
  | {
      readonly [K in "AWS" | "Service" | "Federated" | "CanonicalUser"]?:
        Input<string> | readonly Input<string>[];
    };

/** What a statement can be part of. */
export type Audience = "identity" | "resource" | "trust";

/** One AWS service: the beginning of every statement about it. */
export interface Service<T extends ServiceTable> {
  readonly allow: Start<T>;
  readonly deny: Start<T>;
  /** Every action that a pattern such as "Get*" covers, those AWS adds later included. */
  matching<const P extends string>(
    pattern: P &
      ([Matching<T, P>] extends [never] ? Problem<`no ${T["name"]} action matches ${P}`> : unknown),
  ): Wildcard<Matching<T, P>>;
}

declare const call_on_or_onEverything_first: unique symbol;

/** A finished statement, to give to `policy`, `resourcePolicy` or `trustPolicy`. */
export interface Statement<P extends Audience = Audience> {
  readonly [call_on_or_onEverything_first]: P;
}

/** A statement that does not say yet on what. */
export interface Pending<T extends ServiceTable, X, W, P extends Audience = "identity"> {
  /** The ARNs, by resource type. */
  on<const Given extends { readonly [R in ResourceOf<T, X | W>]?: Arn | readonly Arn[] }>(
    resources: Given & On<T, X, Given>,
  ): Grant<T, X | W, keyof Given, P>;
  /**
   * `"Resource": "*"`.
   * @param reason why nothing narrower will do; required of an Allow with an action that accepts ARNs, which
   *   would otherwise reach every resource of the account unnoticed
   */
  onEverything(reason?: string): Grant<T, X | W, ResourceOf<T, X | W>, P>;
  /** Who: for a resource's policy (then `on`) or a role's trust policy (then nothing). */
  by(principal: Principal): Pending<T, X, W, "resource"> & Grant<T, X | W, ResourceOf<T, X | W>, "trust">;
}

/** A statement that can be used, or narrowed by conditions. */
export interface Grant<T extends ServiceTable, X, R, P extends Audience> extends Statement<P> {
  /** One more condition: conditions are ANDed, the values of one are ORed. */
  when<
    const K extends AnyKey<T, X, R> | Other,
    const O extends Operator<KindOf<T, K>> | Other,
    const V extends Scalar | readonly Scalar[],
  >(
    // `K & (… ? unknown : Problem)`, not `… ? K : Problem`: the latter makes the compiler intersect the union
    // with itself, 85 ms each time.
    key: K &
      (K extends AnyKey<T, X, R>
        ? unknown
        : ProblemNear<`no chosen ${T["name"]} action sends ${K}; closest:`, Closest<AnyKey<T, X, R>, K>>),
    operator: O &
      (O extends Operator<KindOf<T, K>>
        ? Present<T, Lacking<T, X, R, K>, K, O>
        : Problem<`${O} cannot test ${K}: ${Advice<KindOf<T, K>>}`>),
    value: V & ([Misfit<V, Bare<O>>] extends [never] ? unknown : Misfit<V, Bare<O>>),
  ): Grant<T, X, R, P>;
  /**
   * Keeps a warning of the lint from being reported for this statement. Errors cannot be accepted.
   * @param reason why that is meant
   * @throws PolicyError for a blank reason, and for a warning that is accepted already
   */
  accepting(check: WarningCheck, reason: string): Grant<T, X, R, P>;
}

/**
 * A key that an action never sends makes …IfExists and ForAllValues true: the latter would then grant without
 * any limit.
 */
type Present<T extends ServiceTable, L, K, O> = [L] extends [never]
  ? unknown
  : O extends `ForAllValues:${string}`
    ? Problem<`${FullName<T, L>} never sends ${K & string}, so ForAllValues would always hold: give it its own statement`>
    : O extends "Null" | `${string}IfExists`
      ? unknown
      : Problem<`${FullName<T, L>} never sends ${K & string}: give it its own statement`>;
