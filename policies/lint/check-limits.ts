import type { PolicyDocument, PolicyKind, PolicyStatement } from "../policy-document";
import { toList } from "../policy-document";
import { error, warning, type Finding, type Surroundings } from "./finding";

/**
 * Characters, white space not counted. Source: IAM User Guide, "IAM and AWS STS quotas"; Organizations User Guide; VPC
 * guide to endpoint policies. A resource's policy takes what its service takes.
 */
const MAXIMUM_SIZE: Readonly<Record<Exclude<PolicyKind, "identity" | "resource">, number>> = {
  boundary: 6_144,
  session: 2_048,
  trust: 2_048,
  serviceControl: 5_120,
  resourceControl: 5_120,
  endpoint: 20_480,
};
/** Inline documents of one identity share its limit. */
const IDENTITY_SIZE = { managed: 6_144, role: 10_240, user: 2_048, group: 5_120 } as const;
const IDENTITY_NAMES = {
  managed: "of a managed policy",
  role: "of a role's inline policies",
  user: "of a user's inline policies",
  group: "of a group's inline policies",
} as const;
/** Source: API Gateway, KMS and SNS developer guides, under quotas. Others, such as Lambda and S3, take 20 KB. */
const RESOURCE_SIZE: Readonly<Record<string, number>> = { "execute-api": 8_192, kms: 32_768, sns: 30_720 };
const OTHER_RESOURCE_SIZE = 20_480;

export const checkEmpty = (statements: readonly unknown[]): Finding[] =>
  statements.length > 0
    ? []
    : [error("empty", "Statement is an empty list, which IAM refuses: write one, or remove the document.")];

export function checkSize(
  document: PolicyDocument,
  kind: PolicyKind,
  { storedAs = "role" }: Surroundings,
): Finding[] {
  const size = JSON.stringify(document).length;
  const maximum = findMaximum(document, kind, storedAs);
  const holder = kind === "identity" ? IDENTITY_NAMES[storedAs] : "of this kind";
  if (size > maximum) {
    const problem = `the document has ${size} characters, AWS takes ${maximum} ${holder}`;
    return [error("size", `${problem}: ${suggestSmaller(document)}.`)];
  }
  if (kind !== "identity" || size <= IDENTITY_SIZE.managed) return [];
  return [
    warning(
      "size",
      `the document has ${size} characters: it fits a role as inline policy, but no managed policy (${IDENTITY_SIZE.managed}): ${suggestSmaller(document)}.`,
    ),
  ];
}

function findMaximum(
  document: PolicyDocument,
  kind: PolicyKind,
  storedAs: keyof typeof IDENTITY_SIZE,
): number {
  if (kind === "identity") return IDENTITY_SIZE[storedAs];
  if (kind !== "resource") return MAXIMUM_SIZE[kind];
  const prefixes = new Set(
    toList(document.Statement)
      .flatMap(({ Action, NotAction }) => toList(Action ?? NotAction))
      .map((action) => action.split(":")[0]!.toLowerCase()),
  );
  const [maximum = OTHER_RESOURCE_SIZE, ...others] = [...prefixes].map((prefix) => RESOURCE_SIZE[prefix]);
  return others.length === 0 ? maximum : OTHER_RESOURCE_SIZE;
}

const MERGEABLE = ["Action", "Resource"] as const;

/** Two statements that differ in one element only say the same as one with both lists. */
function suggestSmaller({ Statement }: PolicyDocument): string {
  const statements = toList(Statement);
  for (const element of MERGEABLE) {
    const seen = new Map<string, number>();
    for (const [index, statement] of statements.entries()) {
      if (statement[element] === undefined) continue;
      const rest = describeRest(statement, element);
      const earlier = seen.get(rest);
      if (earlier !== undefined)
        return `merge Statement[${earlier}] and Statement[${index}], which differ in ${element} only`;
      seen.set(rest, index);
    }
  }
  return "split the document, or use fewer ARNs with wildcards";
}

function describeRest(statement: PolicyStatement, element: (typeof MERGEABLE)[number]): string {
  const { Sid: _, [element]: __, ...rest } = statement;
  return Object.entries(rest)
    .map((entry) => JSON.stringify(entry))
    .sort()
    .join();
}

/** Kinds that IAM itself stores: other services take more characters in a Sid. */
const STORED_BY_IAM: ReadonlySet<PolicyKind> = new Set([
  "identity",
  "boundary",
  "session",
  "trust",
  "serviceControl",
]);

export function checkSids(document: PolicyDocument, kind: PolicyKind): Finding[] {
  const seen = new Set<string>();
  return toList(document.Statement).flatMap(({ Sid }, statement) => {
    if (Sid === undefined) return [];
    const isRepeated = seen.has(Sid);
    seen.add(Sid);
    if (isRepeated)
      return [{ ...error("sid", `the Sid ${Sid} is used twice: each names one statement.`), statement }];
    if (!STORED_BY_IAM.has(kind) || /^[A-Za-z0-9]*$/.test(Sid)) return [];
    return [
      {
        ...error(
          "sid",
          `the Sid "${Sid}" holds other characters than letters and digits, which IAM refuses.`,
        ),
        statement,
      },
    ];
  });
}

export function checkCharacters(document: PolicyDocument): Finding[] {
  const [found] = /[^\t\n\r\u0020-\u00ff]/u.exec(textsOf(document).join()) ?? [];
  if (found === undefined) return [];
  const code = found.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0");
  return [
    error(
      "characters",
      `the document holds the character U+${code}: IAM takes tab, line feed, carriage return and U+0020 to U+00FF.`,
    ),
  ];
}

function textsOf(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return Object.entries(value ?? {}).flatMap(([key, inner]) => [key, ...textsOf(inner)]);
}
