import type { SourcePlace } from "../document-notes";
import { toList, type PolicyKind } from "../policy-document";
import { PolicyError } from "../policy-error";
import { compileAction } from "./action-pattern";
import { compileConditions } from "./compile-conditions";
import { compilePrincipal, type PrincipalElement } from "./principal-element";
import { compileResource } from "./resource-pattern";
import type { CompiledStatement, StatementRef } from "./statement";
import { withPlace } from "./with-place";

/** The document that a statement is part of. */
export interface StatementHome {
  readonly kind: PolicyKind;
  /** `${…}` is replaced: the document is of version 2012-10-17. */
  readonly variables: boolean;
  readonly name: string | undefined;
  readonly source: SourcePlace | undefined;
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

/** A statement as it was written, with its place. */
interface Written extends StatementHome {
  readonly elements: Readonly<Partial<Record<Element, unknown>>>;
  readonly index: number;
  readonly path: string;
  readonly effect: "Allow" | "Deny";
}

/** Kinds that are attached to whoever they speak of, and so never name a principal. */
const WITHOUT_PRINCIPAL: ReadonlySet<PolicyKind> = new Set([
  "identity",
  "boundary",
  "session",
  "serviceControl",
]);

/** Kinds that are attached to what they speak of. An endpoint's policy may name a principal or leave it out. */
const NEEDS_PRINCIPAL: ReadonlySet<PolicyKind> = new Set(["resource", "trust", "resourceControl"]);

/** @throws PolicyError with the path inside the document and the remedy */
export function compileStatement(statement: object, index: number, home: StatementHome): CompiledStatement {
  const path = `Statement[${index}]`;
  checkElements(statement, path);
  const elements: Written["elements"] = statement;
  const written = { ...home, elements, index, path, effect: readEffect(elements.Effect, path) };
  return {
    ref: toReference(written),
    principal: readPrincipal(written),
    actions: readActions(written),
    resources: readResources(written),
    conditions: compileConditions(elements.Condition, `${path}.Condition`, home.variables),
  };
}

function checkElements(statement: object, path: string): void {
  for (const element of Object.keys(statement)) {
    if ((ELEMENTS as readonly string[]).includes(element)) continue;
    const meant = ELEMENTS.find((known) => known.toLowerCase() === element.toLowerCase());
    const remedy = meant ? `write ${meant}` : `use ${ELEMENTS.join(", ")}`;
    throw new PolicyError(`${path}.${element} is no element of a statement: ${remedy}.`);
  }
}

function readEffect(effect: unknown, path: string): "Allow" | "Deny" {
  if (effect === "Allow" || effect === "Deny") return effect;
  throw new PolicyError(
    `${path}.Effect is ${JSON.stringify(effect)}: write "Allow" or "Deny", in exactly this case.`,
  );
}

function toReference({ elements, path, kind, index, effect, name, source }: Written): StatementRef {
  const { Sid } = elements;
  if (Sid !== undefined && typeof Sid !== "string") throw new PolicyError(`${path}.Sid must be a text.`);
  return {
    kind,
    index,
    effect,
    ...(name !== undefined && { policy: name }),
    ...(Sid !== undefined && { sid: Sid }),
    ...(source && { source }),
  };
}

function readPrincipal(written: Written): PrincipalElement | undefined {
  const { path, kind, effect } = written;
  const element = choose(written, "Principal", "NotPrincipal");
  if (element === undefined) {
    if (NEEDS_PRINCIPAL.has(kind)) {
      throw new PolicyError(`${path} needs a Principal: a policy of kind ${kind} says who it speaks of.`);
    }
    return undefined;
  }
  if (WITHOUT_PRINCIPAL.has(kind)) {
    throw new PolicyError(
      `${path}.${element}: a policy of kind ${kind} speaks of whoever it is attached to: leave it out.`,
    );
  }
  const isNegated = element === "NotPrincipal";
  if (isNegated && kind === "trust") {
    throw new PolicyError(
      `${path}.${element}: a trust policy cannot hold it: name who may assume the role in Principal.`,
    );
  }
  return withPlace(`${path}.${element}`, () =>
    compilePrincipal(written.elements[element], isNegated, effect),
  );
}

function readActions(written: Written): CompiledStatement["actions"] {
  const element = choose(written, "Action", "NotAction");
  if (element === undefined) throw new PolicyError(`${written.path} needs an Action or a NotAction.`);
  const texts = readTexts(written, element);
  const place = `${written.path}.${element}`;
  return {
    isNegated: element === "NotAction",
    texts,
    entries: texts.map((text) => withPlace(place, () => compileAction(text))),
  };
}

function readResources(written: Written): CompiledStatement["resources"] {
  const { path, kind, variables } = written;
  const element = choose(written, "Resource", "NotResource");
  if (element === undefined) {
    if (WITHOUT_PRINCIPAL.has(kind)) throw new PolicyError(`${path} needs a Resource or a NotResource.`);
    return undefined;
  }
  if (kind === "trust") {
    throw new PolicyError(`${path}.${element}: a trust policy speaks of its own role: leave it out.`);
  }
  const options = { variables, padsShortArns: WITHOUT_PRINCIPAL.has(kind) };
  const texts = readTexts(written, element);
  return {
    isNegated: element === "NotResource",
    texts,
    entries: texts.map((text) => withPlace(`${path}.${element}`, () => compileResource(text, options))),
  };
}

/** The one of two elements that is present. */
function choose<E extends Element>({ elements, path }: Written, one: E, other: E): E | undefined {
  const hasOne = elements[one] !== undefined;
  const hasOther = elements[other] !== undefined;
  if (hasOne && hasOther) throw new PolicyError(`${path} holds ${one} and ${other}: keep one of them.`);
  return hasOne ? one : hasOther ? other : undefined;
}

function readTexts({ elements, path }: Written, element: Element): readonly string[] {
  const texts = toList<unknown>(elements[element]).map((text, index) => {
    if (typeof text === "string") return text;
    throw new PolicyError(`${path}.${element}[${index}] is ${JSON.stringify(text)}: it must be a text.`);
  });
  if (texts.length > 0) return texts;
  throw new PolicyError(`${path}.${element} is an empty list: name at least one, or remove the statement.`);
}
