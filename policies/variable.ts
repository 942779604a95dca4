import { GLOBAL_KEYS, type GlobalKeys } from "./global-keys";

/** Keys with one value that are not global but often used as policy variables. */
export const OTHER_VARIABLES = [
  "saml:sub",
  "saml:aud",
  "accounts.google.com:sub",
  "accounts.google.com:aud",
  "www.amazon.com:user_id",
  "graph.facebook.com:id",
  "s3:prefix",
] as const;

/** What may stand in `${…}`: a key with one value, or an escaped character. */
export type Variable =
  | { [K in keyof GlobalKeys]: GlobalKeys[K] extends `${string}*` ? never : K }[keyof GlobalKeys]
  | (typeof OTHER_VARIABLES)[number]
  | "*"
  | "?"
  | "$";

/** The first name in a text's `${…}` that is no policy variable; never if all are. */
export type Misnamed<Text extends string> = Text extends `${string}\${${infer Name}}${infer Rest}`
  ? (Name extends `${infer Key}, '${string}'` ? Key : Name) extends Variable
    ? Misnamed<Rest>
    : Name
  : never;

/**
 * Stands for the value that each request has for the key: `variable("cognito-identity.amazonaws.com:sub")`.
 */
export const variable = <const Name extends Variable>(name: Name): `\${${Name}}` => `\${${name}}`;

/** The global keys that can be variables, in lower case: those with one value. */
export const SINGLE_VALUED_GLOBAL_KEYS: ReadonlySet<string> = new Set(
  Object.entries(GLOBAL_KEYS)
    .filter(([, kind]) => !kind.endsWith("*"))
    .map(([key]) => key.toLowerCase()),
);
