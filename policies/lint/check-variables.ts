import { GLOBAL_KEYS } from "../global-keys";
import { OTHER_VARIABLES, SINGLE_VALUED_GLOBAL_KEYS } from "../variable";
import { isProviderHost, namespaceOf, requiresPresence } from "./condition-keys";
import { findService } from "./find-service";
import { error, warning, type LintedStatement, type Remark } from "./finding";

const globalKeys = new Set(Object.keys(GLOBAL_KEYS).map((key) => key.toLowerCase()));
const otherVariables = new Set(OTHER_VARIABLES.map((key) => key.toLowerCase()));
const TAG_KEYS = ["aws:principaltag/", "aws:requesttag/", "aws:resourcetag/"];

/**
 * Every variable exists and stands where it is replaced; elsewhere it would be taken literally and never
 * match.
 */
export function checkVariables({ resources, conditions, takesVariables }: LintedStatement): Remark[] {
  const texts = [...resources, ...conditions.flatMap(({ values }) => values)].filter((text) =>
    text.includes("${"),
  );
  if (texts.length > 0 && !takesVariables) {
    return [
      error("variable-version", `${texts[0]} is taken literally: variables need "Version": "2012-10-17".`),
    ];
  }
  return [
    ...resources.filter(hasEarlyVariable).map(describeEarly),
    ...texts.flatMap(findVariables).flatMap(checkVariable),
  ];
}

/** Variables that a principal, a session or a request may be without. */
const CAN_BE_UNSET = [...TAG_KEYS, "aws:sourceidentity"];

/**
 * A variable without a value makes its test fail, or with a negated operator hold, for whoever has no such tag, without
 * a word.
 */
export function checkUnsetVariables({ resources, conditions, takesVariables }: LintedStatement): Remark[] {
  if (!takesVariables) return [];
  const texts = [...resources, ...conditions.flatMap(({ values }) => values)];
  const written = texts.flatMap((text) => [...text.matchAll(/\$\{([^},]*)\}/g)].map(([, key]) => key!));
  return [...new Set(written)]
    .filter((key) => CAN_BE_UNSET.some((prefix) => key.toLowerCase().startsWith(prefix)))
    .filter((key) => !requiresPresence(conditions, key))
    .map((key) =>
      warning(
        "unset-variable",
        `\${${key}} has no value where the tag or identity is not set: write a default, \${${key}, 'none'}, or require it with "Null": { "${key}": "false" }.`,
      ),
    );
}

/** A variable before the fifth colon; a colon inside a variable's own name does not count. */
const hasEarlyVariable = (resource: string): boolean => /^(?:[^:$]*:){0,4}[^:]*\$\{/.test(resource);

const describeEarly = (resource: string): Remark =>
  error(
    "variable-position",
    `${resource}: a variable is replaced only in the last part of an ARN, behind the fifth colon.`,
  );

const findVariables = (text: string): string[] =>
  [...text.matchAll(/\$\{([^}]*)\}/g)].map(([, inner]) => inner!.split(",")[0]!);

function checkVariable(name: string): Remark[] {
  if (["*", "?", "$"].includes(name)) return [];
  const key = name.toLowerCase();
  if (globalKeys.has(key) && !SINGLE_VALUED_GLOBAL_KEYS.has(key)) {
    return [
      error(
        "unknown-variable",
        `\${${name}} has many values, and a variable takes one: test the key with ForAnyValue: instead.`,
      ),
    ];
  }
  const isKnown =
    globalKeys.has(key) ||
    otherVariables.has(key) ||
    TAG_KEYS.some((prefix) => key.startsWith(prefix)) ||
    isServiceKey(key);
  return isKnown
    ? []
    : [error("unknown-variable", `\${${name}} is no policy variable: no request carries such a key.`)];
}

/** A key of a service (`s3:prefix`) or of an OpenID Connect provider, which is named by its host. */
function isServiceKey(key: string): boolean {
  const namespace = namespaceOf(key);
  const name = key.slice(namespace.length + 1);
  if (isProviderHost(namespace)) return ["sub", "aud", "oaud", "amr"].includes(name);
  return name !== "" && findService(namespace) !== "unknown";
}
