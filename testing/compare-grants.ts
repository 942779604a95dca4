import type { LoadedPolicy } from "../policies/evaluate/load-policy";
import {
  toList,
  type OneOrMany,
  type PolicyPrincipal,
  type PolicyStatement,
} from "../policies/policy-document";
import { MisuseError } from "./misuse-error";
import type { Named } from "./subject";

type Listed<T> = OneOrMany<T> | { readonly not: OneOrMany<T> };

/**
 * What statements must say, exactly: each action on each resource under this condition. Patterns are compared
 * as they are written: `s3:Get*` is another grant than `s3:GetObject`.
 */
export interface ExpectedGrant {
  /** Actions; `{ not: … }` stands for NotAction. */
  readonly allow?: Listed<string>;
  /** Actions of a Deny; `{ not: … }` stands for NotAction. */
  readonly deny?: Listed<string>;
  /** ARNs, logical names, resources, or `*`; `{ not: … }` stands for NotResource. Absent in a trust policy. */
  readonly on?: Listed<Named>;
  /** The whole condition, as in JSON. @default none */
  readonly when?: PolicyStatement["Condition"];
  /** In the policy of a resource or role, who. */
  readonly by?: PolicyPrincipal;
}

/** What is granted beyond the expected grants and what lacks, in words; undefined when they are the same. */
export function compareGrants(
  documents: readonly LoadedPolicy[],
  expected: readonly ExpectedGrant[],
  findArn: (named: Named) => string,
): string | undefined {
  const granted = new Map(
    documents.flatMap(({ document }) => toList(document.Statement).flatMap(listGrants)),
  );
  const wanted = new Map(expected.flatMap((grant) => listGrants(toStatement(grant, findArn))));
  const beyond = [...granted].filter(([key]) => !wanted.has(key)).map(([, text]) => text);
  const lacking = [...wanted].filter(([key]) => !granted.has(key)).map(([, text]) => text);
  if (beyond.length === 0 && lacking.length === 0) return undefined;
  return [
    ...section("granted beyond what is expected", beyond),
    ...section("expected, and not granted", lacking),
  ].join("\n");
}

const section = (title: string, texts: readonly string[]): string[] =>
  texts.length === 0 ? [] : [`${title}:`, ...texts.map((text) => `  ${text}`)];

/** By a key that is the same for equal grants, in words. */
function listGrants(statement: PolicyStatement): [key: string, text: string][] {
  const { Effect, Condition = {} } = statement;
  const conditions = listConditions(Condition);
  const principals = listPrincipals(statement);
  return entriesOf(statement.Action, statement.NotAction).flatMap((action) =>
    entriesOf(statement.Resource, statement.NotResource).map((resource): [string, string] => [
      JSON.stringify([Effect, action.toLowerCase(), resource, principals, conditions]),
      [
        `${Effect} ${action}`,
        ...(resource === "" ? [] : [`on ${resource}`]),
        ...(principals.length === 0 ? [] : [`by ${principals.join(", ")}`]),
        ...(conditions.length === 0 ? [] : [`when ${conditions.join(" and ")}`]),
      ].join(" "),
    ]),
  );
}

/** What is excluded is one entry: its parts mean nothing alone. */
function entriesOf(
  some: OneOrMany<string> | undefined,
  allBut: OneOrMany<string> | undefined,
): readonly string[] {
  if (allBut !== undefined) return [`all but ${[...toList(allBut)].sort().join(", ")}`];
  return some === undefined ? [""] : toList(some);
}

function listConditions(condition: NonNullable<PolicyStatement["Condition"]>): string[] {
  return Object.entries(condition)
    .flatMap(([operator, keys]) =>
      Object.entries(keys).map(
        ([key, values]) => `${operator} ${key} ${toList(values).map(String).sort().join(" or ")}`,
      ),
    )
    .sort();
}

function listPrincipals({ Principal, NotPrincipal }: PolicyStatement): string[] {
  const written = Principal ?? NotPrincipal;
  if (written === undefined) return [];
  const names =
    written === "*"
      ? ["*"]
      : Object.entries(written).flatMap(([type, given]) => toList(given).map((name) => `${type} ${name}`));
  return names.map((name) => (Principal === undefined ? `not ${name}` : name)).sort();
}

function toStatement(
  { allow, deny, on, when, by }: ExpectedGrant,
  findArn: (named: Named) => string,
): PolicyStatement {
  const actions = allow ?? deny;
  if (actions === undefined || (allow !== undefined && deny !== undefined)) {
    throw new MisuseError("each entry of grantExactly(…) says either what it allows or what it denies");
  }
  const [some, allBut] = split(actions);
  const [resources, allButResources] = on === undefined ? [undefined, undefined] : split(on);
  return {
    Effect: allow === undefined ? "Deny" : "Allow",
    ...(some && { Action: some }),
    ...(allBut && { NotAction: allBut }),
    ...(resources && { Resource: resources.map(findArn) }),
    ...(allButResources && { NotResource: allButResources.map(findArn) }),
    ...(when && { Condition: when }),
    ...(by && { Principal: by }),
  };
}

function split<T>(listed: Listed<T>): [some: readonly T[] | undefined, allBut: readonly T[] | undefined] {
  const isNegated = typeof listed === "object" && listed !== null && "not" in listed;
  return isNegated ? [undefined, toList(listed.not)] : [toList(listed), undefined];
}
