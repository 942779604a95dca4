import type { PolicyDocument, PolicyKind } from "../policy-document";
import { toList } from "../policy-document";
import { error, warning, type Finding } from "./finding";

/**
 * Characters, white space not counted. Source: IAM User Guide, "IAM and AWS STS quotas"; API Gateway and
 * Lambda developer guides.
 */
const MAXIMUM_SIZE: Readonly<Partial<Record<PolicyKind, number>>> = {
  identity: 10_240,
  boundary: 6_144,
  session: 2_048,
  trust: 2_048,
  serviceControl: 5_120,
  resourceControl: 5_120,
  endpoint: 20_480,
  resource: 20_480,
};
const MANAGED_POLICY_SIZE = 6_144;
const API_GATEWAY_SIZE = 8_192;

export function checkSize(document: PolicyDocument, kind: PolicyKind): Finding[] {
  const size = JSON.stringify(document).length;
  const maximum = kind === "resource" && isAboutApiGateway(document) ? API_GATEWAY_SIZE : MAXIMUM_SIZE[kind]!;
  if (size > maximum) {
    return [
      error(
        "size",
        `the document has ${size} characters, AWS takes ${maximum} of this kind: merge statements or split the document.`,
      ),
    ];
  }
  if (kind !== "identity" || size <= MANAGED_POLICY_SIZE) return [];
  return [
    warning(
      "size",
      `the document has ${size} characters: it fits a role as inline policy, but no managed policy (${MANAGED_POLICY_SIZE}).`,
    ),
  ];
}

function isAboutApiGateway(document: PolicyDocument): boolean {
  const actions = toList(document.Statement).flatMap(({ Action }) => toList(Action));
  return actions.length > 0 && actions.every((action) => action.toLowerCase().startsWith("execute-api:"));
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
  const [found] = /[^\t\n\r\u0020-\u00ff]/u.exec(textsOf(document).join("")) ?? [];
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
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [key, ...textsOf(inner)]);
}
