import { loadPolicy } from "../evaluate/load-policy";
import { toList, type PolicyStatement } from "../policy-document";
import type { AccessModel, AccessPrincipal, NamedDocument } from "./access-model";

/** One test of a condition; all of a statement's must hold. */
export interface StatementCondition {
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
}

/** A statement with its elements as lists, and where it stands. */
export interface AccessStatement {
  readonly effect: "Allow" | "Deny";
  readonly actions: readonly string[];
  /** The actions are those that it does not speak of. */
  readonly exceptActions: boolean;
  readonly resources: readonly string[];
  /** The resources are those that it does not speak of. */
  readonly exceptResources: boolean;
  readonly conditions: readonly StatementCondition[];
  /** Such as `policy notes, statement 1`. */
  readonly from: string;
  readonly kind: "identity" | "boundary" | "resource" | "trust";
}

/** What one principal is granted and denied, wherever that is written. */
export interface PrincipalStatements {
  /** `role notes`, `service lambda.amazonaws.com`, `everyone`. */
  readonly principal: string;
  /** Of the model; absent for somebody whom policies only name. */
  readonly own?: AccessPrincipal;
  readonly statements: readonly AccessStatement[];
  readonly boundary?: readonly AccessStatement[];
}

/**
 * The statements of every policy by the principal that they speak of: its own, and those of resources and trust
 * policies that name it.
 *
 * @throws PolicyError for a document that IAM would refuse
 */
export function readStatements(model: AccessModel): PrincipalStatements[] {
  const found = new Map<string, AccessStatement[]>();
  const add = (principal: string, statements: readonly AccessStatement[]): void =>
    void found.set(principal, [...(found.get(principal) ?? []), ...statements]);
  const titles = principalTitles(model);
  for (const principal of model.principals) {
    const title = titles.get(principal.arn)!;
    add(title, []);
    for (const document of principal.identity)
      add(title, statementsOf(document, { kind: "identity", words: "policy" }));
    if (principal.trust) {
      const home: DocumentHome = { kind: "trust", words: "trust policy of", self: principal.arn };
      addByPrincipal(principal.trust, home, { add, titles });
    }
  }
  for (const { arn, policy } of model.resources) {
    const home: DocumentHome = { kind: "resource", words: "resource-based policy of", self: arn };
    if (policy) addByPrincipal(policy, home, { add, titles });
  }
  return [...found].map(([principal, statements]) => {
    const own = model.principals.find(({ arn }) => titles.get(arn) === principal);
    const boundary =
      own?.boundary && statementsOf(own.boundary, { kind: "boundary", words: "permissions boundary" });
    return { principal, statements, ...(own && { own }), ...(boundary && { boundary }) };
  });
}

/** By ARN: `role notes`; where logical names are the same, the physical ones tell them apart. */
export function principalTitles({
  principals,
}: Pick<AccessModel, "principals">): ReadonlyMap<string, string> {
  const title = ({ kind, name }: AccessPrincipal): string => `${kind} ${name}`;
  const counts = new Map<string, number>();
  for (const one of principals) counts.set(title(one), (counts.get(title(one)) ?? 0) + 1);
  return new Map(
    principals.map((one) => [one.arn, counts.get(title(one)) === 1 ? title(one) : `${one.kind} ${one.arn}`]),
  );
}

interface DocumentHome {
  readonly kind: AccessStatement["kind"];
  readonly words: string;
  /** The ARN of the resource that the document is attached to. */
  readonly self?: string;
}

interface Sink {
  readonly add: (principal: string, statements: readonly AccessStatement[]) => void;
  readonly titles: ReadonlyMap<string, string>;
}

function addByPrincipal(document: NamedDocument, home: DocumentHome, { add, titles }: Sink): void {
  readDocument(document, home).forEach((written, index) => {
    const statement = toAccessStatement(written, { document, home, index });
    for (const principal of principalsOf(written, titles)) add(principal, [statement]);
  });
}

function statementsOf(document: NamedDocument, home: DocumentHome): AccessStatement[] {
  return readDocument(document, home).map((written, index) =>
    toAccessStatement(written, { document, home, index }),
  );
}

function readDocument({ name, text }: NamedDocument, { kind }: DocumentHome): readonly PolicyStatement[] {
  return toList(loadPolicy(text, { kind, name }).document.Statement);
}

interface StatementPlace {
  readonly document: NamedDocument;
  readonly home: DocumentHome;
  readonly index: number;
}

function toAccessStatement(
  written: PolicyStatement,
  { document, home, index }: StatementPlace,
): AccessStatement {
  const { Action, NotAction, Resource, NotResource, Condition = {} } = written;
  const resources = toList(Resource ?? NotResource);
  return {
    effect: written.Effect,
    actions: toList(Action ?? NotAction),
    exceptActions: NotAction !== undefined,
    // A resource's policy may speak of the resource without naming it.
    resources: resources.length > 0 || home.self === undefined ? resources : [home.self],
    exceptResources: NotResource !== undefined,
    conditions: Object.entries(Condition).flatMap(([operator, keys]) =>
      Object.entries(keys).map(([key, values]) => ({ operator, key, values: toList(values).map(String) })),
    ),
    from: `${home.words} ${document.name}, statement ${index + 1}`,
    kind: home.kind,
  };
}

/** Who a resource's policy speaks of, each as the report calls them. */
function principalsOf(
  { Principal, NotPrincipal }: PolicyStatement,
  titles: ReadonlyMap<string, string>,
): readonly string[] {
  if (NotPrincipal !== undefined) return [`everyone except ${namesIn(NotPrincipal, titles).join(", ")}`];
  return Principal === undefined ? [] : namesIn(Principal, titles);
}

function namesIn(
  principal: NonNullable<PolicyStatement["Principal"]>,
  titles: ReadonlyMap<string, string>,
): string[] {
  if (principal === "*") return [EVERYONE];
  return Object.entries(principal).flatMap(([type, names]) =>
    toList(names).map((name) => {
      if (name === "*") return EVERYONE;
      if (type === "Service") return `service ${name}`;
      if (type === "Federated") return `provider ${name}`;
      if (type === "CanonicalUser") return `canonical user ${name}`;
      const account = /^(?:arn:[^:]+:iam::)?(\d{12})(?::root)?$/.exec(name)?.[1];
      return account === undefined ? (titles.get(name) ?? name) : `account ${account}`;
    }),
  );
}

export const EVERYONE = "everyone";
