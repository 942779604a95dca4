import type { Problem, ProblemNear, Closest } from "./problem";
import type { Input } from "./pulumi-output";
import type { Misnamed, Variable } from "./variable";

type Order = `${"" | "Not"}Equals` | `${"Less" | "Greater"}Than${"" | "Equals"}`;

/** The operators that can test a key with one value, by kind of key. */
interface Tests {
  S: `String${"" | "Not"}Equals${"" | "IgnoreCase"}` | `String${"" | "Not"}Like`;
  A: `Arn${"" | "Not"}${"Equals" | "Like"}` | `String${"" | "Not"}${"Equals" | "Like"}`;
  B: "Bool";
  I: `${"" | "Not"}IpAddress`;
  N: `Numeric${Order}`;
  D: `Date${Order}`;
  E: `${"Date" | "Numeric"}${Order}`;
}

/** How a message calls these operators. */
interface Family {
  S: "String…";
  A: "Arn…";
  B: "Bool";
  I: "IpAddress";
  N: "Numeric…";
  D: "Date…";
  E: "Date…";
}

/** The operators that can test a key of this kind. */
export type Operator<Kind> =
  | "Null"
  | (Kind extends `${infer Letter extends keyof Tests}*`
      ? `${"ForAllValues" | "ForAnyValue"}:${Tests[Letter]}${"" | "IfExists"}`
      : Kind extends keyof Tests
        ? `${Tests[Kind]}${"" | "IfExists"}`
        : never);

/** Every operator, for a key whose kind nobody knows. */
export type AnyOperator =
  | Operator<keyof Tests | `${keyof Tests}*`>
  | `${"" | "ForAllValues:" | "ForAnyValue:"}BinaryEquals${"" | "IfExists"}`;

export type Advice<Kind> = Kind extends `${infer Letter extends keyof Family}*`
  ? `it has many values, so use ForAllValues:${Family[Letter]} or ForAnyValue:${Family[Letter]}`
  : Kind extends keyof Family
    ? `it has one value, so use ${Family[Kind]} without ForAllValues: or ForAnyValue:`
    : never;

/** An operator without its set operator and IfExists. */
export type Bare<O> = O extends `${string}:${infer Rest}`
  ? Bare<Rest>
  : O extends `${infer Rest}IfExists`
    ? Rest
    : O;

type IsoDate = `${number}-${number}-${number}` | `${number}-${number}-${number}T${string}Z`;
type IpRange =
  | `${number}.${number}.${number}.${number}`
  | `${number}.${number}.${number}.${number}/${number}`
  | `${string}:${string}:${string}`;
type ArnText = `arn:${string}:${string}:${string}:${string}:${string}` | `\${${string}` | "*";

/** One value of a condition. */
export type Scalar = Input<string> | Input<number> | Input<boolean> | Date;

/** What one value may be for an operator. */
type One<B> = B extends "Null" | "Bool"
  ? Input<boolean>
  : B extends `Numeric${string}`
    ? Input<number>
    : B extends `Date${string}`
      ? Date | Input<string>
      : Input<string>;

/** The form that a literal text must have for an operator. */
type Text<B> = B extends `Arn${string}`
  ? ArnText
  : B extends `${string}IpAddress`
    ? IpRange
    : B extends `Date${string}`
      ? IsoDate
      : string;

/** What is wrong with a value for an operator; never if nothing is. */
export type Misfit<V, B> = V extends readonly (infer Element)[]
  ? B extends "Null" | "Bool"
    ? Problem<`${B} takes one boolean, not a list`>
    : Misfit<Element, B>
  : V extends One<B>
    ? V extends string
      ? string extends V
        ? never // a string that is not known before run time
        : [Misnamed<V>] extends [never]
          ? V extends Text<B>
            ? never
            : Problem<`${B & string} cannot compare with "${V}"`>
          : ProblemNear<
              `\${${Misnamed<V>}} is not a policy variable; closest:`,
              Closest<Variable, Misnamed<V>>
            >
      : never
    : Problem<`${B & string} takes ${B extends "Null" | "Bool" ? "a boolean" : B extends `Numeric${string}` ? "a number" : B extends `Date${string}` ? "a date" : "a string"}`>;
