import type { Closest, Problem, ProblemNear } from "./problem";
import type { Input } from "./pulumi-output";
import type { FullName, Idle, ResourceOf, ServiceTable } from "./service-table";
import type { Misnamed, Variable } from "./variable";

/** An ARN, or anything that has one, such as a Pulumi resource. */
export type Arn = Input<string> | { readonly arn: Input<string> };

/** A pattern with `*` as a template literal type. */
export type GlobType<S> = S extends `${infer Head}*${infer Tail}`
  ? `${Head}${string}${GlobType<Tail>}`
  : S extends string
    ? S
    : never;

type Shape<T extends ServiceTable, Type> = Type extends keyof T["shapes"]
  ? T["shapes"][Type] & string
  : never;

/** All that a literal with a wildcard or a variable is held to. */
type Coarse<S> = S extends `${infer Name}:${string}` ? `arn:${string}:${Name}:${string}` : never;

type FitsArn<T extends ServiceTable, Type, V> = V extends string
  ? string extends V
    ? V // a string that is not known before run time
    : [Misnamed<V>] extends [never]
      ? V extends (
          V extends `${string}${"*" | "${"}${string}`
            ? Coarse<Shape<T, Type>>
            : `arn:${string}:${GlobType<Shape<T, Type>>}`
        )
        ? V
        : Problem<`not a ${T["name"]} ${Type & string}: arn:aws:${Shape<T, Type>}`>
      : ProblemNear<`\${${Misnamed<V>}} is not a policy variable; closest:`, Closest<Variable, Misnamed<V>>>
  : V;

/**
 * The verdict on the argument of `on`: each action has a resource here, and each literal ARN fits its
 * resource type.
 */
export type On<T extends ServiceTable, Actions, Given> = [Idle<T, Actions, keyof Given>] extends [never]
  ? {
      [Type in keyof Given]: Given[Type] extends readonly (infer V)[]
        ? readonly FitsArn<T, Type, V>[]
        : FitsArn<T, Type, Given[Type]>;
    }
  : [ResourceOf<T, Idle<T, Actions, keyof Given>>] extends [never]
    ? Problem<`${FullName<T, Idle<T, Actions, keyof Given>>} has no resource types: give it its own statement with .onEverything()`>
    : ProblemNear<
        `${FullName<T, Idle<T, Actions, keyof Given>>} has no resource here; add one of:`,
        ResourceOf<T, Idle<T, Actions, keyof Given>>
      >;
