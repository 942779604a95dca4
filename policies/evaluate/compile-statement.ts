import { toList, type PolicyKind } from "../policy-document";
import { PolicyError } from "../policy-error";
import { compileAction } from "./action-pattern";
import { compileCondition, type ConditionTest } from "./condition";
import { compilePrincipal, type PrincipalElement } from "./principal-element";
import { compileResource } from "./resource-pattern";
import type { CompiledStatement, StatementRef } from "./statement";

export interface StatementPlace {
  readonly kind: PolicyKind;
  readonly index: number;
  /** `${…}` is replaced: the document is of version 2012-10-17. */
  readonly variables: boolean;
  readonly name?: string;
  readonly source?: { readonly file: string; readonly line: number };
}

const ELEMENTS = [
  "Sid",
  "Effect",
  "Principal",
  "NotPrincipal",
  "Action",
  "NotAction",
  "Resource",
  "NotResource",
  "Condition",
] as const;
type Element = (typeof ELEMENTS)[number];
type Written = Readonly<Partial<Record<Element, unknown>>>;

/** Kinds that are attached to whoever they speak of, and so never name a principal. */
const WITHOUT_PRINCIPAL: ReadonlySet<PolicyKind> = new Set([
  "identity",
  "boundary",
  "session",
  "serviceControl",
]);

/** @throws PolicyError with the path inside the document and the remedy */
export function compileStatement(statement: object, place: StatementPlace): CompiledStatement {
  const path = `Statement[${place.index}]`;
  checkElements(statement, path);
  const written: Written = statement;
  const effect = readEffect(written, path);
  const action = choose(written, path, "Action", "NotAction");
  if (action === undefined) throw new PolicyError(`${path} needs an Action or a NotAction.`);
  return {
    ref: toReference(written, effect, path, place),
    principal: readPrincipal(written, effect, path, place.kind),
    actions: {
      isNegated: action.startsWith("Not"),
      ...compileEach(written[action], `${path}.${action}`, compileAction),
    },
    resources: readResources(written, path, place),
    conditions: readConditions(written.Condition, `${path}.Condition`, place.variables),
  };
}

function checkElements(statement: object, path: string): void {
  for (const element of Object.keys(statement)) {
    if ((ELEMENTS as readonly string[]).includes(element)) continue;
    const meant = ELEMENTS.find((known) => known.toLowerCase() === element.toLowerCase());
    throw new PolicyError(
      `${path}.${element} is no element of a statement: ${meant ? `write ${meant}` : `use ${ELEMENTS.join(", ")}`}.`,
    );
  }
}

function readEffect({ Effect }: Written, path: string): "Allow" | "Deny" {
  if (Effect === "Allow" || Effect === "Deny") return Effect;
  throw new PolicyError(
    `${path}.Effect is ${JSON.stringify(Effect)}: write "Allow" or "Deny", in exactly this case.`,
  );
}

function toReference(
  { Sid }: Written,
  effect: "Allow" | "Deny",
  path: string,
  place: StatementPlace,
): StatementRef {
  if (Sid !== undefined && typeof Sid !== "string") throw new PolicyError(`${path}.Sid must be a text.`);
  return {
    kind: place.kind,
    index: place.index,
    effect,
    ...(place.name !== undefined && { policy: place.name }),
    ...(typeof Sid === "string" && { sid: Sid }),
    ...(place.source && { source: place.source }),
  };
}

function readPrincipal(
  written: Written,
  effect: "Allow" | "Deny",
  path: string,
  kind: PolicyKind,
): PrincipalElement | undefined {
  const element = choose(written, path, "Principal", "NotPrincipal");
  if (element === undefined) {
    if (kind === "resource" || kind === "trust") {
      throw new PolicyError(`${path} needs a Principal: a resource's policy says who it speaks of.`);
    }
    return undefined;
  }
  if (WITHOUT_PRINCIPAL.has(kind)) {
    throw new PolicyError(
      `${path}.${element}: a policy of kind ${kind} speaks of whoever it is attached to: leave it out.`,
    );
  }
  if (element === "NotPrincipal" && kind === "trust") {
    throw new PolicyError(
      `${path}.NotPrincipal: a trust policy cannot hold it: name who may assume the role in Principal.`,
    );
  }
  return at(`${path}.${element}`, () =>
    compilePrincipal(written[element], element === "NotPrincipal", effect),
  );
}

function readResources(
  written: Written,
  path: string,
  { kind, variables }: StatementPlace,
): CompiledStatement["resources"] {
  const element = choose(written, path, "Resource", "NotResource");
  if (element === undefined) {
    if (WITHOUT_PRINCIPAL.has(kind)) throw new PolicyError(`${path} needs a Resource or a NotResource.`);
    return undefined;
  }
  if (kind === "trust") {
    throw new PolicyError(`${path}.${element}: a trust policy speaks of its own role: leave it out.`);
  }
  const padsShortArns = WITHOUT_PRINCIPAL.has(kind);
  return {
    isNegated: element === "NotResource",
    ...compileEach(written[element], `${path}.${element}`, (text) =>
      compileResource(text, { variables, padsShortArns }),
    ),
  };
}

function readConditions(block: unknown, path: string, variables: boolean): ConditionTest[] {
  if (block === undefined) return [];
  return entriesOf(block, path).flatMap(([operator, keys]) =>
    entriesOf(keys, `${path}.${operator}`).map(([key, values]) => {
      const texts = toList<unknown>(values).map((value) => toText(value, `${path}.${operator}.${key}`));
      if (texts.length === 0)
        throw new PolicyError(`${path}.${operator}.${key} is an empty list: name at least one value.`);
      return at(`${path}.${operator}.${key}`, () =>
        compileCondition({ operator, key, values: texts }, variables),
      );
    }),
  );
}

function entriesOf(value: unknown, path: string): [string, unknown][] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new PolicyError(
      `${path} must be an object: { "StringEquals": { "aws:PrincipalTag/team": "blue" } }.`,
    );
  }
  return Object.entries(value);
}

function toText(value: unknown, path: string): string {
  if (
    typeof value === "string" ||
    typeof value === "boolean" ||
    (typeof value === "number" && Number.isFinite(value))
  ) {
    return String(value);
  }
  throw new PolicyError(
    `${path} holds ${JSON.stringify(value)}: values are texts, numbers or booleans, alone or in a list.`,
  );
}

/** The one of two elements that is present. */
function choose(written: Written, path: string, one: Element, other: Element): Element | undefined {
  const hasOne = written[one] !== undefined;
  if (hasOne && written[other] !== undefined)
    throw new PolicyError(`${path} holds ${one} and ${other}: keep one of them.`);
  return hasOne ? one : written[other] !== undefined ? other : undefined;
}

function compileEach<T>(
  value: unknown,
  path: string,
  compile: (text: string) => T,
): { readonly texts: readonly string[]; readonly entries: readonly T[] } {
  const texts = toList<unknown>(value).map((text, index) => {
    if (typeof text !== "string")
      throw new PolicyError(`${path}[${index}] is ${JSON.stringify(text)}: it must be a text.`);
    return text;
  });
  if (texts.length === 0)
    throw new PolicyError(`${path} is an empty list: name at least one, or remove the statement.`);
  return { texts, entries: texts.map((text) => at(path, () => compile(text))) };
}

/** Adds the place to an error that only gives the reason. */
function at<T>(path: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw new PolicyError(`${path}: ${(error as Error).message}.`);
  }
}
