// How a wrong argument reports itself: a parameter has the type `X & Verdict`, the verdict of a good argument
// is `unknown`, that of a bad one a type that no value has, whose text is the message. Verdicts are written
// out where they are used: the compiler would print an alias's name.

declare const problem: unique symbol;

export interface Problem<Message extends string> {
  readonly [problem]: Message;
}

export interface ProblemNear<Message extends string, Names> {
  readonly [problem]: [Message, Names];
}

/** Any other string, without hiding the known ones from the editor's completion. */
export type Other = string & {};

/** The names that share the longest beginning with what was written. */
export type Closest<
  Names,
  Written extends string,
  Prefix extends string = "",
> = Written extends `${infer Character}${infer Rest}`
  ? [Extract<Names, `${Prefix}${Character}${string}`>] extends [never]
    ? Prefix extends ""
      ? never
      : Names
    : Closest<Extract<Names, `${Prefix}${Character}${string}`>, Rest, `${Prefix}${Character}`>
  : Names;
