/** What a method of a list, a Map or a Set does with what is in there: nobody else's methods have these names by chance. */
export interface KnownMethod {
  /** Which parameters of the given function get one of the values. */
  readonly given?: readonly number[];
  /** Which one gets the whole. */
  readonly whole?: number;
  /** What the call's result is: one of the values, a list of them, or pairs of a key and a value. */
  readonly gives?: "one" | "list" | "pairs";
  /** Puts all values into a text. */
  readonly isText?: true;
}

const GIVES_EACH: KnownMethod = { given: [0], whole: 2 };

export const METHODS: ReadonlyMap<string, KnownMethod> = new Map<string, KnownMethod>([
  ...["map", "flatMap", "forEach", "some", "every", "findIndex", "findLastIndex"].map(
    (name) => [name, GIVES_EACH] as const,
  ),
  ["filter", { ...GIVES_EACH, gives: "list" }],
  ["find", { ...GIVES_EACH, gives: "one" }],
  ["findLast", { ...GIVES_EACH, gives: "one" }],
  ["sort", { given: [0, 1], gives: "list" }],
  ["toSorted", { given: [0, 1], gives: "list" }],
  ...["slice", "reverse", "toReversed", "concat", "values"].map((name) => [name, { gives: "list" }] as const),
  ...["at", "pop", "shift", "get"].map((name) => [name, { gives: "one" }] as const),
  ["entries", { gives: "pairs" }],
  ["join", { isText: true }],
  ["toString", { isText: true }],
  ...["includes", "indexOf", "lastIndexOf", "has", "keys", "push", "unshift", "add", "delete"].map(
    (name) => [name, {}] as const,
  ),
]);

/** Methods that take a function's answer as a condition, or leave it. */
export const ANSWERED = /^(?:filter|find|findLast|findIndex|findLastIndex|some|every|forEach)$/;

/** Global functions and classes that make a text, or a number of it, of what they are given. */
export const MAKES_TEXT =
  /^(?:String|Number|BigInt|parseInt|parseFloat|isNaN|isFinite|Number\.\w+|encodeURI|encodeURIComponent|decodeURI|decodeURIComponent|URL|Date|RegExp|Error|TypeError|RangeError|Buffer\.from|btoa|atob)$/;

export const MAKES_NUMBER = /^Math\.\w+$/;

/** Functions that only look at the keys of what they are given first. */
export const ASKS_FOR_KEYS = /^Object\.(?:keys|hasOwn|getOwnPropertyNames)$/;
