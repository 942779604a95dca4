import { PolicyError } from "../policy-error";
import type { AccessReport, ReportPrincipal, ReportRoute, ReportStatement } from "./access-report";
import { compareTexts } from "./compare-texts";
import { uncoveredPart, type Coverable } from "./statement-cover";

/** What one report has beyond another, by meaning: a sentence each. */
export interface ReportComparison {
  /** Somebody may do more than before. */
  readonly widens: readonly string[];
  /** Somebody may do less. */
  readonly narrows: readonly string[];
}

/**
 * What `after` grants that `before` does not, and the other way round. Statements are compared by what they cover, not
 * by their text: splitting one in two changes nothing. Where it cannot be told that something covers it, it counts as
 * wider.
 */
export function compareReports(before: AccessReport, after: AccessReport): ReportComparison {
  // Names that both reports have mean the same thing, whatever it is called in the cloud.
  const names = { ...after.names, ...before.names };
  const side = (report: AccessReport): Side => ({
    report,
    names: { ...names, ...pick(report.names, before.names) },
  });
  return { widens: beyond(side(after), side(before)), narrows: beyond(side(before), side(after)) };
}

interface Side {
  readonly report: AccessReport;
  readonly names: Readonly<Record<string, string>>;
}

function pick(own: Readonly<Record<string, string>>, shared: Readonly<Record<string, string>>) {
  return Object.fromEntries(Object.entries(own).map(([name, text]) => [name, shared[name] ?? text]));
}

/** What the first side allows and the second does not: further grants, and denials that it lacks. */
function beyond(more: Side, less: Side): string[] {
  const names = new Set([...more.report.principals, ...less.report.principals].map(({ name }) => name));
  const ofPrincipals = [...names].flatMap((name) => {
    const one = find(more, name);
    const other = find(less, name);
    return [
      ...statementsBeyond({ ...more, one }, { ...less, one: other }),
      ...boundariesBeyond({ ...more, one }, { ...less, one: other }),
      ...routesBeyond(one, other),
      ...(one?.unreadable ?? [])
        .filter((policy) => !other?.unreadable.includes(policy))
        .map((policy) => `${name} has ${policy} attached, which cannot be read here`),
    ];
  });
  const known = new Set(less.report.escalations.map(describeEscalation));
  const escalations = more.report.escalations.map(describeEscalation).filter((text) => !known.has(text));
  return [...new Set([...ofPrincipals, ...escalations])].sort(compareTexts);
}

interface PrincipalSide extends Side {
  readonly one: ReportPrincipal | undefined;
}

const find = ({ report }: Side, name: string): ReportPrincipal | undefined =>
  report.principals.find((one) => one.name === name);

function statementsBeyond(more: PrincipalSide, less: PrincipalSide): string[] {
  const name = (more.one ?? less.one)!.name;
  const granted = allows(more.one?.statements).flatMap((statement) =>
    partBeyond({ ...more, statement }, { ...less, statements: sameKind(less.one?.statements, statement) }),
  );
  // A principal of the program that is gone cannot do what was denied to it; everybody else still can.
  const isGone = more.one === undefined && /^(role|user|group) /.test(name);
  const undenied = (isGone ? [] : denials(less.one?.statements)).flatMap((statement) =>
    partBeyond({ ...less, statement }, { ...more, statements: sameKind(more.one?.statements, statement) }),
  );
  return [
    ...granted.map((part) => `${name} may ${describeStatement(part)}`),
    ...undenied.map((part) => `${name} is not denied ${describeStatement(part)}`),
  ];
}

/** A boundary leaves less; without one, everything that is granted counts. */
function boundariesBeyond(more: PrincipalSide, less: PrincipalSide): string[] {
  const limit = less.one?.boundary;
  if (limit === undefined || more.one === undefined) return [];
  const { name, boundary } = more.one;
  if (boundary === undefined) return [`${name} has no permissions boundary`];
  const allowed = allows(boundary).flatMap((statement) =>
    partBeyond({ ...more, statement }, { ...less, statements: limit }),
  );
  const undenied = denials(limit).flatMap((statement) =>
    partBeyond({ ...less, statement }, { ...more, statements: boundary }),
  );
  return [
    ...allowed.map((part) => `the permissions boundary of ${name} lets it ${describeStatement(part)}`),
    ...undenied.map((part) => `the permissions boundary of ${name} does not deny ${describeStatement(part)}`),
  ];
}

/** What of a statement the statements of the other side do not cover; none where they cover all of it. */
function partBeyond(
  { statement, ...own }: Side & { readonly statement: ReportStatement },
  { statements, ...other }: Side & { readonly statements: readonly ReportStatement[] },
): ReportStatement[] {
  const part = uncoveredPart(
    expand(statement, own),
    statements.map((one) => expand(one, other)),
  );
  if (!part) return [];
  const { actions, resources } = statement;
  return [
    {
      ...statement,
      ...(actions && { actions: actions.filter((_, at) => part.actions.has(at)) }),
      ...(resources && { resources: resources.filter((_, at) => part.resources.has(at)) }),
    },
  ];
}

function routesBeyond(one: ReportPrincipal | undefined, other: ReportPrincipal | undefined): string[] {
  const key = ({ api, method, path }: ReportRoute, stage: string): string =>
    `${method} ${path} of ${api} in ${stage}`;
  const known = new Map(
    (other?.routes ?? []).flatMap((route) =>
      route.stages.map((stage) => [key(route, stage), route] as const),
    ),
  );
  return (one?.routes ?? []).flatMap((route) =>
    route.stages.flatMap((stage) => {
      const text = key(route, stage);
      const before = known.get(text);
      if (before === undefined)
        return [`${one!.name} may call ${text}${route.sometimes ? " under a condition" : ""}`];
      return before.sometimes && !route.sometimes
        ? [`${one!.name} may call ${text} without a condition`]
        : [];
    }),
  );
}

const isDenial = ({ effect }: ReportStatement): boolean => effect === "Deny";
const allows = (statements: readonly ReportStatement[] = []) => statements.filter((one) => !isDenial(one));
const denials = (statements: readonly ReportStatement[] = []) => statements.filter(isDenial);
const sameKind = (statements: readonly ReportStatement[] = [], { kind }: ReportStatement) =>
  statements.filter((one) => one.kind === kind);

function expand(statement: ReportStatement, { names }: Side): Coverable {
  const { effect, actions, notActions, resources, notResources, conditions = {} } = statement;
  const texts = (list: readonly string[] = []): string[] => list.map((text) => expandNames(text, names));
  return {
    effect,
    actions: actions ?? notActions ?? [],
    exceptActions: notActions !== undefined,
    resources: texts(resources ?? notResources),
    exceptResources: notResources !== undefined,
    conditions: Object.entries(conditions).map(([test, values]) => {
      const at = test.lastIndexOf(" ");
      return { key: test.slice(0, at), operator: test.slice(at + 1), values: texts(values) };
    }),
  };
}

const expandNames = (text: string, names: Readonly<Record<string, string>>): string =>
  text.replace(/\$\{[^}]*\}/g, (name) => (Object.hasOwn(names, name) ? names[name]! : name));

/** `Allow`'s content in words: the actions, on what, under which conditions. */
export function describeStatement(statement: ReportStatement): string {
  const { actions, notActions, resources, notResources, conditions } = statement;
  const what = actions ? actions.join(", ") : `everything except ${notActions!.join(", ")}`;
  const where = resources ? resources.join(", ") : `everything except ${notResources!.join(", ")}`;
  const when = Object.entries(conditions ?? {}).map(([test, values]) => `${test} ${values.join(" or ")}`);
  return `${what} on ${where}${when.length === 0 ? "" : ` when ${when.join(" and ")}`}`;
}

const describeEscalation = ({ principal, path, leadsTo }: AccessReport["escalations"][number]): string =>
  `${principal} can escalate (${path}): ${leadsTo}`;

/** Reads a report that was written as JSON. @throws PolicyError for anything else */
export function parseReport(text: string): AccessReport {
  let report: Partial<AccessReport> | null;
  try {
    report = JSON.parse(text) as Partial<AccessReport> | null;
  } catch (error) {
    throw new PolicyError(`it is no JSON: ${(error as Error).message}`);
  }
  const lists = [report?.principals, report?.escalations, report?.unused, report?.missing, report?.unknown];
  if (report?.format === 1 && lists.every((list) => Array.isArray(list)) && typeof report.names === "object")
    return report as AccessReport;
  throw new PolicyError("it is no access report of this version: write one with --format json.");
}
