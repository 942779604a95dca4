import { error, type LintedStatement, type Remark } from "./finding";

/** A wildcard stands where it is one. */
export function checkWildcards({ conditions }: LintedStatement): Remark[] {
  return conditions.flatMap(({ operator, name, key, values }) => {
    if (!/^String(Not)?Equals/.test(name.base)) return [];
    const literal = values.find((value) => /[*?]/.test(value.replace(/\$\{[^}]*\}/g, "")));
    if (literal === undefined) return [];
    const like = name.base.replace(/Equals(IgnoreCase)?/, "Like");
    return [
      error(
        "literal-wildcard",
        `${operator} of ${key} compares with the characters of "${literal}": use ${like}, or \${*} and \${?} if that is meant.`,
      ),
    ];
  });
}

/** An ARN that is too short never matches, or matches more than it seems to. */
export function checkArns({ resources }: LintedStatement): Remark[] {
  return resources
    .filter((resource) => !/^\*+$/.test(resource) && resource.split(":").length < 6)
    .map((resource) =>
      error(
        "short-arn",
        `${resource} has fewer than six parts: write arn:partition:service:region:account:resource.`,
      ),
    );
}

/** One operator tests one key once: of two, some tools keep only the last. */
export function checkRepeatedTests({ conditions }: LintedStatement): Remark[] {
  const seen = new Set<string>();
  return conditions.flatMap(({ operator, key }) => {
    const test = `${operator} ${key}`.toLowerCase();
    const isRepeated = seen.has(test);
    seen.add(test);
    return isRepeated
      ? [
          error(
            "repeated-test",
            `${operator} tests ${key} twice: give it one list of values, or a second statement.`,
          ),
        ]
      : [];
  });
}
